import { expect } from 'chai'
import type { ReportSource } from '../../../src/model/report.ts'
import { executiveView } from '../../../src/render/view/executive.ts'
import { fitted } from '../../../src/render/view/fitted.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { emptySource } from '../fixture-empty.ts'
import { reportSource } from '../fixture.ts'

const view = (source: ReportSource = reportSource()) => executiveView(reportView(source).report)

describe('the executive summary', () => {
  it('says what the report is, and that nothing was tested', () => {
    expect(view().what).to.match(/^Segmentation and configuration .* of Example Payments: /)
    expect(view().what).to.match(/as of 2026-12-28T02:00:06Z to .*Enforcement was not tested\.$/)
    expect(view(emptySource()).what).to.include('no cluster was read')
  })

  it('names the failures by which most controls fail, once each, without those that are waived', () => {
    const { worst, failing } = view()
    expect(failing).to.match(/^\d+ of 9 controls fail$/)
    expect(worst.length).to.be.greaterThan(0)
    const counts = worst.map(({ named, more }) =>
      named.reduce((sum, { controls }) => sum + controls.length, more),
    )
    expect(counts).to.deep.equal(counts.toSorted((one, other) => other - one))
    expect(new Set(worst.map(({ said }) => said)).size).to.equal(worst.length)
    for (const { said } of worst) expect(said).to.not.include('node-agent')
  })

  it('names each framework once, and every control by its whole id', () => {
    const source = reportSource()
    const [first] = source.catalogue.frameworks
    const [whole] = source.clusters
    const failed = whole!.evaluation!.controls.find(({ outcome }) => outcome === 'fail')!
    const definition =
      first!.controls.find(({ id }) => id === failed.control) ?? first!.controls[0]!
    const ids = Array.from({ length: 60 }, (_, at) => `1.2.${at + 1}-of-a-long-name`)
    const controls = ids.map((id) => ({ ...definition, id, framework: first!.id }))
    const results = ids.map((control) => ({ ...failed, control, framework: first!.id }))
    const { worst } = view({
      ...source,
      catalogue: { ...source.catalogue, frameworks: [{ ...first!, controls }] },
      clusters: [{ ...whole!, evaluation: { ...whole!.evaluation!, controls: results } }],
    })
    const [{ named, more }] = worst as [(typeof worst)[number]]
    expect(named.map(({ framework }) => framework)).to.deep.equal([
      `${first!.title} ${first!.version}`,
    ])
    const shown = named.flatMap((one) => one.controls.map(({ id }) => id))
    expect(shown).to.deep.equal(ids.slice(0, shown.length))
    expect(shown.length).to.be.greaterThan(1)
    expect(shown.length + more).to.equal(ids.length)
  })

  it('is short, and says how many more there are', () => {
    const source = reportSource()
    const [first] = source.catalogue.frameworks
    const frameworks = Array.from({ length: 20 }, (_, at) => ({ ...first!, id: `f-${at}` }))
    const catalogue = { ...source.catalogue, frameworks }
    const { frameworks: shown, moreFrameworks } = view({ ...source, catalogue })
    expect([shown.length, moreFrameworks]).to.deep.equal([8, 12])
    const notes = Array.from({ length: 30 }, (_, at) => `Note ${at}.`)
    const { missing } = view({ ...source, population: { ...source.population, notes } })
    expect(missing.shown.length).to.be.within(4, 6)
    expect(missing.more).to.be.greaterThan(24)
  })

  it('counts frameworks by the clusters that were read, and what the others leave open apart', () => {
    const { basis, frameworks } = view()
    expect(basis).to.match(
      /over the expected clusters that were read\. Not read, so that nothing is/,
    )
    for (const { controls, tallies, open, total, unused } of frameworks) {
      const undetermined = controls.filter(({ outcome }) => outcome === 'undetermined').length
      const inRead = tallies.find(({ outcome }) => outcome === 'undetermined')!.count
      expect(inRead + open).to.equal(undetermined)
      expect(tallies.reduce((sum, { count }) => sum + count, 0)).to.equal(total)
      expect(unused).to.equal(false)
    }
    expect(frameworks.some(({ open }) => open > 0)).to.equal(true)
    expect(view(emptySource()).basis).to.match(/over the expected clusters\.$/)
  })

  it('tells changes of files and significant changes of this run', () => {
    const { changed } = view()
    const said = changed.shown.map((each) => each.said)
    expect(said.join()).to.match(/of the organisation's files against run /)
    expect(changed.shown.length + changed.more).to.be.greaterThan(1)
  })

  it('never says that nothing changed where that is not known', () => {
    const old = reportSource()
    delete (old as { organisationChanges?: unknown }).organisationChanges
    const clusters = old.clusters.filter(({ evaluation }) => evaluation === undefined)
    const said = view({ ...old, clusters }).changed.shown.map((each) => each.said)
    expect(said[0]).to.match(/^what changed in \d+ clusters? is not known, or not all of it: /)
    expect(said[1]).to.equal("whether the organisation's files changed is not known")
  })
})

describe('fitted text', () => {
  it('stays whole where it fits, and ends with an ellipsis where not', () => {
    expect(fitted('ten letters', 11)).to.equal('ten letters')
    expect(fitted('ten letters more', 11)).to.equal('ten letters\u2026')
  })

  it('counts capitals more, and what has to be spelled out as much as that takes', () => {
    expect(fitted('ABCDEF', 6)).to.equal('ABCD\u2026')
    expect(fitted('\u0ba4\u0bae\u0ba4', 12)).to.equal('\u0ba4\u0bae\u2026')
    expect(fitted('\u4e2d\u6587\u4e2d', 4)).to.equal('\u4e2d\u6587\u2026')
  })
})
