import { bypassesOf } from '../../analyse/bypasses.ts'
import type { Bypass } from '../../model/bypass.ts'
import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { ObjectKey } from '../../model/object.ts'
import { fail, pass, podEvidence } from '../answers.ts'
import { CONNECTIVITY } from '../reads.ts'
import { workloadSubject } from '../subject.ts'
import { overCde } from '../unclassified.ts'

/** The ways around the policies of each CDE workload, each as evidence of its own. */
export const cdeBypasses: Check = {
  id: 'cde-bypasses',
  version: 3,
  title: 'Nothing but its nodes and what is in scope passes by the policies of a CDE workload',
  logic:
    "For each CDE workload the ways around its policies are listed: its nodes, pods on their host networks, directions without policy, defaults and profiles that allow, policies that nothing enforces, proxies of a mesh that are passed by. Its nodes, and host-network pods that are in scope or the platform's, are listed and do not fail.",
  reads: CONNECTIVITY,
  needs: ['scope', 'reachability'],
  passesBy: 'denial',
  parameters: {},
  evaluate: (input) => overCde(input, (workload) => answer(input, workload)),
}

function answer(input: CheckInput, workload: ScopedWorkload): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const found = bypassesOf(input.cluster, input.reachability, workload.endpoints)
  const evidence = [...workload.pods.slice(0, 1).map(podEvidence), ...found.flatMap(evidenceOf)]
  const bad = found.filter((each) => !isAccepted(input, each))
  if (bad.length > 0) return fail(subject, textOf(bad), evidence)
  const said = found.length === 0 ? 'on which nodes it runs is not in this snapshot' : textOf(found)
  return pass(subject, `nothing else passes by its policies: ${said}`, evidence)
}

/** Nodes are a standing limit; pods on their networks are accepted where the scope names them, or the platform runs them. */
function isAccepted(input: CheckInput, { kind, pods }: Bypass): boolean {
  if (kind === 'node') return true
  if (kind !== 'host-network') return false
  const keys = new Set<ObjectKey>(pods)
  return input.workloads
    .filter((workload) => workload.pods.some(({ key }) => keys.has(key)))
    .every(
      ({ class: of, platform }) =>
        of === 'cde' || of === 'connected' || (platform && of === 'unclassified'),
    )
}

function textOf(bypasses: readonly Bypass[]): string {
  return bypasses.map(({ said }) => said).join('; ')
}

/** Each object that makes it so, with the sentence; nodes by the pods that show them. */
function evidenceOf({ pods, policies, allowedBy, said }: Bypass): readonly Evidence[] {
  const profile = allowedBy?.kind === 'profile' ? allowedBy : undefined
  return [
    ...(profile?.object === undefined
      ? []
      : [{ object: profile.object, pointer: profile.pointer ?? '', value: said }]),
    ...policies.map((object) => ({ object, pointer: '', value: said })),
    ...pods.map((object) => ({ object, pointer: '/spec', value: said })),
  ]
}
