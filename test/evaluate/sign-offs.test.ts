import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { notApplying } from '../../src/evaluate/applies.ts'
import { ageOf } from '../../src/evaluate/cadence.ts'
import { withStatements } from '../../src/evaluate/people-say.ts'
import { rollUp } from '../../src/evaluate/roll-up.ts'
import { signOffsOf } from '../../src/evaluate/sign-offs.ts'
import type { BoundDigest, Control, Framework } from '../../src/model/control.ts'
import type { CheckResult, ControlResult, Verdict } from '../../src/model/evaluation.ts'
import type { Organisation } from '../../src/model/scope.ts'
import type { Applicability, SignOff } from '../../src/model/sign-off.ts'

const digests: Record<BoundDigest, `sha256:${string}`> = {
  'rule-set': digestOf('rules'),
  segmentation: digestOf('segmentation'),
  scope: digestOf('scope'),
  rights: digestOf('rights'),
}

const CONTROL: Control = {
  id: '1.2.7',
  framework: 'house',
  title: 'Rules are reviewed',
  method: 'assisted',
  checks: [],
  signOff: { statement: 'that the rules are needed', cadence: 'P6M', binds: ['rule-set'] },
  residual: 'what is needed',
  procedures: [],
  related: [],
}
const FRAMEWORK: Framework = {
  id: 'house',
  title: 'House',
  version: '1',
  publisher: 'us',
  noun: 'control',
  notice: 'ours',
  controls: [CONTROL],
}

const signOff = (changes: Partial<SignOff> = {}): SignOff => ({
  id: 'SO-1',
  framework: 'house',
  control: '1.2.7',
  by: { name: 'J. Doe', role: 'network security lead' },
  performedOn: '2026-10-02',
  clusters: [{ name: 'prod', digests: { 'rule-set': digests['rule-set'] } }],
  evidence: [],
  authorship: { kind: 'asserted' },
  file: 'sign-offs/a.yaml',
  ...changes,
})

const organisation = (...signOffs: readonly SignOff[]): Organisation => ({ waivers: [], signOffs })

const check = (verdict: Verdict, waiver?: string): CheckResult => ({
  check: 'c',
  checkVersion: 1,
  subject: 'prod//Cluster/prod',
  verdict,
  reason: `it is ${verdict}`,
  evidence: [],
  ...(waiver === undefined ? {} : { waiver }),
})

type World = {
  readonly control?: Control
  readonly today?: string
  readonly known?: Partial<typeof digests>
  readonly results?: readonly CheckResult[]
}

function resultOf(
  given: Organisation,
  {
    control = CONTROL,
    today = '2026-11-23',
    known = digests,
    results = [check('pass')],
  }: World = {},
): ControlResult {
  const framework = { ...FRAMEWORK, controls: [control] }
  const found = signOffsOf(given, [framework], { cluster: 'prod', digests: known, today })
  return withStatements(
    rollUp(framework, control, results, () => undefined),
    {
      stated: found.statedFor(framework, control),
      notApplying: notApplying(given, framework, control, 'prod', today),
    },
  )
}

const statesOf = (given: Organisation, today = '2026-11-23') =>
  signOffsOf(given, [FRAMEWORK], { cluster: 'prod', digests, today }).report.map(
    ({ id, state, why }) => `${id}: ${state}${why === '' ? '' : `: ${why}`}`,
  )

