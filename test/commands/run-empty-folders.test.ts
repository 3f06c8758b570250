import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { testContext } from './context.ts'
import { installed } from './installation.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml, signOffs: statements, outsideEvidence: outside}
archive: {directory: archive}
signing: {keyDirectory: keys}
frameworks: [pci-dss-4.0.1]
`

describe('a run with empty folders of the organisation', function () {
  this.timeout(60_000)

  it('is one with no sign-offs and no outside evidence', async () => {
    const context = installed(testContext(), { configuration: CONFIGURATION })
    for (const name of ['statements', 'outside']) mkdirSync(join(context.folder, name))
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const folder = join(context.folder, 'archive', (JSON.parse(out) as { folder: string }).folder)
    const evaluation = readEvaluation(join(folder, 'clusters/prod'))!
    const asked = evaluation.controls.filter(({ outcome }) => outcome === 'needs-sign-off')
    expect(asked.length).to.be.greaterThan(0)
    for (const name of ['sign-offs', 'outside-evidence'])
      expect(existsSync(join(folder, 'inputs', name)), name).to.equal(false)
  })
})
