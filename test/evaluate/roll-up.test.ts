import { expect } from 'chai'
import { rollUp } from '../../src/evaluate/roll-up.ts'
import type { Control, ControlMethod, Framework } from '../../src/model/control.ts'
import type { CheckResult, UndeterminedCause, Verdict } from '../../src/model/evaluation.ts'
import type { Waiver } from '../../src/model/scope.ts'

const framework: Framework = {
  id: 'f',
  title: 'F',
  version: '1',
  publisher: 'Example',
  noun: 'control',
  notice: 'ours',
  controls: [],
}

function control(method: ControlMethod = 'automated'): Control {
  return {
    id: 'C-1',
    framework: 'f',
    title: 'Control',
    method,
    checks: [],
    residual: 'the rest',
    procedures: [],
    related: [],
  }
}

function result(name: string, verdict: Verdict, cause?: UndeterminedCause): CheckResult {
  return {
    check: 'check',
    checkVersion: 1,
    subject: `prod/ns/Pod/${name}`,
    verdict,
    ...(cause === undefined ? {} : { cause }),
    reason: `${name} is ${verdict}`,
    evidence: [],
  }
}

const waiver: Waiver = {
  id: 'W-1',
  check: 'check',
  subjects: ['*/*/*/*'],
  reason: 'r',
  requestedBy: 'a',
  approvedBy: 'b',
  approvedOn: '2026-01-01',
  expires: '2026-12-31',
  maxSubjects: 9,
}

const compensating: Waiver = {
  ...waiver,
  compensatingControl: {
    constraint: 'c',
    objective: 'o',
    risk: 'r',
    definition: 'd',
    validation: 'v',
    maintenance: 'm',
  },
}

const none = () => undefined
const pass = result('p', 'pass')
const fail = result('f', 'fail')
const open = result('u', 'undetermined', 'out-of-reach')
const apart = result('n', 'not-applicable')

describe('rollUp', () => {
  const outcome = (results: readonly CheckResult[], method?: ControlMethod, over = none as never) =>
    rollUp(framework, control(method), results, over).outcome

  it('lets fail outrank undetermined, that outrank needs-sign-off, waived, pass, not-applicable', () => {
    const waive = ((each: CheckResult) => (each.verdict === 'fail' ? waiver : undefined)) as never
    expect(outcome([pass, open, fail, apart])).to.equal('fail')
    expect(outcome([pass, open, apart])).to.equal('undetermined')
    expect(outcome([pass, apart], 'assisted')).to.equal('needs-sign-off')
    expect(outcome([pass, fail], 'assisted', waive)).to.equal('needs-sign-off')
    expect(outcome([pass, fail, apart], 'automated', waive)).to.equal('waived')
    expect(outcome([pass, fail, open], 'automated', waive)).to.equal('undetermined')
    expect(outcome([pass, apart])).to.equal('pass')
    expect(outcome([apart])).to.equal('not-applicable')
    expect(outcome([apart], 'assisted')).to.equal('needs-sign-off')
    const { reason } = rollUp(
      framework,
      control('assisted'),
      [{ ...apart, reason: 'no subjects' }],
      none,
    )
    expect(reason).to.equal("no subjects; a person's statement is needed")
  })

  it('never passes what only a person can answer, nor what is out of reach', () => {
    expect(outcome([], 'signed-off-only')).to.equal('needs-sign-off')
    expect(outcome([], 'out-of-reach')).to.equal('undetermined')
    expect(rollUp(framework, control('out-of-reach'), [], none).reason).to.equal(
      'not assessable: the rest',
    )
  })

  it('leaves what lies beyond the API to a person where the statement speaks of it, too', () => {
    const asked = (beyondReach: boolean): Control => ({
      ...control('assisted'),
      signOff: { statement: 's', binds: [], ...(beyondReach ? { beyondReach } : {}) },
    })
    const beyond = result('api', 'undetermined', 'out-of-reach')
    const rolled = (results: readonly CheckResult[], beyondReach = true) =>
      rollUp(framework, asked(beyondReach), results, () => undefined)
    expect(rolled([beyond], false).outcome).to.equal('undetermined')
    expect([rolled([beyond]).outcome, rolled([beyond]).reason]).to.deep.equal([
      'needs-sign-off',
      "api is undetermined; a person's statement is needed",
    ])
    const both = rolled([result('a', 'pass'), beyond, result('b', 'not-applicable')])
    expect([both.outcome, both.reason]).to.deep.equal([
      'needs-sign-off',
      "the checks pass for 1 subject, 1 outside this check; not assessable for 1 of 3 subjects; first: ns/Pod/api: api is undetermined; a person's statement is needed",
    ])
    expect(rolled([beyond, result('g', 'undetermined', 'gap')]).outcome).to.equal('undetermined')
    expect(rolled([beyond, result('f', 'fail')]).outcome).to.equal('fail')
  })

  it('says the first subject without its cluster, and how many of how many', () => {
    const { reason, counts } = rollUp(framework, control(), [pass, fail, open], none)
    expect(reason).to.equal('fails for 1 of 3 subjects; first: ns/Pod/f: f is fail')
    expect(counts).to.deep.equal({
      population: 3,
      pass: 1,
      fail: 1,
      waived: 0,
      undetermined: 1,
      outOfReach: 1,
      notApplicable: 0,
    })
  })

  it('keeps a waived PCI failure failed, and says so when every one has a compensating control', () => {
    const pci: Framework = { ...framework, waiversLift: 'never' }
    const two = [fail, result('g', 'fail'), pass]
    const plain = rollUp(pci, control(), two, () => waiver)
    expect(plain.outcome).to.equal('fail')
    expect(plain.counts.waived).to.equal(0)
    expect(plain.reason).to.contain('a waiver lifts nothing here')
    expect(plain.results.map((each) => each.waiver)).to.deep.equal(['W-1', 'W-1', 'W-1'])
    const half = rollUp(pci, control(), two, (each) => (each === fail ? compensating : undefined))
    expect(half.outcome).to.equal('fail')
    expect(half.reason).to.contain('fails for 2 of 3 subjects')
    const whole = rollUp(pci, control(), two, (each) =>
      each.verdict === 'fail' ? compensating : undefined,
    )
    expect(whole.outcome).to.equal('fail')
    expect(whole.reason).to.equal('fails; compensating control recorded for the assessor (W-1)')
  })
})
