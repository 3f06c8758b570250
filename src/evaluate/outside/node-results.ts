import type { CheckAnswer } from '../../model/check.ts'
import type { Cluster, Node } from '../../model/cluster.ts'
import type { Control, Framework } from '../../model/control.ts'
import type { CheckResult } from '../../model/evaluation.ts'
import type { OutsideEvidence, OutsideStatus } from '../../model/outside-evidence.ts'
import { bySubject, byText, fail, nodeEvidence, pass, someOf, undetermined } from '../answers.ts'
import { authorshipWords } from '../authorship.ts'
import { clusterSubject, objectSubject } from '../subject.ts'
import { askedOf } from './asked-of.ts'

/** What stands as the check of results that another tool gave. */
const MARK = { check: 'outside-evidence', checkVersion: 1 } as const

/** Answers of one day that differ: the worst counts. */
const WORST_FIRST: readonly OutsideStatus[] = ['FAIL', 'WARN', 'INFO', 'PASS']

/** Statements that count by the nodes that they name, the newest first. */
export type ByNode = ReadonlyMap<string, readonly OutsideEvidence[]>

/** Statements by the nodes that they name. */
export function byNodes(counting: readonly OutsideEvidence[]): ByNode {
  const found = new Map<string, OutsideEvidence[]>()
  const newestFirst = counting.toSorted(
    (one, other) => byText(other.takenOn, one.takenOn) || byText(one.id, other.id),
  )
  for (const evidence of newestFirst)
    for (const node of evidence.nodes) found.set(node, [...(found.get(node) ?? []), evidence])
  return found
}

/**
 * What statements that count say of one control, by node and sorted: of each node the newest that names it and answers; nodes that none names are undetermined.
 * Empty where the framework takes no answers for the control, or none of them has one.
 */
export function resultsOfNodes(
  cluster: Cluster,
  framework: Framework,
  control: Control,
  counting: ByNode,
): readonly CheckResult[] {
  const asked = nodesAsked(framework, control, cluster)
  if (asked === undefined) return []
  const speaking = new Set(
    [...counting.values()].flat().filter((each) => answers(each, control.id)),
  )
  if (speaking.size === 0) return []
  const found =
    asked.length > 0
      ? asked.map((node) => answerOf(cluster, node, control.id, counting.get(node.name) ?? []))
      : [noNode(cluster, [...speaking])]
  return Object.freeze(
    found
      .sort((one, other) => bySubject(one, other))
      .map((answer) => Object.freeze({ ...MARK, ...answer })),
  )
}

/** The nodes that a control is about; undefined where its framework takes no answers for it. */
function nodesAsked(
  framework: Framework,
  control: Control,
  { nodes }: Cluster,
): readonly Node[] | undefined {
  switch (askedOf(framework, control)) {
    case undefined:
      return undefined
    case 'every-node':
      return [...nodes.values()]
    case 'control-plane':
      return [...nodes.values()].filter(({ labels }) =>
        ['control-plane', 'master'].some((role) => `node-role.kubernetes.io/${role}` in labels),
      )
  }
}

function statusOf({ attached }: OutsideEvidence, control: string): OutsideStatus | undefined {
  return attached.kind === 'read' ? attached.results.get(control) : undefined
}

function answers(evidence: OutsideEvidence, control: string): boolean {
  return statusOf(evidence, control) !== undefined
}

type Answer = CheckAnswer & Pick<CheckResult, 'outside'>

/** Of several of the newest day the worst answers. */
function answerOf(
  cluster: Cluster,
  node: Node,
  control: string,
  naming: readonly OutsideEvidence[],
): Answer {
  const subject = objectSubject(cluster.name, node.key)
  const seen = [nodeEvidence(node)]
  const speaking = naming.filter((each) => answers(each, control))
  const [newest] = speaking
    .filter(({ takenOn }) => takenOn === speaking[0]?.takenOn)
    .sort((one, other) => rank(one, control) - rank(other, control))
  if (newest === undefined)
    return undetermined(subject, 'out-of-reach', 'no outside evidence names this node', seen)
  return { ...judged(newest, control, subject, seen), outside: newest.id }
}

function rank(evidence: OutsideEvidence, control: string): number {
  return WORST_FIRST.indexOf(statusOf(evidence, control) ?? 'WARN')
}

function judged(
  evidence: OutsideEvidence,
  control: string,
  subject: string,
  seen: CheckAnswer['evidence'],
): CheckAnswer {
  const status = statusOf(evidence, control) ?? 'WARN'
  const said = `outside evidence: ${status} by ${sourceOf(evidence)}`
  switch (status) {
    case 'PASS':
      return pass(subject, said, seen)
    case 'FAIL':
      return fail(subject, said, seen)
    case 'WARN':
    case 'INFO':
      return undetermined(subject, 'out-of-reach', `${said}, which is no answer`, seen)
  }
}

function sourceOf({
  id,
  toolVersion,
  benchmark,
  takenOn,
  by,
  authorship,
}: OutsideEvidence): string {
  return `kube-bench ${toolVersion} (${benchmark}) of ${takenOn}, attached by ${by.name} (${by.role}), ${authorshipWords(authorship)} (${id})`
}

function noNode(cluster: Cluster, speaking: readonly OutsideEvidence[]): Answer {
  const ids = someOf(speaking.map(({ id }) => id))
  const said = `outside evidence ${ids} speaks of nodes of the control plane, and no node is labelled as one`
  return undetermined(clusterSubject(cluster.name), 'out-of-reach', said)
}
