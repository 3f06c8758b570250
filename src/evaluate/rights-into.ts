import { grantsOf } from '../analyse/queries/who-can.ts'
import { CLUSTER_WIDE } from '../analyse/queries/without-namespace.ts'
import type { CheckInput } from '../model/check.ts'
import type { Grant, RightsRule } from '../model/rights.ts'
import type { Holding } from './rights-held.ts'
import { holderSubject } from './rights-holders.ts'

/**
 * What everybody may do with objects in some namespaces, beyond the bindings that come with Kubernetes: by the subject of the holder, in the order of
 * bindings and rules. A right over what no namespace holds is none, except `nodes/proxy` in the whole cluster, which reaches into every pod of a node.
 */
export function rightsInto(
  { cluster, defaults }: CheckInput,
  namespaces: ReadonlySet<string>,
): ReadonlyMap<string, readonly Holding[]> {
  const into = grantsOf(cluster.facts.rights, () => true).filter(
    (grant) =>
      grant.rule.resources.some((each) => isInNamespaces(each, grant)) &&
      (grant.namespace === undefined || namespaces.has(grant.namespace)) &&
      !defaults.grants(grant),
  )
  const byHolder = Map.groupBy(into, ({ subject }) => holderSubject(cluster.name, subject))
  return new Map(
    [...byHolder].map(([holder, all]) => [
      holder,
      all.map((grant) => ({ right: describeRule(grant.rule), grant })),
    ]),
  )
}

/** Whether a grant leaves nothing out: all verbs on all resources of all groups, now and to come. */
export function isEverything({ rule }: Grant): boolean {
  const { verbs, apiGroups, resources, resourceNames } = rule
  const all = [verbs, apiGroups, resources].every((list) => list.includes('*'))
  return all && resourceNames.length === 0
}

function isInNamespaces(resource: string, { namespace }: Grant): boolean {
  const [kind = ''] = resource.split('/')
  if (resource === 'nodes/proxy') return namespace === undefined
  return !CLUSTER_WIDE.has(kind)
}

/** `get/list pods`, `do everything`: a rule in few words; its lists are in the evidence. */
function describeRule(rule: RightsRule): string {
  const { verbs, resources, resourceNames } = rule
  if (verbs.includes('*') && resources.includes('*') && resourceNames.length === 0)
    return 'do everything'
  const named = resourceNames.length === 0 ? '' : ` (${resourceNames.length} by name)`
  const may = verbs.includes('*') ? 'do anything with' : short(verbs, '/')
  const what = resources.includes('*') ? 'anything' : short(resources, ', ')
  return `${may} ${what}${named}`
}

/** Up to four of a list, and how many more. */
function short(list: readonly string[], between: string): string {
  const shown = list.slice(0, 4).join(between)
  return list.length > 4 ? `${shown} (${list.length - 4} more)` : shown
}
