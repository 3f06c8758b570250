import { expect } from 'chai'
import { beyondReachWords, isBeyondReach } from '../../../src/render/view/beyond-reach.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { reportSource } from '../fixture.ts'

describe('what is undetermined since no reading of the API could decide it', () => {
  const automated = { outcome: 'undetermined', method: 'automated' } as const

  it('is a control out of reach, read or not, and one of which nothing else is undetermined', () => {
    const outside = { outcome: 'undetermined', method: 'out-of-reach' } as const
    expect(isBeyondReach(outside)).to.equal(true)
    expect(isBeyondReach({ ...outside, counts: { undetermined: 0, outOfReach: 0 } })).to.equal(true)
    expect(isBeyondReach({ ...automated, counts: { undetermined: 2, outOfReach: 2 } })).to.equal(
      true,
    )
  })

  it('is none of which a gap leaves something open too, that was not read, or that is decided', () => {
    const counts = { undetermined: 2, outOfReach: 1 }
    expect(isBeyondReach({ ...automated, counts })).to.equal(false)
    expect(isBeyondReach({ outcome: 'undetermined', method: 'out-of-reach', counts })).to.equal(
      false,
    )
    expect(isBeyondReach(automated)).to.equal(false)
    expect(isBeyondReach({ outcome: 'fail', method: 'out-of-reach' })).to.equal(false)
  })

  it('stands in brackets behind the count', () => {
    expect([beyondReachWords(0), beyondReachWords(45)]).to.deep.equal(['', ' (45 out of reach)'])
  })

  it('is counted apart in a report, over all clusters and in each', () => {
    const source = reportSource()
    const [framework] = source.catalogue.frameworks
    const frameworks = [
      {
        ...framework!,
        controls: framework!.controls.map((each) => ({ ...each, method: 'out-of-reach' as const })),
      },
    ]
    const clusters = source.clusters.filter(({ evaluation }) => evaluation === undefined)
    const { report } = reportView({
      ...source,
      catalogue: { ...source.catalogue, frameworks },
      clusters,
    })
    const [view] = report.frameworks
    expect(view!.total).to.be.greaterThan(0)
    expect(view!.outOfReach).to.equal(view!.total)
    expect(view!.clusters.map(({ outOfReach }) => outOfReach)).to.deep.equal(
      view!.clusters.map(() => view!.total),
    )
    expect(view!.controls.every(({ beyondReach }) => beyondReach === true)).to.equal(true)
  })
})
