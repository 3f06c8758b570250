/** What changed in the quarter: policies with and without an entry, the organisation's files, a check, and ten thousand pairs that opened at once. */
import { digestOf } from '../../../src/core/digest.ts'
import type { ConnectivityChange } from '../../../src/model/comparison.ts'
import type { RunPoint } from '../../../src/model/history.ts'
import type { SignOffReport } from '../../../src/model/evaluation.ts'
import type { PeriodChanges, ReviewDue } from '../../../src/model/period.ts'
import { connection } from '../fixture-comparison.ts'
import { pointIn, RUNS } from './fixture-runs.ts'

const at = (index: number, cluster = 'prod-eu'): RunPoint => pointIn(RUNS[index]!, cluster)!
const before: RunPoint = { run: '20260928T020004Z-0b0b0b0b', asOf: '2026-09-28T02:00:06Z' }

const policy = (name: string) => `networking.k8s.io/v1/NetworkPolicy/payments/${name}`

function line(different: Partial<ConnectivityChange>): ConnectivityChange {
  return {
    ...{ cluster: 'prod-eu', change: 'opened', from: 'shop/Deployment/web' },
    to: 'payments/Deployment/api',
    ports: [{ protocol: 'TCP', from: 8443, to: 8443 }],
    ...{ undecided: [], cde: 'into', pairs: 2 },
    cause: ['NetworkPolicy payments/api changed'],
    example: connection('shop/Pod/web-0', 'payments/Pod/api-0'),
    ...different,
  }
}

/** A hundred workloads of one namespace to one of another: ten thousand pairs that read as one row. */
const many = Array.from({ length: 100 }, (_, index) =>
  line({ from: `shop/Deployment/web-${String(index).padStart(3, '0')}`, pairs: 100 }),
)

/** Everything that changed. */
export const CHANGES: PeriodChanges = {
  policies: [
    {
      ...{ from: before, to: at(0), cluster: 'prod-eu' },
      ...{ key: policy('default-deny'), change: 'added', digest: digestOf('c1') },
      programs: [{ manager: 'argocd-controller', operation: 'Apply', at: '2026-10-02T09:12:00Z' }],
      listed: {
        ...{ id: 'CH-12', ticket: 'NET-401' },
        ...{ approvedBy: 'Head of payments', date: '2026-10-01' },
      },
      claimed: ['argocd.argoproj.io/tracking-id=payments'],
    },
    {
      ...{ from: at(1), to: at(2), cluster: 'prod-eu' },
      ...{ key: policy('api'), change: 'changed', digest: digestOf('c2') },
      programs: [{ manager: 'kubectl-edit', operation: 'Update' }],
      claimed: [],
      diff: '--- before\n+++ after\n@@ -1,4 +1,4 @@\n spec:\n   ingress:\n-    - from: [{ namespaceSelector: { matchLabels: { team: payments } } }]\n+    - from: [{}]\n',
    },
    {
      ...{ from: at(3), to: at(4), cluster: 'prod-us' },
      ...{ key: policy('api'), change: 'relabelled', digest: digestOf('c3') },
      ...{ programs: [], claimed: [] },
    },
    {
      ...{ from: at(4), to: at(5), cluster: 'prod-us' },
      ...{ key: policy('old'), change: 'removed', digest: digestOf('c4') },
      ...{ programs: [], claimed: [] },
    },
  ],
  stated: [
    {
      ...{ from: RUNS[1]!.id, to: at(2), kind: 'organisation' },
      change: {
        ...{ file: 'scope.yaml', entry: 'rules shop', change: 'changed' },
        what: 'class: out-of-scope -> connected\nsubjects: added shop/Deployment/cart, shop/Deployment/search',
      },
    },
    {
      from: RUNS[3]!.id,
      to: at(4),
      kind: 'catalogue',
      what: 'check allowed-is-approved: version 2 before, 3 now',
    },
    {
      from: RUNS[6]!.id,
      to: at(8),
      kind: 'estate',
      what: 'prod-us: the UID of kube-system differs',
    },
  ],
  significant: [
    {
      ...{ from: at(1), to: at(2), cluster: 'prod-eu', kind: 'boundary', count: 3 },
      what: ['shop/Deployment/web may now reach payments/Deployment/api on TCP 8443'],
    },
  ],
  connectivity: [
    {
      ...{ from: at(1), to: at(2), cluster: 'prod-eu' },
      connectivity: [
        ...many,
        line({
          ...{ change: 'closed', from: 'monitoring/Deployment/scraper', pairs: 4 },
          cause: ['NetworkPolicy payments/metrics removed'],
        }),
      ],
      connected: [
        {
          ...{
            cluster: 'prod-eu',
            change: 'connected',
            workload: 'shop/Deployment/till',
            direction: 'into',
          },
          chain: [
            {
              ...{ from: 'shop/Deployment/till', to: 'shop/Deployment/web', certain: true },
              ports: [{ protocol: 'TCP', from: 443, to: 443 }],
            },
          ],
        },
      ],
      openings: [
        {
          ...{ cluster: 'prod-eu', change: 'opened', kind: 'NodePort' },
          ...{ source: '/v1/Service/payments/debug', pointer: '/spec/ports/0' },
          ...{
            workload: 'payments/Deployment/api',
            protocol: 'TCP',
            port: 30080,
            targetPort: 8080,
          },
          ...{ sourceRanges: [], hosts: [] },
        },
      ],
      gaps: [],
    },
  ],
  gaps: [
    'prod-us between the runs of 2026-11-16 and 2026-11-23: ingresses were not read in the second',
  ],
}

const OVERDUE: SignOffReport = {
  ...{ id: 'SO-1', framework: 'pci-dss-4.0.1', control: '12.5.2', state: 'expired' },
  ...{ why: 'performed on 2025-09-30, due by 2026-09-30', performedOn: '2025-09-30' },
  authorship: 'asserted in file only',
}

/** Statements that are asked for. */
export const REVIEWS: readonly ReviewDue[] = ['prod-eu', 'prod-us'].map((cluster) => ({
  ...{ cluster, framework: 'pci-dss-4.0.1', control: '12.5.2' },
  title: 'Scope is confirmed every year',
  outcome: 'needs-sign-off',
  reason: 'SO-1 is overdue since 2026-10-01',
  binds: ['scope', 'segmentation'],
  digests: {
    scope: {
      newest: { ...at(11, cluster), digest: digestOf('scope') },
      ...{ since: at(2, cluster), knownFrom: at(0, cluster) },
      changed: { from: at(1, cluster), to: at(2, cluster), before: digestOf('scope before') },
    },
  },
  signOffs: [OVERDUE],
  due: { state: 'overdue', stated: OVERDUE },
  dueBy: {
    ...{ from: 'statement', since: OVERDUE.performedOn, cadence: 'P12M' },
    ...{ day: '2026-09-30', overdueSince: '2026-10-01' },
  },
  changedSince: ['scope rule shop: connected now', '3 significant changes'],
}))
