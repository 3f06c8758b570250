import { expect } from 'chai'
import type { PeriodSource } from '../../../src/model/period.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

describe('the view of a period: replaced clusters', () => {
  it('says where another cluster answers under a name, and from when on', () => {
    const source = periodSource()
    const said = (runs: PeriodSource['runs']) =>
      periodView({ ...source, runs }).report.readFirst.filter((one) =>
        one.startsWith('Another cluster'),
      )
    expect(said(source.runs)).to.deep.equal([])
    const last = source.runs.at(-1)!
    const clusters = last.clusters.map((each) =>
      each.name === 'prod-us' ? { ...each, uid: 'another' } : each,
    )
    const [, since] = clusters
    expect(said([...source.runs.slice(0, -1), { ...last, clusters }])).to.deep.equal([
      `Another cluster answers under the same name within the period: prod-us (first read ${since!.asOf}). Results of the two are not joined.`,
    ])
  })
})
