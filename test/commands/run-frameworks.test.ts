import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { CATALOGUE } from '../evaluate/builders.ts'
import { testContext } from './context.ts'
import { installed } from './installation.ts'

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {directory: archive}
signing: {keyDirectory: keys}
`

type Report = {
  readonly frameworks: readonly {
    readonly id: string
    readonly total: number
    readonly pairing?: string
    readonly controls: readonly {
      readonly id: string
      readonly title: string
      readonly related: readonly string[]
    }[]
  }[]
}

/** What a run under some settings says: its report, and the summary on stdout. */
async function ran(settings: string) {
  const context = installed(testContext(), { configuration: `${CONFIGURATION}${settings}` })
  const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
  const summary = JSON.parse(out) as { folder: string; controls: number }
  const path = join(context.folder, 'archive', summary.folder, 'report.json')
  return { ...summary, report: JSON.parse(readFileSync(path, 'utf8')) as Report }
}

describe('the frameworks of exhibit.yaml', function () {
  this.timeout(60_000)

  it('are the only ones of which a run, its report and its summary speak', async () => {
    const { report, controls } = await ran('frameworks: [pci-dss-4.0.1, exhibit-segmentation]\n')
    expect(report.frameworks.map(({ id }) => id)).to.deep.equal([
      'exhibit-segmentation',
      'pci-dss-4.0.1',
    ])
    expect(controls).to.equal(report.frameworks.reduce((sum, { total }) => sum + total, 0))
  })

  it('are, where it names none, those whose pairing with checks is not ours', async () => {
    const { report } = await ran('')
    const used = CATALOGUE.frameworks.filter(({ pairing }) => pairing === undefined)
    expect(report.frameworks.map(({ id }) => id)).to.deep.equal(used.map(({ id }) => id))
    expect(used.length).to.be.lessThan(CATALOGUE.frameworks.length)
  })

  it('may be of a pairing that is ours, which the report says', async () => {
    const { report } = await ran('frameworks: [nist-800-53-r5]\n')
    const [framework] = report.frameworks
    expect(framework?.pairing).to.equal('ours: no publisher says which checks speak of this')
    const control = framework?.controls.find(({ id }) => id === 'SC-7(5)')
    expect(control?.title).to.equal('Deny by Default — Allow by Exception')
    expect(control?.related).to.include('exhibit-segmentation SEG-1')
  })
})
