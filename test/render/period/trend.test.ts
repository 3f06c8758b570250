import { expect } from 'chai'
import type { Ledger, LedgerState } from '../../../src/model/ledger.ts'
import { trendOf } from '../../../src/render/period/view/trend.ts'

const SLOTS = ['2026-10-05T02:00:00Z', '2026-10-12T02:00:00Z', '2026-10-19T02:00:00Z']
const AD_HOC = '2026-10-21T09:00:00Z'

const column = (from: string, to = from) => ({
  ...{ label: from, from, to, slots: 1, runs: [] },
})

const ledger = (...states: readonly LedgerState[]): Pick<Ledger, 'rows'> => ({
  rows: ['east', 'west'].map((cluster) => ({
    cluster,
    counts: {} as Ledger['rows'][number]['counts'],
    cells: SLOTS.map((slot, at) => ({
      ...{ slot, others: [], reasons: [] },
      state: cluster === 'east' ? 'done' : (states[at] ?? 'done'),
    })),
  })),
})

const ROWS = [
  { cluster: 'east', letters: 'PFPP' },
  { cluster: 'west', letters: 'P...' },
]

describe('the trend of a framework', () => {
  const slots = { kind: 'slot', all: [...SLOTS, AD_HOC].map((at) => column(at)) } as const

  it('counts a cluster that was due and has no result', () => {
    const trend = trendOf(ROWS, slots, ledger('done', 'missed', 'unread'))
    expect(trend.map(({ without }) => without)).to.deep.equal([0, 1, 1, 1])
  })

  for (const state of ['retired', 'not-expected'] as const)
    it(`counts no cluster that is ${state}, in runs outside the schedule neither`, () => {
      const trend = trendOf(ROWS, slots, ledger('done', 'missed', state))
      expect(trend.map(({ without }) => without)).to.deep.equal([0, 1, 0, 0])
    })

  it('asks in a week that has several slots whether any was due', () => {
    const weeks = { kind: 'week', all: [column(SLOTS[1]!, '2026-10-26T00:00:00Z')] } as const
    const rows = [{ cluster: 'west', letters: '.' }]
    expect(trendOf(rows, weeks, ledger('done', 'missed', 'retired'))[0]!.without).to.equal(1)
    expect(trendOf(rows, weeks, ledger('done', 'retired', 'retired'))[0]!.without).to.equal(0)
  })
})
