import { expect } from 'chai'
import { withStatements } from '../../src/evaluate/people-say.ts'
import { rollUp } from '../../src/evaluate/roll-up.ts'
import { signOffsOf } from '../../src/evaluate/sign-offs.ts'
import type { Control, Framework, SignOffDemand } from '../../src/model/control.ts'
import type { SignOff } from '../../src/model/sign-off.ts'

const said = (changes: Partial<SignOff> = {}): SignOff => ({
  id: 'SO-1',
  framework: 'house',
  control: '10.4.1',
  by: { name: 'J. Doe', role: 'security operations lead' },
  performedOn: '2026-10-02',
  clusters: [{ name: 'prod', digests: {} }],
  evidence: [],
  authorship: { kind: 'asserted' },
  file: 'sign-offs/a.yaml',
  ...changes,
})

/** What statements make of a control that asks for one, and how each of them stands. */
function stated(
  demand: Omit<SignOffDemand, 'statement' | 'binds'>,
  signOffs: readonly SignOff[],
  today = '2026-11-23',
) {
  const control: Control = {
    id: '10.4.1',
    framework: 'house',
    title: 'Logs are looked through',
    method: 'signed-off-only',
    checks: [],
    signOff: { statement: 's', binds: [], ...demand },
    residual: 'the rest',
    procedures: [],
    related: [],
  }
  const framework: Framework = {
    ...{ id: 'house', title: 'House', version: '1', publisher: 'us', noun: 'control' },
    notice: 'ours',
    controls: [control],
  }
  const context = { cluster: 'prod', digests: {}, today }
  const found = signOffsOf({ waivers: [], signOffs }, [framework], context)
  const result = rollUp(framework, control, [], () => undefined)
  return {
    ...withStatements(result, { stated: found.statedFor(framework, control) }),
    report: found.report,
  }
}

describe('the interval of a sign-off', () => {
  it('is its own where the framework leaves it to the organisation', () => {
    const silent = stated({ cadence: 'own' }, [said()])
    expect(silent.outcome).to.equal('needs-sign-off')
    expect(silent.reason).to.include('it does not state how long it holds (cadence)')
    expect(silent.report[0]?.state).to.equal('incomplete')
    const own = said({ cadence: 'P60D' })
    expect(stated({ cadence: 'own' }, [own]).reason).to.match(/holds to 2026-12-01$/)
    expect(stated({ cadence: 'own' }, [own], '2026-12-02').reason).to.include(
      'made 61 days ago, held until 2026-12-01',
    )
    const before = said({ id: 'SO-0', performedOn: '2026-06-01', cadence: 'P60D' })
    expect(stated({ cadence: 'own' }, [before, own]).report[1]?.why).to.include(
      '123 days after SO-0, at most 60 are allowed',
    )
  })

  it('is 366 days where nobody says one and nothing that it is bound to would end it', () => {
    const once = said({ performedOn: '2025-11-22' })
    const last = stated({}, [once])
    expect(last.outcome).to.equal('signed-off')
    expect(last.reason).to.match(/holds to 2026-11-23; made 366 days ago, due again by 2026-11-23$/)
    expect(last.report[0]).to.deep.include({ state: 'due-soon', until: '2026-11-23' })
    const after = stated({}, [once], '2026-11-24')
    expect(after.outcome).to.equal('needs-sign-off')
    expect(after.reason).to.include('made 367 days ago, held until 2026-11-23')
    const change = stated({ endsOn: 'significant-change' }, [once], '2026-11-24')
    expect(change.outcome).to.equal('needs-sign-off')
    expect(stated({}, [said({ cadence: 'P7D' })]).report[0]?.until).to.equal('2026-10-09')
  })

  it('may be shorter than what the framework asks, never longer', () => {
    const holds = (cadence: SignOff['cadence']) =>
      stated({ cadence: 'P3M' }, [said(cadence === undefined ? {} : { cadence })]).reason
    expect(holds('P60D')).to.match(/holds to 2026-12-01$/)
    expect(holds('P12M')).to.match(/holds to 2027-01-02$/)
    expect(holds(undefined)).to.match(/holds to 2027-01-02$/)
  })

  it('says which days it speaks of where an activity goes on', () => {
    const demand = { cadence: 'P6M', period: true } as const
    const silent = stated(demand, [said()])
    expect(silent.reason).to.include('it does not say of which days it speaks (period)')
    const period = { from: '2026-07-01', to: '2026-09-30' }
    const { outcome, reason } = stated(demand, [said({ period })])
    expect(outcome).to.equal('signed-off')
    expect(reason).to.include('on 2026-10-02 (SO-1) of 2026-07-01 to 2026-09-30, asserted')
  })
})
