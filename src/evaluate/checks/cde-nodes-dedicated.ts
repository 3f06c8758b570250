import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import {
  bySubject,
  fail,
  nodeEvidence,
  notApplicable,
  pass,
  placementEvidence,
  podEvidence,
  someOf,
  undetermined,
} from '../answers.ts'
import { cdeNodes, silentNodes } from '../node-classes.ts'
import { WORKLOADS } from '../reads.ts'
import { isPlatformDaemon, ofClass, workloadName } from '../scoped-workloads.ts'
import { subjectOf, workloadSubject } from '../subject.ts'
import { scopeIsSilent } from '../unclassified.ts'

/** Whether nodes of the cardholder-data environment also run what is declared out of scope. */
export const cdeNodesDedicated: Check = {
  id: 'cde-nodes-dedicated',
  version: 2,
  title: 'No node runs CDE pods beside pods that are out of scope',
  logic:
    'For each node that runs CDE pods, or that the scope names as CDE, its other pods are listed by class. Daemons in platform namespaces (DaemonSets and static pods that nobody declared out of scope) are listed apart.',
  reads: [...WORKLOADS, 'nodes'],
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const placed = placedOn(input)
    const names = cdeNodes(input)
    const cde = ofClass(input.workloads, 'cde')
    const unplaced = cde.filter(isUnplaced)
    const anyPlaced = unplaced.length < cde.length
    const silent = ofClass(input.workloads, 'unclassified').filter(isUnplaced)
    return [
      ...[...names].map((name) => answer(input, name, placed.get(name) ?? [])),
      ...[...silentNodes(input, names)].map((name) => mayBe(input, name, placed.get(name) ?? [])),
      ...unplaced.map((workload) => notScheduled(input, workload, anyPlaced)),
      ...silent.map((workload) => scopeIsSilent(input, workload)),
    ].sort(bySubject)
  },
}

type Placed = { readonly workload: ScopedWorkload; readonly evidence: Evidence }

/** One pod of each workload on each node. */
function placedOn(input: CheckInput): ReadonlyMap<string, readonly Placed[]> {
  const nodes = new Map<string, Placed[]>()
  for (const workload of input.workloads) {
    const seen = new Set<string>()
    for (const pod of workload.pods) {
      if (pod.node === undefined || seen.has(pod.node)) continue
      seen.add(pod.node)
      const placed = nodes.get(pod.node) ?? []
      nodes.set(pod.node, placed)
      placed.push({ workload, evidence: placementEvidence(pod) })
    }
  }
  return nodes
}

function isUnplaced({ pods }: ScopedWorkload): boolean {
  return pods.every(({ node }) => node === undefined)
}

/** A node with pods of which the scope says nothing: whether it is a node of the environment is open. */
function mayBe(input: CheckInput, name: string, placed: readonly Placed[]): CheckAnswer {
  const unknown = placed.filter(
    ({ workload }) => workload.class === 'unclassified' && !isPlatformDaemon(workload),
  )
  return undetermined(
    subjectOf(input.cluster.name, '', 'Node', name),
    'scope-silent',
    `scope does not say whether ${namesOf(unknown)} is in the cardholder-data environment`,
    unknown.map((each) => each.evidence),
  )
}

function answer(input: CheckInput, name: string, placed: readonly Placed[]): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Node', name)
  const daemons = placed.filter(({ workload }) => isPlatformDaemon(workload))
  const others = placed.filter(({ workload }) => !isPlatformDaemon(workload))
  const foreign = others.filter(({ workload }) => workload.class === 'out-of-scope')
  const unknown = others.filter(({ workload }) => workload.class === 'unclassified')
  const apart = daemons.length === 0 ? '' : `; platform daemons apart: ${namesOf(daemons)}`
  if (foreign.length > 0) {
    const cde = others.filter(({ workload }) => workload.class === 'cde')
    const evidence = [...cde, ...foreign].map((each) => each.evidence)
    return fail(subject, `also runs ${namesOf(foreign)}, declared out of scope${apart}`, evidence)
  }
  if (unknown.length > 0) {
    const said = `scope does not say what ${namesOf(unknown)} is${apart}`
    return undetermined(
      subject,
      'scope-silent',
      said,
      unknown.map((each) => each.evidence),
    )
  }
  const node = input.cluster.nodes.get(name)
  const evidence = [
    ...(node === undefined ? [] : [nodeEvidence(node)]),
    ...others.map((each) => each.evidence),
  ]
  return pass(subject, `runs nothing that is declared out of scope${apart}`, evidence)
}

function namesOf(placed: readonly Placed[]): string {
  return someOf(placed.map(({ workload }) => workloadName(workload)))
}

/** Some CDE pods on nodes: this one has none now. None at all: where they would run is not known (manifests, not a running cluster). */
function notScheduled(
  input: CheckInput,
  workload: ScopedWorkload,
  anyPlaced: boolean,
): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const evidence = workload.pods.slice(0, 1).map(podEvidence)
  return anyPlaced
    ? notApplicable(subject, 'has no pod on a node now', evidence)
    : undetermined(subject, 'gap', 'on which node it would run is not in this snapshot', evidence)
}