describe('a sign-off', () => {
  it('in force answers what checks leave to a person', () => {
    const { outcome, reason, signedOff } = resultOf(organisation(signOff()))
    expect({ outcome, signedOff }).to.deep.equal({ outcome: 'signed-off', signedOff: 'SO-1' })
    expect(reason).to.equal(
      'it is pass; stated by J. Doe (network security lead) on 2026-10-02 (SO-1), asserted in file only, holds to 2027-04-04',
    )
  })

  it('lifts neither a failure nor what is undetermined', () => {
    for (const verdict of ['fail', 'undetermined'] as const)
      expect(
        resultOf(organisation(signOff()), { results: [check('pass'), check(verdict)] }).outcome,
      ).to.equal(verdict)
  })

  it('is missing, with the reason', () => {
    const missing = (given: Organisation, world: World = {}) => {
      const { outcome, reason } = resultOf(given, world)
      expect(outcome).to.equal('needs-sign-off')
      return reason.replace("it is pass; a person's statement is needed", '')
    }
    expect(missing({ waivers: [] })).to.equal('')
    expect(missing(organisation())).to.equal(': never signed off')
    const other = signOff({ clusters: [{ name: 'other', digests: {} }] })
    expect(missing(organisation(other))).to.equal(': never signed off')
    expect(missing(organisation(signOff()), { today: '2027-04-05' })).to.equal(
      ': SO-1 of 2026-10-02: made 185 days ago, held until 2027-04-04',
    )
    const changed = missing(organisation(signOff()), {
      known: { ...digests, 'rule-set': digestOf('x') },
    })
    expect(changed).to.match(
      /^: SO-1 of 2026-10-02: the rule set has changed \(stated [0-9a-f]{12}, now [0-9a-f]{12}\)$/,
    )
    expect(missing(organisation(signOff()), { known: {} })).to.equal(
      ': SO-1 of 2026-10-02: the rule set of this cluster was not read whole, and cannot be compared',
    )
    const mixed = signOff({ clusters: [{ name: 'prod', digests: { 'rule-set': digests.scope } }] })
    expect(missing(organisation(mixed))).to.include(
      'what it names as the rule set is the digest of the scope',
    )
    const bare = signOff({ clusters: [{ name: 'p*', digests: {} }] })
    expect(missing(organisation(bare))).to.include('it names no digest of the rule set')
    expect(missing(organisation(signOff({ performedOn: '2026-11-24' })))).to.include(
      'which is still to come',
    )
    const refused = signOff({ authorship: { kind: 'refused', why: 'another file' } })
    expect(missing(organisation(refused))).to.include('its signature does not hold: another file')
    const strict = { ...organisation(signOff()), approvers: { requireSigned: true, approvers: [] } }
    expect(missing(strict)).to.include('asserted in file only, and a signature is required')
  })

  it('says every reason at once', () => {
    const old = signOff({ performedOn: '2026-01-01', clusters: [{ name: 'prod', digests: {} }] })
    expect(resultOf(organisation(old)).reason).to.match(/made 326 days ago, .*; it names no digest/)
  })

  it('counts with a signature where one is required', () => {
    const signed = signOff({ authorship: { kind: 'signed', by: 'J. Doe', key: 'SHA256:abc' } })
    const given = { ...organisation(signed), approvers: { requireSigned: true, approvers: [] } }
    const { outcome, reason } = resultOf(given)
    expect(outcome).to.equal('signed-off')
    expect(reason).to.include('signed by SHA256:abc (J. Doe)')
  })

  it('of a control that only a person answers is its result', () => {
    const control: Control = {
      ...CONTROL,
      method: 'signed-off-only',
      signOff: { statement: 's', binds: ['rule-set'] },
    }
    const { outcome, reason } = resultOf(organisation(signOff()), { control, results: [] })
    expect(outcome).to.equal('signed-off')
    expect(reason).to.match(
      /^no check applies; stated by .* holds until what it is bound to changes$/,
    )
  })

  it('is superseded by a newer one that is in force, and an unusable newer one does not end it', () => {
    const newer = signOff({ id: 'SO-2', performedOn: '2026-11-01' })
    expect(statesOf(organisation(signOff(), newer))).to.deep.equal([
      'SO-1: superseded: superseded by SO-2',
      'SO-2: in-force',
    ])
    const spoilt = signOff({
      id: 'SO-2',
      performedOn: '2026-11-01',
      clusters: [{ name: 'prod', digests: {} }],
    })
    expect(resultOf(organisation(signOff(), spoilt)).signedOff).to.equal('SO-1')
    const future = signOff({ id: 'SO-3', performedOn: '2027-01-01' })
    expect(statesOf(organisation(signOff(), future))[1]).to.equal(
      'SO-3: not-yet: dated 2027-01-01, which is still to come',
    )
  })

  it('tells an interval that was too long, and whether the missed activity is recorded', () => {
    const before = signOff({ id: 'SO-0', performedOn: '2026-01-01' })
    expect(statesOf(organisation(before, signOff()))[1]).to.equal(
      'SO-1: in-force: 274 days after SO-0, at most 184 are allowed: no missed activity is recorded',
    )
    const missed = {
      noticedOn: '2026-09-01',
      cause: 'absence',
      doneOn: '2026-10-02',
      newSchedule: 'each May',
    }
    expect(statesOf(organisation(before, signOff({ missed })))[1]).to.include(
      'the missed activity is recorded',
    )
  })

  it('for a control that asks for none, or that is not evaluated, is told as unused', () => {
    expect(statesOf(organisation(signOff({ control: '9.9' })))[0]).to.match(/^SO-1: unused/)
  })
})

