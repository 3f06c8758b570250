import { expect } from 'chai'
import fc from 'fast-check'
import { ANSWERED, LEDGER_STATES, NOT_DUE, type LedgerState } from '../../src/model/ledger.ts'
import { UNREAD } from '../../src/model/snapshot.ts'
import { ledgerOf, type LedgerFacts } from '../../src/period/ledger.ts'
import { member, runFor } from './fixture.ts'

const SLOTS = ['05', '12', '19', '26'].map((day) => `2026-10-${day}T02:00:00Z`)
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = SLOTS

const facts = (more: Partial<LedgerFacts>): LedgerFacts => ({
  schedules: [],
  slots: SLOTS,
  runs: SLOTS.map((slot) => runFor(slot)),
  stated: [],
  now: '2026-11-01T00:00:00Z',
  ...more,
})

function states(cluster: string, more: Partial<LedgerFacts>): readonly LedgerState[] {
  const row = ledgerOf(facts(more)).rows.find((one) => one.cluster === cluster)
  return row?.cells.map(({ state }) => state) ?? []
}

describe('the cadence ledger', () => {
  it('has a row for each cluster and a cell for each slot', () => {
    const { rows } = ledgerOf(facts({}))
    expect(rows.map(({ cluster }) => cluster)).to.deep.equal(['east', 'west'])
    expect(states('east', {})).to.deep.equal(['done', 'done', 'done', 'done'])
  })

  it('tells late and caught up from done', () => {
    const runs = [
      runFor(FIRST, { trigger: 'late' }),
      runFor(SECOND, { trigger: 'caught-up' }),
      runFor(THIRD),
      runFor(FOURTH),
    ]
    expect(states('east', { runs })).to.deep.equal(['late', 'caught-up', 'done', 'done'])
  })

  it('tells a cluster of which nothing was read from one that was not read whole or not evaluated, with the reason', () => {
    const clusters = [
      member('east', { status: 'partial', reasons: ['pods: forbidden'] }),
      member('north', { status: 'unauthorised' }),
      member('south', { status: 'unreachable', reasons: ['connection refused'] }),
      member('west', { notEvaluated: 'out of memory' }),
    ]
    const { rows } = ledgerOf(facts({ runs: [runFor(FIRST, { clusters })], slots: [FIRST] }))
    expect(
      rows.map(({ cells }) => cells.map(({ state, reasons }) => [state, ...reasons])),
    ).to.deep.equal([
      [['partial', 'pods: forbidden']],
      [['unread', 'unauthorised']],
      [['unread', 'connection refused']],
      [['partial', 'not evaluated: out of memory']],
    ])
  })

  it('counts a cluster by its own time where that is not of the slot, and says so', () => {
    const clusters = [
      member('east', { trigger: 'late', time: 'stated' }),
      member('north', { trigger: 'ad-hoc', time: 'witnessed', asOf: '2026-12-24T02:00:00Z' }),
      member('south', { trigger: 'ad-hoc', time: 'stated', asOf: '2026-10-01T02:00:00Z' }),
      member('west', { trigger: 'ad-hoc', status: 'unreachable', asOf: '2026-12-24T02:00:00Z' }),
    ]
    const { rows } = ledgerOf(facts({ runs: [runFor(FIRST, { clusters })], slots: [FIRST] }))
    expect(
      rows.map(({ cells }) => cells.map(({ state, reasons }) => [state, ...reasons])),
    ).to.deep.equal([
      [['late']],
      [['ad-hoc', 'read after the slot that follows: it counts for no slot']],
      [['ad-hoc', 'read before the slot: it counts for no slot']],
      [['unread', 'unreachable', 'tried after the slot that follows: it counts for no slot']],
    ])
  })

  it('says when a cluster was read, and who vouches for that', () => {
    const east = member('east', { time: 'stated' })
    const { rows } = ledgerOf(facts({ runs: [runFor(FIRST, { clusters: [east] })] }))
    const [first, second] = rows[0]?.cells ?? []
    expect(first).to.deep.include({ asOf: east.asOf, time: 'stated' })
    expect(second).to.not.have.any.keys('asOf', 'time')
  })

  it('never counts a run outside the schedule, and lists it', () => {
    const adHoc = runFor(SECOND, { trigger: 'ad-hoc', answers: false, id: 'by-hand' })
    const runs = [runFor(FIRST), adHoc, runFor(THIRD), runFor(FOURTH)]
    const ledger = ledgerOf(facts({ runs }))
    expect(ledger.rows[0]?.cells[1]?.state).to.equal('missed')
    expect(ledger.adHoc.map(({ id }) => id)).to.deep.equal(['by-hand'])
  })

  it('names the other attempts beside the run that answers', () => {
    const first = runFor(FIRST, { id: 'first', answers: false })
    const second = runFor(FIRST, { id: 'second', attempt: 2 })
    const { rows } = ledgerOf(facts({ runs: [first, second], slots: [FIRST] }))
    expect(rows[0]?.cells).to.deep.equal([
      {
        ...{ slot: FIRST, run: 'second', others: ['first'], state: 'done', reasons: [] },
        asOf: '2026-10-05T02:00:10Z',
      },
    ])
  })

  it('says who says of a missed slot that it was missed, and that nobody does', () => {
    const runs = [runFor(FIRST), runFor(FOURTH, { id: 'next', missed: [THIRD] })]
    const stated = [
      {
        id: 'G-1',
        from: SECOND,
        to: SECOND,
        clusters: ['ea*'],
        cause: 'maintenance',
        noticedOn: '2026-10-13',
        by: { name: 'Platform lead', role: 'platform' },
        authorship: { kind: 'asserted' as const },
        file: 'sign-offs/gaps.yaml',
        said: 'asserted in file only',
      },
    ]
    const [east, west] = ledgerOf(facts({ runs, stated })).rows
    expect(east?.cells[1]?.said).to.deep.include({ kind: 'organisation', id: 'G-1' })
    expect(west?.cells[1]?.said).to.deep.equal({ kind: 'silent' })
    expect(east?.cells[2]?.said).to.deep.equal({ kind: 'run', run: 'next' })
    expect(west?.cells[1]?.reasons).to.deep.equal(['no run, and nothing in writing says why'])
  })

  it('expects a cluster from the run on that lists it, and not after its retirement', () => {
    const clusters = (...names: readonly string[]) => names.map((name) => member(name))
    const retired = member('old', { status: 'retired', reasons: ['retired on 2026-10-20'] })
    const runs = [
      runFor(FIRST, { clusters: clusters('old') }),
      runFor(SECOND, { clusters: clusters('new', 'old') }),
      runFor(FOURTH, { clusters: [...clusters('new'), retired] }),
    ]
    expect(states('new', { runs })).to.deep.equal(['not-expected', 'done', 'missed', 'done'])
    expect(states('old', { runs })).to.deep.equal(['done', 'done', 'missed', 'retired'])
  })

  it('says of a cluster that went without a word that it did', () => {
    const runs = [runFor(FIRST), runFor(SECOND, { clusters: [member('east')] })]
    const west = ledgerOf(facts({ runs, slots: [FIRST, SECOND] })).rows[1]
    expect(west?.cells[1]?.reasons).to.deep.equal([
      'the estate no longer lists it, and no dated entry says that it is retired',
    ])
  })

  it('leaves slots after now open', () => {
    const runs = [runFor(FIRST)]
    expect(states('east', { runs, now: '2026-10-13T00:00:00Z' })).to.deep.equal([
      'done',
      'missed',
      'to-come',
      'to-come',
    ])
  })

  it('knows the estate of a missed slot from the run before the period', () => {
    const before = runFor('2026-09-28T02:00:00Z', { clusters: [member('east')] })
    expect(states('east', { runs: [], before })).to.deep.equal(Array(4).fill('missed'))
  })

  it('counts each cell once, whatever the runs', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const { rows } = ledgerOf(facts({ runs }))
        for (const { cells, counts } of rows) {
          expect(cells.map(({ slot }) => slot)).to.deep.equal(SLOTS)
          expect(sumOf(counts, LEDGER_STATES)).to.equal(SLOTS.length)
          for (const { run, state } of cells)
            if (state === 'missed') expect(run).to.equal(undefined)
        }
      }),
    )
  })

  it('has what was due either answered or not, and never answered without something that was read for the slot', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        for (const { cluster, cells, counts } of ledgerOf(facts({ runs })).rows) {
          const due = SLOTS.length - sumOf(counts, NOT_DUE)
          const lacking = LEDGER_STATES.filter((one) => !ANSWERED.includes(one)).filter(
            (one) => !NOT_DUE.includes(one),
          )
          expect(sumOf(counts, ANSWERED) + sumOf(counts, lacking)).to.equal(due)
          for (const { state, run, reasons, asOf } of cells) {
            const read = runs
              .find(({ id }) => id === run)
              ?.clusters.find(({ name }) => name === cluster)
            const isRead = read !== undefined && ['complete', 'partial'].includes(read.status)
            const isOfSlot = read?.trigger !== 'ad-hoc'
            expect(ANSWERED.includes(state)).to.equal(isRead && isOfSlot)
            expect(state === 'unread').to.equal(read !== undefined && UNREAD.includes(read.status))
            if (read !== undefined && state !== 'retired') expect(asOf).to.equal(read.asOf)
            if (['partial', 'ad-hoc', 'unread', 'missed'].includes(state))
              expect(reasons).to.not.deep.equal([])
          }
        }
      }),
    )
  })
})

const TRIGGERS = ['scheduled', 'late', 'caught-up', 'ad-hoc'] as const

/** Runs of one cluster for any slots, of which the first scheduled one of each slot answers for it. */
const anyRuns = fc
  .array(
    fc.record({
      slot: fc.constantFrom(...SLOTS),
      trigger: fc.constantFrom(...TRIGGERS),
      own: fc.option(fc.constantFrom(...TRIGGERS), { nil: undefined }),
      status: fc.constantFrom('complete', 'partial', 'unreachable', 'unauthorised', 'retired'),
    }),
  )
  .map((given) =>
    given.map(({ slot, trigger, own, status }, index) =>
      runFor(slot, {
        id: String(index),
        trigger,
        answers: given.findIndex((one) => one.slot === slot && one.trigger !== 'ad-hoc') === index,
        clusters: [member('east', { status, ...(own === undefined ? {} : { trigger: own }) })],
      }),
    ),
  )

function sumOf(
  counts: Readonly<Record<LedgerState, number>>,
  states: readonly LedgerState[],
): number {
  return states.reduce((sum, state) => sum + counts[state], 0)
}
