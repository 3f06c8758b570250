import { digestOf } from '../../src/core/digest.ts'
import type { Digest } from '../../src/core/digest.ts'
import type { Control, Framework } from '../../src/model/control.ts'
import type {
  CheckResult,
  ClassifiedWorkload,
  ControlResult,
  Counts,
  Evaluation,
  SegmentationCell,
} from '../../src/model/evaluation.ts'
import type { OutsideReport } from '../../src/model/outside-evidence.ts'
import type { Explanation } from '../../src/model/reachability.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { fileReports, isSignedOff, scopeNotes, signOffReports } from './fixture-statements.ts'
import { history } from './fixture-history.ts'

/** One allowed connection from the shop to a store of account data. */
export function explanation(different: Partial<Explanation> = {}): Explanation {
  return {
    verdict: 'allowed',
    source: 'shop/Deployment/web',
    destination: 'payments/StatefulSet/ledger',
    protocol: 'TCP',
    port: 5432,
    egress: {
      direction: 'egress',
      verdict: 'allowed',
      rules: [],
      because: 'no policy isolates egress of shop/web',
    },
    ingress: {
      direction: 'ingress',
      verdict: 'allowed',
      rules: [
        {
          policy: 'networking.k8s.io/v1/NetworkPolicy/payments/default-deny',
          pointer: '/spec/policyTypes',
          effect: 'isolates',
        },
        {
          policy: 'networking.k8s.io/v1/NetworkPolicy/payments/api',
          pointer: '/spec/ingress/0',
          effect: 'allows',
        },
      ],
      because: 'the namespace label team=payments, which shop carries too, is let in on TCP 5432',
    },
    ...different,
  }
}

const STALE = {
  takenOn: '2026-08-01',
  until: '2026-11-01',
  state: 'expired',
  why: 'taken 114 days ago, counted until 2026-11-01',
} as const

/** A statement about what another tool said, with defaults. */
function outsideReport(different: Partial<OutsideReport> = {}): OutsideReport {
  return {
    id: 'kb-app-1',
    tool: 'kube-bench 0.16.0',
    benchmark: 'cis-2.0',
    nodes: ['app-1'],
    takenOn: '2026-11-02',
    until: '2027-02-02',
    digest: digestOf('outside evidence'),
    state: 'in-force',
    why: '',
    by: 'Ada Lind (Platform engineer)',
    reviewed: 'Platform security (Security engineer) on 2026-11-03',
    authorship: 'asserted in file only',
    ...different,
  }
}

/** What a check says of one subject, with defaults. */
export function checkResult(different: Partial<CheckResult> = {}): CheckResult {
  return {
    check: 'cde-ingress',
    checkVersion: 2,
    subject: 'prod-eu/payments/StatefulSet/ledger',
    verdict: 'pass',
    reason: 'Ingress is limited to what the register lists.',
    evidence: [
      {
        object: 'networking.k8s.io/v1/NetworkPolicy/payments/default-deny',
        pointer: '/spec/policyTypes',
        value: '["Ingress","Egress"]',
      },
    ],
    ...different,
  }
}

/** Counts that fit the results. */
export function countsOf(results: readonly CheckResult[]): Counts {
  const of = (verdict: CheckResult['verdict']) => results.filter((one) => one.verdict === verdict)
  const failures = of('fail')
  return {
    population: results.length,
    pass: of('pass').length,
    fail: failures.filter((one) => one.waiver === undefined).length,
    waived: failures.filter((one) => one.waiver !== undefined).length,
    undetermined: of('undetermined').length,
    outOfReach: of('undetermined').filter((one) => one.cause === 'out-of-reach').length,
    notApplicable: of('not-applicable').length,
  }
}

function outcomeOf(
  cluster: string,
  control: Control,
  results: readonly CheckResult[],
): ControlResult['outcome'] {
  const counts = countsOf(results)
  if (isSignedOff(cluster, control.id)) return 'signed-off'
  if (counts.fail > 0) return 'fail'
  if (counts.undetermined > 0) return 'undetermined'
  if (control.method !== 'automated') return 'needs-sign-off'
  if (counts.waived > 0) return 'waived'
  return counts.pass > 0 ? 'pass' : 'not-applicable'
}

const namespaces = ['payments', 'vault', 'edge', 'monitoring', 'shop', 'blog']

/** Results per control; staging differs from production. */
function resultsOf(cluster: string, { id, checks }: Control): readonly CheckResult[] {
  const check = checks[0]?.check
  if (check === undefined || id === '2.2.3') return []
  const production = cluster.startsWith('prod')
  return namespaces.slice(0, production ? 6 : 3).map((namespace, at) => {
    const subject = `${cluster}/${namespace}/${at % 2 === 0 ? 'Deployment/api' : 'StatefulSet/ledger'}`
    const base = checkResult({ check, subject })
    if (id === '1.3.1' && production && at === 0)
      return {
        ...base,
        verdict: 'fail',
        reason: 'A workload declared out of scope has an allowed path into the CDE.',
        example: explanation(),
      }
    if (id === '5.3.2' && namespace === 'blog')
      return {
        ...base,
        subject: `${cluster}//Namespace/blog`,
        verdict: 'fail',
        waiver: 'W-014',
        reason: 'No policy selects any pod of the namespace.',
        evidence: [{ object: '/v1/Namespace//blog', pointer: '/metadata/name', value: 'blog' }],
      }
    if (id === '1.4.2' && cluster === 'prod-us')
      return {
        ...base,
        verdict: 'undetermined',
        cause: 'gap',
        reason: 'Ingresses were not read: forbidden.',
        evidence: [],
      }
    if (id === '1.4.4' && at === 5)
      return { ...base, verdict: 'not-applicable', reason: 'Keeps no account data.', evidence: [] }
    return base
  })
}

