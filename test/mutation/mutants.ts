import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'

/** The checks whose conditions are changed. */
export const CHECKS = join(import.meta.dirname, '../../src/evaluate/checks')

/** One change of one check, which sleeps in the changed source until its id is the active one. */
export type Mutant = {
  readonly id: string
  /** of the check */
  readonly check: string
  /** `12:3 ConditionalExpression: false` */
  readonly what: string
}

/** The sources with every mutant asleep, by path, and the mutants in order of path and place. */
export type Mutated = {
  readonly sources: Readonly<Record<string, string>>
  readonly mutants: readonly Mutant[]
}

const nothing = () => undefined
const SILENT = {
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
  ...{
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
  },
} satisfies ConstructorParameters<typeof Instrumenter>[0]

/** All mutants of the checks, or of those named. */
export async function mutated(checks: readonly string[]): Promise<Mutated> {
  const names = readdirSync(CHECKS).filter(
    (name) => checks.length === 0 || checks.includes(name.replace(/\.ts$/, '')),
  )
  const files = names.sort().map((name) => {
    const path = join(CHECKS, name)
    return { name: path, content: readFileSync(path, 'utf8'), mutate: true }
  })
  const found = await new Instrumenter(SILENT).instrument(files, {
    ...{ plugins: [], ignorers: [], excludedMutations: [] },
  })
  return {
    sources: Object.fromEntries(found.files.map(({ name, content }) => [name, content])),
    mutants: found.mutants.map(mutantOf),
  }
}

type Found = Awaited<ReturnType<Instrumenter['instrument']>>['mutants'][number]

function mutantOf({ id, fileName, location, mutatorName, replacement }: Found): Mutant {
  const { line, column } = location.start
  const check = fileName.replace(/^.*\//, '').replace(/\.ts$/, '')
  const place = `${String(line + 1)}:${String(column + 1)}`
  return {
    id,
    check,
    what: `${place} ${mutatorName}: ${replacement.replace(/\s+/g, ' ').slice(0, 100)}`,
  }
}
