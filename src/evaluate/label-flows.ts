import { whoCan } from '../analyse/queries/who-can.ts'
import { describeUnread } from '../core/unread-lists.ts'
import type { CheckInput } from '../model/check.ts'
import type { LabelFlow } from '../model/evaluation.ts'
import type { ApprovedFlow, FlowSide, SubjectSelector } from '../model/scope.ts'
import { byText } from './answers.ts'
import { missingLists } from './gate.ts'
import { matchesAnyGlob } from './glob.ts'
import { RIGHTS } from './reads.ts'
import { describeHolder } from './rights-holders.ts'
import { wantedRight } from './wanted-right.ts'

/** What gives a pod its labels: pods themselves, whose labels may be changed while they run, and whatever makes pods of a template. */
const LABELLING = [
  'pods',
  'replicationcontrollers',
  'cronjobs.batch',
  'daemonsets.apps',
  'deployments.apps',
  'jobs.batch',
  'replicasets.apps',
  'statefulsets.apps',
].flatMap((resource) =>
  ['create', 'patch', 'update'].map((verb) => wantedRight(`${verb} ${resource}`)),
)

/** Whether subjects are selected by what whoever makes pods may write: labels, and no workload. */
function isByLabelsAlone({ podLabels, workloads }: Partial<SubjectSelector>): boolean {
  return podLabels !== undefined && workloads === undefined
}

/**
 * The approved flows that mean pods of a cluster by their labels alone, with everybody who may give pods these labels in the namespaces meant, beside what
 * Kubernetes itself makes: each of them may put a pod into the flow without its approver. In the order of the register.
 */
export function labelFlows(
  input: CheckInput,
  flows: readonly ApprovedFlow[],
): readonly LabelFlow[] {
  return flows.flatMap((flow) =>
    (['from', 'to'] as const).flatMap((side) => {
      const subjects = labelled(flow[side], input.cluster.name)
      return subjects === undefined ? [] : [{ id: flow.id, side, ...makersOf(input, subjects) }]
    }),
  )
}

function labelled(side: FlowSide, cluster: string): SubjectSelector | undefined {
  if (side.kind !== 'subjects' || !isByLabelsAlone(side.subjects)) return undefined
  return matchesAnyGlob(side.subjects.clusters, cluster) ? side.subjects : undefined
}

function makersOf(
  { cluster, defaults }: CheckInput,
  { namespaces }: SubjectSelector,
): Pick<LabelFlow, 'namespaces' | 'who' | 'unread'> {
  const meant = [...cluster.namespaces.keys()]
    .filter((name) => matchesAnyGlob(namespaces, name))
    .sort(byText)
  const unread = RIGHTS.flatMap((resource) => missingLists(resource, cluster.snapshot))
  if (unread.length > 0)
    return { namespaces: meant, who: [], unread: describeUnread(unread).join('; ') }
  const who = LABELLING.flatMap((right) => whoCan(cluster.facts.rights, right))
    .filter((grant) => grant.namespace === undefined || meant.includes(grant.namespace))
    .filter((grant) => !defaults.grants(grant))
    .map(({ subject }) => describeHolder(subject))
  return { namespaces: meant, who: [...new Set(who)].sort(byText) }
}
