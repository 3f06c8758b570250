import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

const DEMO = join(import.meta.dirname, '../../deploy/demo')
/** Files to which the story only adds; the review of the register of flows moves dates of every entry. */
const ADDED_TO = ['scope.yaml', 'changes.yaml']
const EMPTY = 'changes: []'

describe("the organisation's files of the bundled estate", () => {
  for (const name of ADDED_TO)
    it(`lose no line of ${name} by a change that replaces it`, () => {
      const changes = readdirSync(join(DEMO, 'changes')).sort()
      const folders = ['base', ...changes.map((change) => join('changes', change))]
      const files = folders
        .map((folder) => join(DEMO, folder, 'organisation', name))
        .filter((path) => existsSync(path))
        .map(linesOf)
      expect(files.length).to.be.greaterThan(1)
      for (const [at, after] of files.slice(1).entries())
        expect(lost(files[at], after)).to.deep.equal([])
    })
})

function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n')
}

/** Lines that stand less often than before. */
function lost(before: readonly string[] = [], after: readonly string[]): readonly string[] {
  const times = (all: readonly string[], line: string) => all.filter((one) => one === line).length
  return before.filter((line) => line !== EMPTY && times(after, line) < times(before, line))
}
