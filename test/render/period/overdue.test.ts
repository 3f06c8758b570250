import { expect } from 'chai'
import { periodSections } from '../../../src/render/period/html.ts'
import { markdown } from '../../../src/render/period/markdown.ts'
import { overdueIn, overdueWords } from '../../../src/render/period/overdue.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

const [review] = periodSource().reviews
const late = (cluster: string, overdueSince: string, signOffs = review!.signOffs) => ({
  ...review!,
  ...{ cluster, signOffs, due: { state: 'overdue' as const } },
  dueBy: { from: 'statement' as const, since: '2025-01-01', day: '2026-01-01', overdueSince },
})

describe('statements that are overdue', () => {
  const source = periodSource({
    reviews: [late('prod-us', '2026-11-02'), late('prod-eu', '2026-10-02', [])],
  })
  const view = periodView(source)

  it('are told in the executive summary, the longest overdue first, with since when', () => {
    const { summary, reviews } = view.report
    expect(overdueIn(reviews).map(({ since, clusters }) => [since, clusters])).to.deep.equal([
      ['2026-10-02', ['prod-eu']],
      ['2026-11-02', ['prod-us']],
    ])
    expect(summary.overdue.map(({ framework, of }) => `${framework}, ${of}`)).to.deep.equal([
      'PCI DSS 4.0.1, overdue since 2026-10-02 (the first) to 2026-11-02',
    ])
    expect(summary.dueWords).to.match(
      /^Overdue: 2 statements of 1 control\. Never made: \d statements? of 1 control\. Each cluster counts\.$/,
    )
  })

  it('are told on the page also where it has no room to name what is due', () => {
    const { report } = view
    const summary = { ...report.summary, due: [], dueMore: report.summary.dueTotal }
    const page = [...periodSections({ ...view, report: { ...report, summary } })].find(
      ({ name }) => name === 'executive summary',
    )!.html
    expect(page).to.include('Overdue: 2 statements of 1 control')
    expect(page).to.not.include('No control that asks for a statement')
  })

  it('are told in summary.md', async () => {
    const [file] = await markdown.render(view)
    const text = Buffer.from(file!.bytes).toString()
    const due = text.slice(text.indexOf('## What is due'))
    expect(due).to.include('Overdue: 2 statements of 1 control')
    expect(due).to.match(/\| PCI DSS 4\.0\.1 .* \| 2026-10-02 \| prod-eu \|\n/)
  })

  it('are none where all are in force', () => {
    const due = { state: 'in-force' as const }
    const { reviews } = periodView(periodSource({ reviews: [{ ...review!, due }] })).report
    expect(overdueWords(reviews)).to.equal(
      'Overdue: 0 statements. Never made: 0 statements. Each cluster counts.',
    )
  })
})
