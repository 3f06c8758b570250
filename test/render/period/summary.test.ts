import { expect } from 'chai'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

const report = (source = periodSource()) => periodView(source).report

describe('what the executive summary of a period names', () => {
  it('names what nobody listed and what opened the CDE, each with where and when', () => {
    const source = periodSource()
    const [seen] = source.changes.significant
    const what = ['new: NodePort by Service payments/debug (TCP port 30080) to payments/api']
    const { summary, changes } = report({
      ...source,
      changes: {
        ...source.changes,
        significant: [{ ...seen!, kind: 'exposure', what, count: 1 }],
      },
    })
    expect(summary.unlisted.shown.map(({ said }) => said)).to.deep.equal([
      'NetworkPolicy payments/api changed in prod-eu, first seen 2026-10-26',
      'NetworkPolicy payments/old removed in prod-us, first seen 2026-11-23',
      'NetworkPolicy payments/api labels or annotations changed in prod-us, first seen 2026-11-16',
    ])
    expect(summary.unlisted.more).to.equal(0)
    expect(summary.ways.shown.map(({ said }) => said)).to.deep.equal([
      `${what.join('')} in prod-eu, first seen 2026-10-26`,
    ])
    expect(changes.policies.map(({ anchor }) => anchor)).to.include(
      summary.unlisted.shown[0]!.anchor,
    )
    const counts = new Map(changes.counts.map(({ word, count }) => [word, count]))
    expect(counts.get('ways in from outside opened')).to.equal(1)
    expect(counts.get('workloads that now reach the CDE')).to.equal(1)
  })

  it('names requirements before recommendations, all of them where the page has room', () => {
    const { summary } = report()
    expect(summary.frameworks[0]!.name).to.equal('PCI DSS 4.0.1')
    expect(summary.failed.map(({ framework, more }) => [framework, more])).to.deep.equal([
      ['PCI DSS 4.0.1', 0],
    ])
  })
})
