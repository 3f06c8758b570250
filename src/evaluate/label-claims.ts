import { REDACTED } from '../core/redacted.ts'
import type { CheckInput, SegmentClass } from '../model/check.ts'
import type { LabelClaim } from '../model/evaluation.ts'
import type { Labels } from '../model/object.ts'
import type { Scope, ScopeClass, ScopeLabel } from '../model/scope.ts'
import { byText } from './answers.ts'
import { matchesAnyGlob } from './glob.ts'
import { classOfNode, ruleOfNamespace, strictestClass } from './scope-of.ts'

/**
 * Namespaces whose label says another class than the scope, and nodes where the scope puts nodes of the cluster into classes; each by name.
 * An object without the label claims nothing. Undefined where the scope names no label.
 */
export function labelClaims(input: CheckInput): readonly LabelClaim[] | undefined {
  const { scope } = input.organisation
  if (scope?.labels === undefined) return undefined
  return [...ofNamespaces(input, scope, scope.labels), ...ofNodes(input, scope, scope.labels)]
}

function ofNamespaces(input: CheckInput, scope: Scope, label: ScopeLabel): readonly LabelClaim[] {
  const { cluster, workloads } = input
  const classes = Map.groupBy(workloads, ({ namespace }) => namespace)
  return [...cluster.namespaces.values()]
    .sort((one, other) => byText(one.name, other.name))
    .flatMap(({ name, labels, read }) => {
      const rule = ruleOfNamespace(scope, cluster.name, name)
      const declared = strictestClass([
        ...(rule === undefined ? [] : [rule.class]),
        ...(classes.get(name) ?? []).map((workload) => workload.class),
      ])
      return claimOf(label, `Namespace/${name}`, declared, read ? labels : undefined)
    })
}

function ofNodes(input: CheckInput, scope: Scope, label: ScopeLabel): readonly LabelClaim[] {
  const { cluster, workloads } = input
  if (!scope.nodes.some(({ clusters }) => matchesAnyGlob(clusters, cluster.name))) return []
  const ofPods = workloads.flatMap(({ pods }) => pods.flatMap(({ node }) => node ?? []))
  return [...new Set([...cluster.nodes.keys(), ...ofPods])].sort(byText).flatMap((name) => {
    const declared = classOfNode(scope, cluster.name, name)
    return claimOf(label, `Node/${name}`, declared, cluster.nodes.get(name)?.labels)
  })
}

/** What an object's label says against the class that counts: nothing where they agree, or where it has none. */
function claimOf(
  { key, classes }: ScopeLabel,
  object: string,
  declared: SegmentClass,
  labels: Labels | undefined,
): readonly LabelClaim[] {
  const about = { object, key, declared }
  if (labels === undefined) return [{ ...about, kind: 'not-read' }]
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  if (value === undefined) return []
  if (value === REDACTED) return [{ ...about, kind: 'redacted' }]
  const claimed = (['cde', 'connected', 'out-of-scope'] satisfies ScopeClass[]).find((each) =>
    classes[each]?.includes(value),
  )
  if (claimed === undefined) return [{ ...about, value, kind: 'no-class' }]
  return claimed === declared ? [] : [{ ...about, value, kind: 'another-class' }]
}
