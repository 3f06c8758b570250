import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expectGolden } from '../golden.ts'

const CHECKS = 'src/evaluate/checks'

const HEAD = `// Generated from the files in ${CHECKS}; \`npm run checks:list\` writes it anew.
import type { Check } from '../model/check.ts'
`

/** What a file of a check exports under its type. Throws where that is not one thing. */
function exportedBy(file: string): string {
  const text = readFileSync(join(CHECKS, file), 'utf8')
  const [found, ...others] = [...text.matchAll(/^export const (\w+): Check = /gm)]
  const [, name] = found ?? []
  if (name === undefined || others.length > 0) throw new Error(`${file} must export one Check`)
  return name
}

describe('the list of checks', () => {
  it('holds what each file of a check exports', () => {
    const files = readdirSync(CHECKS).sort()
    const names = files.map(exportedBy)
    const lines = [
      ...names.map((name, at) => `import { ${name} } from './checks/${files[at]}'`),
      '',
      '/** Every check there is, sorted by id. */',
      'export const CHECKS: readonly Check[] = [',
      ...names.map((name) => `  ${name},`),
      ']',
    ]
    expectGolden('src/evaluate/check-list.ts', `${HEAD}${lines.join('\n')}\n`)
  })
})
