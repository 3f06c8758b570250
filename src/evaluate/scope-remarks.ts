import type { CheckInput, ScopedWorkload } from '../model/check.ts'
import type { ScopeRemark } from '../model/evaluation.ts'
import type { ResourceName } from '../model/object.ts'
import type { Scope, ScopeRule } from '../model/scope.ts'
import { byText } from './answers.ts'
import { matchesAnyGlob } from './glob.ts'
import { selectsPod } from './scope-of.ts'
import { workloadName } from './scoped-workloads.ts'

/**
 * Where the scope file and a cluster do not meet: rules that name nothing of it, in the order of the file; then its nodes, those that no rule names
 * and those of which pods or a later rule say otherwise, by name. Nothing is said of what was not read. Undefined where there is no scope file.
 */
export function scopeRemarks(input: CheckInput): readonly ScopeRemark[] | undefined {
  const { scope } = input.organisation
  if (scope === undefined) return undefined
  const rules = wasRead(input, 'pods') && wasRead(input, 'namespaces') ? scope.rules : []
  const idle = rules.filter((rule) => isIdle(input, rule))
  return [
    ...idle.map(({ id, class: of }) => ({ kind: 'idle-rule' as const, rule: id, class: of })),
    ...(wasRead(input, 'nodes') ? ofNodes(input, scope) : []),
  ]
}

function wasRead({ cluster }: CheckInput, resource: ResourceName): boolean {
  return cluster.snapshot.resources.some(
    (list) => list.resource === resource && list.status === 'ok',
  )
}

/** Whether a rule means this cluster, and neither a namespace nor a pod of it. A pod whose redacted labels leave it open may be meant. */
function isIdle({ cluster, workloads }: CheckInput, { subjects }: ScopeRule): boolean {
  if (!matchesAnyGlob(subjects.clusters, cluster.name)) return false
  const isWhole = subjects.workloads === undefined && subjects.podLabels === undefined
  const named = (name: string) => matchesAnyGlob(subjects.namespaces, name)
  if (isWhole && [...cluster.namespaces.keys()].some(named)) return false
  const isMeant = ({ namespace, pods }: ScopedWorkload) =>
    named(namespace) && pods.some((pod) => selectsPod(subjects, cluster.name, pod) !== 'no')
  return !workloads.some(isMeant)
}

type NodeLine = Scope['nodes'][number]

function ofNodes({ cluster, workloads }: CheckInput, scope: Scope): readonly ScopeRemark[] {
  const lines = scope.nodes.filter(({ clusters }) => matchesAnyGlob(clusters, cluster.name))
  if (lines.length === 0)
    return cluster.nodes.size === 0 ? [] : [{ kind: 'no-node-rules', nodes: cluster.nodes.size }]
  const runsCde = cdeByNode(workloads)
  const names = [...new Set([...cluster.nodes.keys(), ...runsCde.keys()])].sort(byText)
  const open = names.filter((name) => lineOf(lines, name) === undefined)
  return [
    ...lines
      .filter((line) => !names.some((name) => lineOf([line], name) !== undefined))
      .map(({ nodes, class: of }) => ({ kind: 'idle-nodes' as const, nodes, class: of })),
    ...(open.length === 0 ? [] : [{ kind: 'unclassified-nodes' as const, nodes: open }]),
    ...names.flatMap((name) => contradictions(lines, name, runsCde.get(name))),
  ]
}

/** The first line that names a node decides. */
function lineOf(lines: readonly NodeLine[], name: string): NodeLine | undefined {
  return lines.find(({ nodes }) => matchesAnyGlob(nodes, name))
}

/** What says that a node is of the CDE though the line that decides says otherwise. */
function contradictions(
  lines: readonly NodeLine[],
  node: string,
  workload: string | undefined,
): readonly ScopeRemark[] {
  const line = lineOf(lines, node)
  if (line === undefined || line.class === 'cde') return []
  const later = lineOf(
    lines.filter((each) => each.class === 'cde'),
    node,
  )
  const about = { node, class: line.class }
  return [
    ...(workload === undefined ? [] : [{ kind: 'node-runs-cde' as const, ...about, workload }]),
    ...(later === undefined ? [] : [{ kind: 'node-cde-by-later-rule' as const, ...about }]),
  ]
}

/** The first CDE workload of each node that runs one. */
function cdeByNode(workloads: readonly ScopedWorkload[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const workload of workloads.filter((each) => each.class === 'cde'))
    for (const { node } of workload.pods)
      if (node !== undefined && !found.has(node)) found.set(node, workloadName(workload))
  return found
}
