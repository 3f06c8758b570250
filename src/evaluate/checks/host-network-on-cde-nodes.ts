import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { Pod } from '../../model/cluster.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { fail, pass, placementEvidence, someOf } from '../answers.ts'
import { cdeNodes } from '../node-classes.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadName } from '../scoped-workloads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether pods on the host network of nodes of the cardholder-data environment are all in scope: no policy holds them. */
export const hostNetworkOnCdeNodes: Check = {
  id: 'host-network-on-cde-nodes',
  version: 1,
  title: 'Host-network pods on nodes of the cardholder-data environment are in scope',
  logic:
    'Each workload with host-network pods on a node that runs CDE pods, or that the scope names as CDE, must be declared cde or connected: network policies do not apply to it.',
  reads: [...WORKLOADS, 'nodes'],
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const nodes = cdeNodes(input)
    return input.workloads.flatMap((workload) => {
      const pods = workload.pods.filter(
        ({ hostNetwork, node }) => hostNetwork && node !== undefined && nodes.has(node),
      )
      return pods.length === 0 ? [] : [answer(input, workload, pods)]
    })
  },
}

function answer(input: CheckInput, workload: ScopedWorkload, pods: readonly Pod[]): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const nodes = [...new Set(pods.map(({ node }) => node ?? ''))].sort()
  const where = `on the host network of ${someOf(nodes)}`
  const evidence = pods.flatMap(hostEvidence)
  if (workload.class === 'cde' || workload.class === 'connected')
    return pass(subject, `declared ${workload.class}, ${where}`, evidence)
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