function controlResult(cluster: string, framework: Framework, control: Control): ControlResult {
  const results = resultsOf(cluster, control)
  const counts = countsOf(results)
  return {
    framework: framework.id,
    control: control.id,
    title: control.title,
    method: control.method,
    ...(control.ownMethod === undefined ? {} : { ownMethod: control.ownMethod }),
    outcome: outcomeOf(cluster, control, results),
    reason:
      counts.fail > 0
        ? `${counts.fail} of ${counts.population} subjects fail.`
        : counts.population === 0
          ? 'No subjects.'
          : `${counts.pass} of ${counts.population} subjects pass.`,
    counts,
    results,
    residual: control.residual,
    procedures: control.procedures,
    ...(control.signOff === undefined ? {} : { signOff: control.signOff.statement }),
  }
}

function workloads(): readonly ClassifiedWorkload[] {
  const classes = {
    payments: 'cde',
    vault: 'cde',
    edge: 'cde',
    monitoring: 'connected',
    shop: 'out-of-scope',
    blog: 'unclassified',
  } as const
  return Object.entries(classes).map(([namespace, name]) => ({
    namespace,
    workload: 'Deployment/api',
    class: name,
    pods: namespace.length,
    ...(name === 'unclassified' ? {} : { rule: `${namespace}-rule` }),
  }))
}

const cell = (
  from: SegmentationCell['from'],
  to: SegmentationCell['to'],
  pairs: number,
  allowed = 0,
  approved = 0,
  indeterminate = 0,
): SegmentationCell => ({ from, to, pairs, allowed, approved, indeterminate })

function segmentation(production: boolean): readonly SegmentationCell[] {
  return [
    cell('external', 'cde', 9, 1, 1),
    cell('external', 'connected', 3),
    cell('cde', 'connected', 3),
    cell('cde', 'out-of-scope', 3, 1, 0, 1),
    cell('connected', 'cde', 3, 3, 3),
    cell('connected', 'out-of-scope', 1),
    {
      ...cell('out-of-scope', 'cde', 3, production ? 2 : 0, production ? 1 : 0),
      ...(production ? { example: explanation() } : {}),
    },
    cell('out-of-scope', 'connected', 0),
    cell('unclassified', 'cde', 3),
    cell('unclassified', 'connected', 1, 0, 0, 1),
  ]
}

/** The evaluation of one cluster. */
export function evaluation(
  cluster: string,
  frameworks: readonly Framework[],
  snapshot: Snapshot,
  catalogue: Digest,
): Evaluation {
  const production = cluster.startsWith('prod')
  return {
    format: 'evaluation/v1',
    cluster,
    snapshot: snapshot.root,
    catalogue,
    asOf: snapshot.takenFrom,
    evaluatedAt: '2026-12-28T02:02:00Z',
    controls: frameworks.flatMap((framework) =>
      framework.controls.map((one) => controlResult(cluster, framework, one)),
    ),
    scope: workloads(),
    segmentation: segmentation(production),
    digests: {
      'rule-set': digestOf('rule set'),
      segmentation: digestOf('segmentation'),
      scope: digestOf('scope'),
      rights: digestOf('rights'),
    },
    history,
    enforcer: 'Calico v3.30.4 is present in calico-system; enforcement was not tested',
    assumptions: [
      'ipBlock rules are taken not to match pods: the CNI’s configuration was not read',
    ],
    blockers: [],
    organisation: {
      unclassified: [`${cluster}/blog`],
      ...scopeNotes(cluster),
      files: fileReports,
      signOffs: signOffReports(cluster),
      waivers: [
        {
          id: 'W-014',
          state: 'active',
          concerns: [{ kind: 'expires-soon', why: 'expires in 3 days' }],
          matched: production ? 1 : 0,
          expires: '2026-12-31',
          reason: 'host counters',
          approvedBy: 'Head of security',
          check: 'pod-host-network',
        },
        {
          id: 'W-009',
          state: 'expired',
          matched: 1,
          expires: '2026-05-01',
          reason: 'migration',
          approvedBy: 'Head of security',
          check: 'namespace-default-deny',
        },
      ],
      unusedFlows: ['legacy-settlement'],
      overdueFlows: ['metrics'],
      outside: [outsideReport(), outsideReport({ id: 'kb-app-2', nodes: ['app-2'], ...STALE })],
    },
    gaps: snapshot.gaps.map(({ resource }) => resource),
  }
}
