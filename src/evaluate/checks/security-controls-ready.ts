import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Pod } from '../../model/cluster.ts'
import {
  bySubject,
  counted,
  fail,
  objectEvidence,
  pass,
  podEvidence,
  someOf,
  undetermined,
} from '../answers.ts'
import { declaredGuards, SECURITY_PURPOSES } from '../declared-guards.ts'
import type { DeclaredGuard } from '../declared-guards.ts'
import { WORKLOADS } from '../reads.ts'
import { clusterSubject, subjectOf, workloadSubject } from '../subject.ts'

/** Whether what guards a cluster runs. */
export const securityControlsReady: Check = {
  id: 'security-controls-ready',
  version: 1,
  title: 'The workloads that the scope file names as security controls run and are ready',
  logic:
    'Each workload of a security control that the scope file names for the cluster passes where all its pods are ready at the time of the snapshot; a control without any workload, or with a workload without pods, fails. Where the file names none, what guards the cluster is not seen. That a pod is ready does not say that the control in it works.',
  reads: WORKLOADS,
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const declared = declaredGuards(input, SECURITY_PURPOSES)
    if (declared.length > 0) return declared.flatMap((each) => answers(input, each)).sort(bySubject)
    if (input.workloads.length === 0) return []
    const said =
      'the scope file names no security control of this cluster; whether they run is not seen'
    return [undetermined(clusterSubject(input.cluster.name), 'out-of-reach', said)]
  },
}

function answers(
  { cluster }: CheckInput,
  { control, pods }: DeclaredGuard,
): readonly CheckAnswer[] {
  const { id, purpose } = control
  if (pods.length === 0) {
    const subject = subjectOf(cluster.name, '', 'SecurityControl', id)
    return [
      fail(subject, `${purpose}: no workload of this cluster is the one that ${id} names`, []),
    ]
  }
  const byWorkload = Map.groupBy(pods, (pod) => workloadSubject(cluster.name, pod))
  return [...byWorkload].map(([subject, own]) => answer(subject, `${id} (${purpose})`, own))
}

function answer(subject: string, name: string, pods: readonly Pod[]): CheckAnswer {
  const [first] = pods
  if (first?.standIn === true)
    return fail(subject, `${name}: no pod runs now`, [objectEvidence(first.key)])
  const down = pods.filter(({ ready }) => ready === false)
  const all = counted(pods.length, 'pod')
  if (down.length > 0)
    return fail(
      subject,
      `${name}: ${down.length} of ${all} not ready (${someOf(down.map((each) => each.name))})`,
      down.map(readyEvidence),
    )
  if (pods.some(({ ready }) => ready === undefined))
    return undetermined(
      subject,
      'gap',
      `${name}: no status says whether its pods are ready`,
      pods.map(podEvidence),
    )
  return pass(subject, `${name}: ${all} ready`, pods.slice(0, 1).map(podEvidence))
}

function readyEvidence(pod: Pod) {
  return { object: pod.key, pointer: '/status/conditions', value: 'Ready is not True' }
}
