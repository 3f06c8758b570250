import { expect } from 'chai'
import { connectivitySteps, statedRows } from '../../../src/render/period/change-pages.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

const { changes } = periodView(periodSource()).report

describe('the pages of changes', () => {
  it('make one row of entries that changed alike between the same runs', () => {
    const [first] = changes.stated
    const of = (entry: string, what: string) => ({ ...first!, entry, what })
    const rows = statedRows([of('F-1', 'same'), of('F-2', 'other'), of('F-3', 'same'), of('', 'x')])
    expect(rows.map(({ entries, what }) => [entries, what])).to.deep.equal([
      [['F-1', 'F-3'], 'same'],
      [['F-2'], 'other'],
      [[], 'x'],
    ])
  })

  it('show steps with a difference or a gap, and count the others of each cluster', () => {
    const [step] = changes.connectivity
    const nothing = { count: 0, groups: [] }
    const still = {
      ...step!,
      opened: nothing,
      closed: nothing,
      connected: [],
      openings: [],
      gaps: [],
    }
    const steps = connectivitySteps([
      still,
      step!,
      { ...still, gaps: ['not read'] },
      { ...still, cluster: 'other' },
      { ...still, cluster: 'other' },
    ])
    expect(steps.moved.map(({ gaps }) => gaps)).to.deep.equal([step!.gaps, ['not read']])
    expect(steps.still).to.deep.equal([
      { cluster: step!.cluster, count: 1 },
      { cluster: 'other', count: 2 },
    ])
  })
})
