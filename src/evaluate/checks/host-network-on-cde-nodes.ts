import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { Pod } from '../../model/cluster.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { fail, pass, placementEvidence, someOf, undetermined } from '../answers.ts'
import { cdeNodes, silentNodes } from '../node-classes.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadName } from '../scoped-workloads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether pods on the host network of nodes of the cardholder-data environment are all in scope: no policy holds them. */
export const hostNetworkOnCdeNodes: Check = {
  id: 'host-network-on-cde-nodes',
  version: 2,
  title: 'Host-network pods on nodes of the cardholder-data environment are in scope',
  logic:
    'Each workload with host-network pods on a node that runs CDE pods, or that the scope names as CDE, must be declared cde or connected: network policies do not apply to it.',
  reads: [...WORKLOADS, 'nodes'],
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const nodes = cdeNodes(input)
    const maybe = silentNodes(input, nodes)
    return input.workloads.flatMap((workload) => {
      const sure = hostPodsOn(workload, nodes)
      if (sure.length > 0) return [answer(input, workload, sure)]
      const unsure = hostPodsOn(workload, maybe)
      return unsure.length === 0 || isInScope(workload) ? [] : [silent(input, workload, unsure)]
    })
  },
}

function hostPodsOn({ pods }: ScopedWorkload, nodes: ReadonlySet<string>): readonly Pod[] {
  return pods.filter(
    ({ hostNetwork, node }) => hostNetwork && node !== undefined && nodes.has(node),
  )
}

function isInScope(workload: ScopedWorkload): boolean {
  return workload.class === 'cde' || workload.class === 'connected'
}

/** The node runs pods of which the scope says nothing. */
function silent(input: CheckInput, workload: ScopedWorkload, pods: readonly Pod[]): CheckAnswer {
  return undetermined(
    workloadSubject(input.cluster.name, workload),
    'scope-silent',
    `scope does not say whether what else runs on ${whereOf(pods)} is in the cardholder-data environment`,
    pods.flatMap(hostEvidence),
  )
}

function whereOf(pods: readonly Pod[]): string {
  return someOf([...new Set(pods.map(({ node }) => node ?? ''))].sort())
}

function answer(input: CheckInput, workload: ScopedWorkload, pods: readonly Pod[]): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const where = `on the host network of ${whereOf(pods)}`
  const evidence = pods.flatMap(hostEvidence)
  if (isInScope(workload)) return pass(subject, `declared ${workload.class}, ${where}`, evidence)
  const what =
    workload.class === 'unclassified' ? 'which no scope rule names' : 'declared out of scope'
  return fail(
    subject,
    `${workloadName(workload)}, ${what}, runs ${where} beside CDE pods`,
    evidence,
  )
}

function hostEvidence(pod: Pod): readonly Evidence[] {
  if (pod.standIn) return [placementEvidence(pod)]
  return [{ object: pod.key, pointer: '/spec/hostNetwork', value: 'true' }, placementEvidence(pod)]
}
