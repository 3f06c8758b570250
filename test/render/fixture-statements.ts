/** Statements of people for the fixture of a report: sign-offs in several states, what does not apply, and who wrote the files. */
import { digestOf } from '../../src/core/digest.ts'
import type {
  Evaluation,
  LabelClaim,
  RuleOverlap,
  ScopeRemark,
  SignOffReport,
} from '../../src/model/evaluation.ts'
import type { OrganisationChanges, UnknownCluster } from '../../src/model/report.ts'
import type { Organisation, ScopeLabel } from '../../src/model/scope.ts'
import type { Authorship, SignOff, StatementFile } from '../../src/model/sign-off.ts'

const KEY = 'SHA256:u7x0mJ3qkD2c4hY8pV1tWzE5rB9nLa6sGfQoI0yKdXw'
const signed: Authorship = { kind: 'signed', by: 'Head of payments', key: KEY }
const asserted: Authorship = { kind: 'asserted' }

const file = (name: string, authorship: Authorship, said: string): StatementFile => ({
  name,
  authorship,
  said,
})

const SIGNED = `signed by ${KEY} (Head of payments)`
const ASSERTED = 'asserted in file only'

const scopeConfirmed: SignOff = {
  id: 'SO-2026-07',
  framework: 'pci-dss-4.0.1',
  control: '12.5.2',
  by: { name: 'Platform lead', role: 'head of payments' },
  performedOn: '2026-10-05',
  clusters: [
    {
      name: 'prod-eu',
      digests: { scope: digestOf('scope now'), segmentation: digestOf('segmentation now') },
    },
    {
      name: 'prod-us',
      digests: { scope: digestOf('scope then'), segmentation: digestOf('segmentation now') },
    },
  ],
  evidence: [
    { link: 'https://records.example/scope/2026-10', digest: digestOf('record') },
    { link: 'meeting of 5 October, item 3' },
  ],
  missed: {
    noticedOn: '2026-09-20',
    cause: 'the role was vacant',
    doneOn: '2026-10-05',
    newSchedule: 'each September',
  },
  note: 'Confirmed with the acquirer.',
  authorship: signed,
  file: 'sign-offs/scope.yaml',
}

/** What the organisation of the fixture states. */
export const statements: Pick<Organisation, 'signOffs' | 'applicability' | 'files'> = {
  signOffs: [
    scopeConfirmed,
    {
      id: 'SO-2025-31',
      framework: 'cis-kubernetes-2.0.1',
      control: '5.6.1',
      by: { name: 'Security lead', role: 'platform lead' },
      performedOn: '2025-12-01',
      clusters: [{ name: '*', digests: {} }],
      cadence: 'P12M',
      evidence: [],
      authorship: asserted,
      file: 'sign-offs/platform.yaml',
    },
  ],
  applicability: {
    designatedEntity: false,
    notApplicable: [
      {
        id: 'NA-2',
        framework: 'pci-dss-4.0.1',
        control: '1.4.4',
        clusters: ['staging'],
        reason: 'account data is never stored there',
        approvedBy: 'Head of security',
        approvedOn: '2026-03-01',
      },
    ],
    authorship: asserted,
  },
  files: [
    file('applicability.yaml', asserted, ASSERTED),
    file('flows.yaml', asserted, ASSERTED),
    file('scope.yaml', signed, SIGNED),
    file('sign-offs/platform.yaml', asserted, ASSERTED),
    file('sign-offs/scope.yaml', signed, SIGNED),
    file('waivers.yaml', asserted, ASSERTED),
  ],
}

/** How they stand in a cluster. */
export function signOffReports(cluster: string): readonly SignOffReport[] {
  const { id, framework, control, performedOn } = scopeConfirmed
  const scope: SignOffReport = {
    ...{ id, framework, control, performedOn },
    state: cluster === 'prod-eu' ? 'in-force' : 'changed',
    why:
      cluster === 'prod-eu' ? '' : 'the scope has changed (stated 0a1b2c3d4e5f, now 9f8e7d6c5b4a)',
    until: '2027-10-06',
    authorship: SIGNED,
  }
  const platform: SignOffReport = {
    id: 'SO-2025-31',
    framework: 'cis-kubernetes-2.0.1',
    control: '5.6.1',
    state: 'expired',
    why: 'made 392 days ago, held until 2026-12-02',
    performedOn: '2025-12-01',
    until: '2026-12-02',
    authorship: ASSERTED,
  }
  return cluster.startsWith('prod') ? [scope, platform] : [platform]
}

/** Who wrote the files, as an evaluation tells it. */
export const fileReports: NonNullable<Evaluation['organisation']['files']> = (
  statements.files ?? []
).map(({ name, said }) => ({ name, authorship: said }))

/** Whether one of them answers a control in a cluster. */
export function isSignedOff(cluster: string, control: string): boolean {
  return cluster === 'prod-eu' && control === scopeConfirmed.control
}

/** A waiver that appeared, and a rule of the scope that names another owner. */
const organisationChanges: OrganisationChanges = {
  kind: 'compared',
  run: 'run-of-22',
  changes: [
    {
      file: 'scope.yaml',
      entry: 'rules monitoring',
      change: 'changed',
      what: 'owner: nothing -> Platform owner\nreviewedOn: 2026-01-10 -> 2026-12-10',
    },
    { file: 'waivers.yaml', entry: 'W-9', change: 'added', what: 'approvedBy: Head of payments' },
  ],
}

/** A slip in a rule of the scope. */
const unknownClusters: readonly UnknownCluster[] = [
  {
    file: 'scope.yaml',
    line: 21,
    path: 'rules[1].subjects.clusters[1]',
    name: 'prod-ue',
    what: 'no cluster of the estate is named "prod-ue", did you mean "prod-eu"?',
  },
]

/** What the run says of the organisation's files. */
export const runNotes = { organisationChanges, unknownClusters }

/** The label that the scope compares clusters by. */
export const scopeLabel: ScopeLabel = {
  key: 'pci-scope',
  classes: { cde: ['cde', 'in'], 'out-of-scope': ['out'] },
}

/** How the scope met a cluster of production: what objects claim of themselves, and rules that overlap; nothing in staging. */
export function scopeNotes(cluster: string) {
  const about = { key: scopeLabel.key, declared: 'cde' } as const
  if (!cluster.startsWith('prod')) return {}
  const labelClaims: readonly LabelClaim[] = [
    { ...about, object: 'Namespace/payments', value: 'out', kind: 'another-class' },
    { ...about, object: 'Namespace/vault', kind: 'redacted' },
  ]
  const example = 'edge/Deployment/api'
  const ruleOverlaps: readonly RuleOverlap[] = [
    { first: 'cde-payments', later: 'edge', workloads: 3, example },
    { first: 'edge', later: 'monitoring', workloads: 1, example },
  ]
  const scopeRemarks: readonly ScopeRemark[] = [
    { kind: 'idle-rule', rule: 'shop-front', class: 'out-of-scope' },
    { kind: 'idle-nodes', nodes: ['vault-*'], class: 'cde' },
    { kind: 'unclassified-nodes', nodes: ['worker-8', 'worker-9'] },
    { kind: 'node-runs-cde', node: 'worker-1', class: 'out-of-scope', workload: example },
    { kind: 'node-cde-by-later-rule', node: 'worker-2', class: 'connected' },
  ]
  return { labelClaims, ruleOverlaps, scopeRemarks }
}
