import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { changesSince } from '../../src/evaluate/ended-by-change.ts'
import { standingOf } from '../../src/evaluate/sign-off-state.ts'
import type { SignOffDemand } from '../../src/model/control.ts'
import type { EvaluationHistory } from '../../src/model/history.ts'
import type { SignOff } from '../../src/model/sign-off.ts'

const at = (day: string, hour = '02') => ({ run: `R${day}`, asOf: `2026-11-${day}T${hour}:00:00Z` })
const digest = digestOf('segmentation')

const CHANGED = { before: digestOf('other'), from: at('09'), to: at('10') }
const TRACK = { newest: { ...at('20'), digest }, since: at('10'), knownFrom: at('01') }

const HISTORY: EvaluationHistory = {
  run: 'R20',
  first: at('01'),
  digests: { segmentation: { ...TRACK, changed: CHANGED } },
  changes: [
    { kind: 'exposure', from: at('14'), to: at('15'), what: ['new: NodePort', 'b'], count: 3 },
  ],
  unknown: [],
  equalEdits: [],
}
const TEST: SignOffDemand = { statement: 'tested', binds: ['segmentation'], endsOn: 'change' }
const SCOPE: SignOffDemand = { ...TEST, endsOn: 'significant-change' }
const endedOn = (day: string, demand: SignOffDemand, history = HISTORY) =>
  changesSince(`2026-11-${day}`, demand, history).ended

describe('a statement that a change ends', () => {
  it('is ended by one that was put back, made before it', () => {
    const said =
      'retest required: segmentation changed between R09 (2026-11-09T02:00:00Z) and R10 (2026-11-10T02:00:00Z)'
    expect(endedOn('08', TEST)).to.deep.equal([said])
    expect(endedOn('09', TEST), 'perhaps before').to.deep.equal([said])
    expect(endedOn('10', TEST), 'of the day of the later run').to.deep.equal([])
    expect(endedOn('12', TEST)).to.deep.equal([])
  })

  it('is ended where both runs are of its day: nobody knows which came first', () => {
    const changed = { ...CHANGED, from: at('10', '01') }
    const history = { ...HISTORY, digests: { segmentation: { ...TRACK, changed } } }
    expect(endedOn('10', TEST, history)).to.have.length(1)
    expect(endedOn('11', TEST, history)).to.deep.equal([])
  })

  it('is ended by a significant change where it is said so', () => {
    expect(endedOn('12', SCOPE)).to.deep.equal([
      'required anew: significant change between R14 (2026-11-14T02:00:00Z) and R15 (2026-11-15T02:00:00Z): new: NodePort and 2 more',
    ])
    expect(endedOn('15', SCOPE)).to.deep.equal([])
    expect(endedOn('08', SCOPE)).to.have.length(2)
  })

  it('is ended by nothing where the control asks for the digest alone, or outside of runs', () => {
    expect(endedOn('08', { statement: 'x', binds: ['segmentation'] })).to.deep.equal([])
    expect(changesSince('2026-11-08', TEST, undefined).ended).to.deep.equal([])
  })

  it('says what is not known of the time since', () => {
    const gaps = { count: 1, newest: { from: at('12'), to: at('14') } }
    const history = { ...HISTORY, digests: { segmentation: { ...TRACK, gaps } } }
    const notKnown = (day: string, demand = TEST) =>
      changesSince(`2026-11-${day}`, demand, history).notKnown
    expect(notKnown('11')).to.deep.equal([
      'not known: whether segmentation changed between R12 (2026-11-12T02:00:00Z) and R14 (2026-11-14T02:00:00Z)',
    ])
    expect(notKnown('16')).to.deep.equal([])
    const before = changesSince('2026-10-01', SCOPE, history).notKnown
    expect(before.join()).to.include('segmentation changed before R01').and.include('significant')
  })

  it('says so in how it stands', () => {
    const signOff: SignOff = {
      ...{ id: 'SO-1', framework: 'house', control: '1', file: 'a.yaml' },
      by: { name: 'J. Doe', role: 'tester' },
      performedOn: '2026-11-08',
      clusters: [{ name: 'prod', digests: { segmentation: digest } }],
      evidence: [],
      authorship: { kind: 'asserted' },
    }
    const context = {
      ...{ cluster: 'prod', digests: { segmentation: digest }, today: '2026-11-20' },
      ...{ requireSigned: false, history: HISTORY },
    }
    const { state, why } = standingOf(signOff, TEST, context)
    expect([state, why.slice(0, 15)]).to.deep.equal(['changed', 'retest required'])
    const later = standingOf({ ...signOff, performedOn: '2026-11-12' }, TEST, context)
    expect(later).to.deep.equal({ state: 'in-force', why: '' })
  })
})