describe('ageOf', () => {
  it('holds 31, 92, 184 and 366 days, to the day, and warns from nine tenths on', () => {
    const cases = [
      ['P1M', '2026-02-01', '2026-01-28', '2026-03-04'],
      ['P3M', '2026-04-03', '2026-03-24', '2026-04-04'],
      ['P6M', '2026-07-04', '2026-06-15', '2026-07-05'],
      ['P12M', '2027-01-02', '2026-11-26', '2027-01-03'],
    ] as const
    for (const [cadence, last, soon, after] of cases) {
      const start = '2026-01-01'
      expect(ageOf(start, cadence, last).until, cadence).to.equal(last)
      expect(ageOf(start, cadence, last).state).to.equal('due-soon')
      expect([ageOf(start, cadence, soon).state, cadence]).to.deep.equal(['holds', cadence])
      expect(ageOf(start, cadence, after).state).to.equal('expired')
    }
  })
})

describe('notApplying', () => {
  const said = (changes: Partial<Applicability>): Organisation => ({
    waivers: [],
    applicability: { notApplicable: [], authorship: { kind: 'asserted' }, ...changes },
  })
  const entry = {
    id: 'NA-1',
    framework: 'house',
    control: '1.2.7',
    reason: 'no wireless networks',
    approvedBy: 'CISO',
    approvedOn: '2026-11-01',
  }

  it('takes whom a control is written for from the scope and the applicability file', () => {
    const for_ = (onlyFor: NonNullable<Control['onlyFor']>, given: Organisation) =>
      notApplying(given, FRAMEWORK, { ...CONTROL, onlyFor }, 'prod', '2026-11-23')?.byAudience
    const scope = (kind: 'merchant' | 'service-provider'): Organisation => ({
      waivers: [],
      scope: {
        entity: { name: 'E', kind },
        rules: [],
        nodes: [],
        platformNamespaces: [],
        networks: [],
      },
    })
    expect(for_('service-provider', scope('merchant'))).to.equal(true)
    expect(for_('service-provider', scope('service-provider'))).to.equal(undefined)
    expect(for_('service-provider', { waivers: [] })).to.equal(undefined)
    expect(for_('multi-tenant-provider', said({ multiTenantProvider: false }))).to.equal(true)
    expect(for_('multi-tenant-provider', said({}))).to.equal(undefined)
    expect(for_('designated-entity', said({ designatedEntity: false }))).to.equal(true)
    expect(for_('designated-entity', said({ designatedEntity: true }))).to.equal(undefined)
  })

  it('takes a control out that the organisation states not to apply, and lifts no failure', () => {
    const given = said({ notApplicable: [entry] })
    const { outcome, reason } = resultOf(given)
    expect(outcome).to.equal('not-applicable')
    expect(reason).to.equal(
      'NA-1: no wireless networks; listed as approved by CISO on 2026-11-01, asserted in file only',
    )
    const failed = resultOf(given, { results: [check('fail')] })
    expect(failed.outcome).to.equal('fail')
    expect(failed.reason).to.match(
      /^it is fail; stated not to apply \(NA-1: .*\), which lifts no failure$/,
    )
  })

  it('says nothing before its day, for other clusters, and where a required signature is missing', () => {
    const none = (given: Organisation) =>
      notApplying(given, FRAMEWORK, CONTROL, 'prod', '2026-11-23')
    expect(none(said({ notApplicable: [{ ...entry, approvedOn: '2026-12-01' }] }))).to.equal(
      undefined,
    )
    expect(none(said({ notApplicable: [{ ...entry, clusters: ['dev-*'] }] }))).to.equal(undefined)
    expect(none(said({ notApplicable: [{ ...entry, control: '1.1' }] }))).to.equal(undefined)
    const strict = { requireSigned: true, approvers: [] }
    expect(none({ ...said({ notApplicable: [entry] }), approvers: strict })).to.equal(undefined)
    const refused = { kind: 'refused', why: 'x' } as const
    expect(none(said({ notApplicable: [entry], authorship: refused }))).to.equal(undefined)
  })
})
