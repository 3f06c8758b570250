import { expect } from 'chai'
import type { ReportSource } from '../../../src/model/report.ts'
import { reportHtml } from '../../../src/render/html.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { reportSource } from '../fixture.ts'

const report = (source: ReportSource) => reportView(source).report

/** The fixture with only some of its clusters. */
function only(...names: readonly string[]): ReportSource {
  const source = reportSource()
  return { ...source, clusters: source.clusters.filter(({ name }) => names.includes(name)) }
}

describe('what is not held of a benchmark', () => {
  it('is said of its versions, with the clusters that it leaves to the reader', () => {
    const source = only('prod-eu', 'staging')
    const of = (kubernetes: 'not-held' | { from: string; to: string }) => ({
      ...source,
      catalogue: {
        ...source.catalogue,
        frameworks: source.catalogue.frameworks.map((each) => ({ ...each, kubernetes })),
      },
    })
    const [{ version: first } = {}, { version: second } = {}] = source.clusters.map(
      ({ snapshot }) => snapshot.identity,
    )
    const said = `Whether it speaks of prod-eu (${first}) or staging (${second}) is for the reader to say`
    const [cis] = report(of('not-held')).frameworks
    expect(cis?.versionsNotHeld).to.include(said)
    expect(reportHtml(reportView(of('not-held'))).toString()).to.include(said)
    const [ranged] = report(of({ from: '1.32', to: '1.34' })).frameworks
    expect(ranged?.versionsNotHeld).to.equal(undefined)
  })

  it('is said of a level only where its benchmark has levels', () => {
    const source = only('prod-eu')
    const [one] = source.catalogue.frameworks
    const { level = 'L2', ...without } = one!.controls[0]!
    const levels = (...controls: (typeof one & {})['controls']) => {
      const catalogue = { ...source.catalogue, frameworks: [{ ...one!, controls }] }
      return report({ ...source, catalogue }).frameworks[0]?.controls.map((each) => each.level)
    }
    expect(levels(without, { ...without, level })).to.deep.equal(['not held here', level])
    expect(levels(without)).to.deep.equal([undefined])
  })
})
