/**
 * Whether the tests notice when a check decides otherwise: removes, negates and replaces parts of src/evaluate/checks one at a time (Stryker's mutants) and
 * asks what the cases of the controls and the table of flags ask. Prints the changes that nobody noticed and the score of each check; exits 1 when less than
 * 85 % of all changes are noticed. Arguments name the checks to look at.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { mutated } from './mutants.ts'
import type { Mutant } from './mutants.ts'
import type { MutantResult } from './mutated-child.ts'

const WANTED_PER_CENT = 85
/** A mutant that answers nothing for so long runs in circles, which a test would notice. The first one waits for all questions to be made ready. */
const PATIENCE = { first: 300_000, next: 30_000 }

type Result = MutantResult | 'timeout'

/** Asks about mutants in processes of their own, one after the other; a new one where one ran in circles. */
async function resultsOf(
  sources: string,
  mutants: readonly Mutant[],
): Promise<ReadonlyMap<string, Result>> {
  const results = new Map<string, Result>()
  for (let left = mutants; left.length > 0; left = mutants.filter(({ id }) => !results.has(id))) {
    const ended = await askedInOneProcess(sources, left, results)
    const [next] = mutants.filter(({ id }) => !results.has(id))
    if (next === undefined) break
    if (ended !== 'silent') throw new Error(`the process that asks about mutants ended: ${ended}`)
    results.set(next.id, 'timeout')
  }
  return results
}

/** Until all are asked about, or nothing is heard for too long: `silent`; else how the process ended. */
function askedInOneProcess(
  sources: string,
  mutants: readonly Mutant[],
  results: Map<string, Result>,
): Promise<string> {
  return new Promise((resolve) => {
    const script = join(import.meta.dirname, 'mutated-child.ts')
    const child = fork(script, [sources, ...mutants.map(({ id }) => id)])
    let silent = false
    const giveUp = () => {
      silent = true
      child.kill('SIGKILL')
    }
    let timer = setTimeout(giveUp, PATIENCE.first)
    child.on('message', ({ id, result }: { readonly id: string; readonly result: Result }) => {
      results.set(id, result)
      clearTimeout(timer)
      timer = setTimeout(giveUp, PATIENCE.next)
    })
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      resolve(silent ? 'silent' : `${String(code)} ${String(signal)}`)
    })
  })
}

/** Mutants that count: those read once when a check is loaded are named apart. */
function scoreOf(mutants: readonly Mutant[], results: ReadonlyMap<string, Result>) {
  const counted = mutants.filter(({ id }) => results.get(id) !== 'static')
  const noticed = counted.filter(({ id }) => ['killed', 'timeout'].includes(results.get(id) ?? ''))
  return {
    counted: counted.length,
    noticed: noticed.length,
    unasked: mutants.length - counted.length,
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'exhibit-mutants-'))
try {
  const { sources, mutants } = await mutated(process.argv.slice(2))
  const file = join(folder, 'sources.json')
  writeFileSync(file, JSON.stringify(sources))
  const shards = Math.min(availableParallelism(), 4)
  const parts = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      resultsOf(
        file,
        mutants.filter((__, index) => index % shards === shard),
      ),
    ),
  )
  const results = new Map(parts.flatMap((part) => [...part]))
  for (const [check, mine] of Map.groupBy(mutants, (each) => each.check)) {
    const { counted, noticed, unasked } = scoreOf(mine, results)
    say(
      `${check}: ${String(noticed)} of ${String(counted)} changes noticed, ${String(unasked)} read at load only`,
    )
    for (const { id, what } of mine) {
      const result = results.get(id)
      if (result === 'survived' || result === 'not-covered') say(`  ${result} ${what}`)
    }
  }
  const { counted, noticed, unasked } = scoreOf(mutants, results)
  const share = (100 * noticed) / counted
  say(
    `all: ${String(noticed)} of ${String(counted)} changes noticed (${share.toFixed(1)} %, wanted ${String(WANTED_PER_CENT)} %), ${String(unasked)} read at load only`,
  )
  if (share < WANTED_PER_CENT) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
