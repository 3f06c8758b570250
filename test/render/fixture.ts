/** A realistic report source: an invented payments estate of four clusters, with every kind of result, gap and file that a report can show. */
import { digestOf } from '../../src/core/digest.ts'
import { unreadAnswer } from '../../src/evaluate/applicability.ts'
import type { Framework } from '../../src/model/control.ts'
import { statementsDue } from '../../src/evaluate/statement-due.ts'
import type { Evaluation } from '../../src/model/evaluation.ts'
import type { Reconciliation, ReferenceKind } from '../../src/model/reconciliation.ts'
import type { ReportCluster, ReportSource } from '../../src/model/report.ts'
import type { Organisation } from '../../src/model/scope.ts'
import { evaluation } from './fixture-evaluation.ts'
import { policies } from './fixture-policies.ts'
import { scope } from './fixture-scope.ts'
import { deadSnapshot, snapshot } from './fixture-snapshot.ts'
import { runNotes, statements } from './fixture-statements.ts'

const organisation: Organisation = {
  ...statements,
  scope,
  flows: [
    {
      id: 'shop-to-edge',
      from: { kind: 'subjects', subjects: { namespaces: ['shop'] } },
      to: {
        kind: 'subjects',
        subjects: { namespaces: ['edge'], workloads: ['Deployment/gateway'] },
      },
      protocol: 'TCP',
      ports: [{ from: 8443, to: 8443 }],
      service: 'https',
      need: 'The shop hands over to the payment page.',
      approvedBy: 'Head of payments',
      ticket: 'NET-311',
      approvedOn: '2026-03-02',
      reviewBy: '2027-03-02',
    },
    {
      id: 'metrics',
      from: { kind: 'subjects', subjects: { namespaces: ['monitoring'] } },
      to: {
        kind: 'subjects',
        subjects: { clusters: ['prod-*'], namespaces: ['payments', 'vault', 'edge'] },
      },
      protocol: 'TCP',
      ports: [{ from: 9090, to: 9100 }],
      service: 'prometheus',
      need: 'Metrics are scraped every 30 seconds.',
      approvedBy: 'Platform owner',
      ticket: 'NET-207',
      approvedOn: '2025-09-14',
      reviewBy: '2026-09-14',
    },
    {
      id: 'legacy-settlement',
      from: { kind: 'subjects', subjects: { namespaces: ['payments'] } },
      to: { kind: 'network', network: 'acquirer' },
      protocol: 'TCP',
      ports: [{ from: 23, to: 23 }],
      service: 'telnet',
      need: 'The acquirer’s settlement host speaks nothing else until it is replaced.',
      approvedBy: 'Head of payments',
      approvedOn: '2026-05-20',
      reviewBy: '2026-12-31',
      mitigation:
        'runs inside an IPsec tunnel between the two sites; keys are changed every 90 days',
    },
  ],
  waivers: [
    {
      id: 'W-014',
      check: 'pod-host-network',
      subjects: ['prod-eu/monitoring/DaemonSet/node-agent'],
      reason: 'The node agent has to read host counters.',
      requestedBy: 'Platform owner',
      approvedBy: 'Head of security',
      approvedOn: '2026-06-01',
      expires: '2026-12-31',
      maxSubjects: 1,
      ticket: 'SEC-88',
    },
    {
      id: 'W-009',
      check: 'namespace-default-deny',
      subjects: ['*/blog/*/*'],
      reason: 'Migration of the blog.',
      requestedBy: 'Shop team',
      approvedBy: 'Head of security',
      approvedOn: '2025-11-01',
      expires: '2026-05-01',
      maxSubjects: 2,
      compensatingControl: {
        constraint: 'The old ingress controller cannot work with policies.',
        objective: 'Only the edge may reach the blog.',
        risk: 'Any pod of the cluster can reach it.',
        definition: 'A firewall on the node pool lets only the edge nodes in.',
        validation: 'Tested every month from a pod elsewhere.',
        maintenance: 'Reviewed with each node image.',
      },
    },
  ],
}

const cis: Framework = {
  id: 'cis-kubernetes-2.0.1',
  title: 'CIS Kubernetes Benchmark',
  version: '2.0.1',
  publisher: 'Center for Internet Security',
  noun: 'recommendation',
  notice:
    'CIS is a trademark of its owner, who neither endorses nor has reviewed this report. Identifiers are the publisher’s, the words are ours.',
  controls: [
    control(
      '5.3.2',
      'Every namespace has a network policy',
      'automated',
      'namespace-has-policy',
      'Manual',
    ),
    control(
      '5.6.1',
      'Namespaces separate what belongs to different owners',
      'assisted',
      'namespace-inventory',
      'Manual',
    ),
    control(
      '5.6.4',
      'Nothing of ours lives in the default namespace',
      'automated',
      'default-namespace-empty',
      'Manual',
    ),
  ],
}

const OTHER_CLUSTER = 'the UID of kube-system differs from the run before'

