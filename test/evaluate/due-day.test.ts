import { expect } from 'chai'
import { DIGEST_OF_NOTHING, digestOf } from '../../src/core/digest.ts'
import { dueDay } from '../../src/evaluate/due-day.ts'
import type { SignOffDemand } from '../../src/model/control.ts'
import type { SignOffReport } from '../../src/model/evaluation.ts'
import type { EvaluationHistory } from '../../src/model/history.ts'

const at = (day: string) => ({ run: `R${day}`, asOf: `${day}T02:00:00Z` })
const track = {
  newest: { ...at('2026-11-20'), digest: digestOf('rights') },
  ...{ since: at('2026-09-10'), knownFrom: at('2026-03-02') },
}
const history: EvaluationHistory = {
  ...{ run: 'R', first: at('2026-02-01'), digests: { rights: track } },
  ...{ changes: [], unknown: [], equalEdits: [] },
}
const demand: SignOffDemand = { statement: 'x', binds: ['rights'], cadence: 'P6M' }
const known = { history, asOf: '2026-11-20T02:00:00Z' }
const stated = (more: Partial<SignOffReport> = {}): SignOffReport => ({
  ...{ id: 'SO-1', framework: 'f', control: 'c', state: 'in-force', why: '' },
  ...{ performedOn: '2026-08-01', until: '2027-02-01', authorship: '' },
  ...more,
})

describe('the day by which a statement is due', () => {
  it('is counted from when the archive knows the thing, where nothing that counts was stated', () => {
    const since = { from: 'first-seen', since: '2026-03-02', cadence: 'P6M' }
    const late = { ...since, day: '2026-09-02', overdueSince: '2026-09-03' }
    expect(dueDay(demand, { state: 'missing' }, known)).to.deep.equal(late)
    expect(dueDay(demand, { state: 'missing', stated: stated() }, known)).to.deep.equal(late)
    const early = { ...known, asOf: '2026-09-02T23:00:00Z' }
    const due = dueDay(demand, { state: 'missing' }, early)
    expect(due).to.deep.equal({ ...since, day: '2026-09-02' })
  })

  it('is counted from the first run that knows the cluster where it is bound to nothing', () => {
    const due = dueDay({ ...demand, binds: [] }, { state: 'missing' }, known)
    expect(due?.since).to.equal('2026-02-01')
  })

  it('is none where no interval is given, or nobody knows since when', () => {
    const own = dueDay({ ...demand, cadence: 'own' }, { state: 'missing' }, known)
    expect(own).to.deep.equal({ from: 'first-seen', since: '2026-03-02' })
    const unknown = dueDay(demand, { state: 'missing' }, { asOf: known.asOf })
    expect(unknown).to.deep.equal({ from: 'first-seen', cadence: 'P6M' })
  })

  it('is that of the statement that counts, and since when that is over', () => {
    const due = dueDay(demand, { state: 'in-force', stated: stated() }, known)
    const counted = { from: 'statement', since: '2026-08-01', cadence: 'P6M' }
    expect(due).to.deep.equal({ ...counted, day: '2027-02-01' })
    const over = stated({ state: 'expired', until: '2026-10-31' })
    expect(dueDay(demand, { state: 'overdue', stated: over }, known)).to.deep.equal({
      ...{ ...counted, day: '2026-10-31', overdueSince: '2026-11-01' },
    })
  })

  it('is since the newest change that ended the statement', () => {
    const changed = { from: at('2026-09-03'), to: at('2026-09-10'), before: digestOf('other') }
    const tracked = { ...history, digests: { rights: { ...track, changed } } }
    const due = dueDay(
      demand,
      { state: 'invalidated', stated: stated() },
      { ...known, history: tracked },
    )
    expect(due).to.deep.equal({ from: 'change', since: '2026-09-10' })
  })

  it('is none where there is nothing to review, or nothing is asked', () => {
    const newest = { ...track.newest, digest: DIGEST_OF_NOTHING }
    const empty = { ...history, digests: { rights: { ...track, newest } } }
    const due = dueDay(demand, { state: 'missing' }, { ...known, history: empty })
    expect(due).to.deep.equal({ from: 'nothing' })
    expect(dueDay(demand, { state: 'not-asked' }, known)).to.equal(undefined)
  })
})