const pci: Framework = {
  id: 'pci-dss-4.0.1',
  title: 'PCI DSS',
  version: '4.0.1',
  publisher: 'PCI Security Standards Council',
  noun: 'requirement',
  notice:
    'Requirement numbers are the publisher’s, the words are ours; the standard’s own text decides.',
  controls: [
    control(
      '1.2.5',
      'Every allowed service, protocol and port is listed, approved and needed',
      'automated',
      'allowed-is-approved',
    ),
    control('1.3.1', 'Only necessary traffic comes into the CDE', 'automated', 'cde-ingress'),
    control(
      '1.4.2',
      'From untrusted networks only declared public services are reached',
      'automated',
      'cde-exposure',
    ),
    control(
      '1.4.4',
      'Stores of account data are out of reach of untrusted networks',
      'automated',
      'store-reach',
    ),
    control(
      '2.2.3',
      'Functions of different security levels do not share a node',
      'automated',
      'shared-node',
    ),
    {
      ...control('12.5.2', 'Scope is confirmed every year', 'signed-off-only', ''),
      checks: [],
      signOff: {
        statement: 'that the scope was documented and confirmed, and when',
        ...{ cadence: 'P12M', binds: ['scope', 'segmentation'] },
      },
    },
  ],
}

function control(
  id: string,
  title: string,
  method: Framework['controls'][number]['method'],
  check: string,
  ownMethod?: string,
): Framework['controls'][number] {
  const framework = ownMethod === undefined ? 'pci-dss-4.0.1' : 'cis-kubernetes-2.0.1'
  return {
    id,
    framework,
    title,
    method,
    ...(ownMethod === undefined
      ? {}
      : { ownMethod, section: 'Network policies and CNI', level: 'Level 2' }),
    checks: [{ check, parameters: { direction: 'ingress' }, supports: [`${id}.a`] }],
    residual: 'Firewalls outside of the cluster and whether the CNI enforces the policies.',
    procedures: [`${id}.a`, `${id}.b`],
    related: ownMethod === undefined ? [{ framework: 'cis-kubernetes-2.0.1', id: '5.3.2' }] : [],
  }
}

/** The catalogue's digest in every fixture. */
export const catalogueDigest = digestOf('catalogue')

function cluster(name: string, status: 'complete' | 'partial'): ReportCluster {
  const read = snapshot(name, status)
  const evaluated = evaluation(name, [cis, pci], read, catalogueDigest)
  return {
    name,
    snapshot: read,
    evaluation: evaluated,
    due: statementsDue(evaluated),
    policies: policies(name),
    evidence: digestsOf(evaluated.controls),
    reconciliation: reconciliation(read.objectCount),
  }
}

/** A digest for each object that evidence names. */
function digestsOf(controls: Evaluation['controls']): NonNullable<ReportCluster['evidence']> {
  const named = controls.flatMap(({ results }) => results.flatMap(({ evidence }) => evidence))
  const keys = [...new Set(named.map(({ object }) => object))]
  return keys.map((key) => ({ key, digest: digestOf(key) }))
}

function reconciliation(count: number): Reconciliation {
  const all = (kind: ReferenceKind, named: number) => ({
    ...{ kind, named, found: named, unread: 0, missing: [] },
  })
  return {
    ...{ listed: count, stored: count },
    references: [
      all('namespace', 324),
      all('node', 184),
      { ...all('owner', 190), found: 171, unread: 19 },
      all('service-account', 184),
      {
        ...all('service', 41),
        found: 40,
        missing: ['discovery.k8s.io/v1/EndpointSlice/shop/old-x7k -> Service shop/old'],
      },
      all('role', 0),
    ],
  }
}

/** A whole report source; give fields to differ from it. */
export function reportSource(different: Partial<ReportSource> = {}): ReportSource {
  return {
    runId: '20261228T020004Z-7c1f09e2',
    title: 'Segmentation and configuration of the payment platform',
    slot: '2026-12-28T02:00:00Z',
    trigger: 'scheduled',
    attempt: 1,
    ...{ startedAt: '2026-12-28T02:00:04Z', finishedAt: '2026-12-28T02:03:41Z' },
    generatedAt: '2026-12-28T02:03:42Z',
    tool: { name: 'exhibit', version: '0.1.0', revision: '4f2a9be' },
    ...{ organisation, ...runNotes },
    entity: 'Example Payments',
    classification: 'Confidential',
    population: { notes: [`Cluster prod-us was replaced on 2026-11-09: ${OTHER_CLUSTER}.`] },
    catalogue: {
      ...{ frameworks: [cis, pci], defaultRights: [], customChecks: [] },
      digest: catalogueDigest,
      files: [{ path: 'frameworks/pci-dss-4.0.1.yaml', digest: digestOf('pci') }],
    },
    inputs: ['estate', 'scope', 'flows', 'waivers'].map((name) => ({
      name: `${name}.yaml`,
      digest: digestOf(name),
    })),
    clusters: [
      cluster('prod-eu', 'complete'),
      cluster('prod-us', 'partial'),
      {
        name: 'managed-apac',
        snapshot: deadSnapshot('managed-apac'),
        unread: [cis, pci].map((framework) => unreadAnswer(framework, 'unreachable', undefined)),
        policies: [],
      },
      cluster('staging', 'complete'),
    ],
    signature: {
      subject: 'CN=exhibit evidence signing, O=Example Payments',
      fingerprint: `SHA256:${'3f9c'.repeat(16)}`,
      selfSigned: true,
      rootFingerprint: `SHA256:${'a07e'.repeat(16)}`,
    },
    previous: { number: 41, digest: digestOf('entry 41') },
    ...different,
  }
}
