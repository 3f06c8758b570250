import type { Selector } from '../../model/policy.ts'
import type { RightsRule, Role } from '../../model/rights.ts'
import { selects } from '../objects/label-match.ts'

/** A role as its object says, before aggregation. */
export type StatedRole = Role & {
  /** ClusterRoles whose rules it takes over; empty: it is not aggregated */
  readonly takesFrom: readonly Selector[]
}

/**
 * Roles with what their aggregation rules take from other ClusterRoles, which may be aggregated themselves. In the order given.
 *
 * A controller writes these rules into the object, where they already stand; a manifest that no controller has seen leaves them out. A role whose
 * labels were redacted is taken where it may be meant: a right that may be held counts as held.
 */
export function aggregated(roles: readonly StatedRole[]): readonly Role[] {
  const clusterRoles = roles.filter(({ kind }) => kind === 'ClusterRole')
  return roles.map(({ takesFrom, ...role }) => {
    if (takesFrom.length === 0) return role
    const rules = new Map<string, RightsRule>()
    for (const each of [...role.rules, ...sourcesOf(role.key, takesFrom, clusterRoles)]) {
      const content = contentOf(each)
      if (!rules.has(content)) rules.set(content, each)
    }
    return { ...role, rules: [...rules.values()] }
  })
}

/** Stated rules of every ClusterRole that selectors lead to, through other aggregated roles too; a circle ends where it closes. */
function sourcesOf(
  key: string,
  takesFrom: readonly Selector[],
  clusterRoles: readonly StatedRole[],
): readonly RightsRule[] {
  const seen = new Set([key])
  const found: RightsRule[] = []
  const open = [...takesFrom]
  for (let selector = open.pop(); selector !== undefined; selector = open.pop()) {
    for (const role of clusterRoles) {
      if (seen.has(role.key) || selects(selector, role.labels) === 'no') continue
      seen.add(role.key)
      found.push(...role.rules)
      open.push(...role.takesFrom)
    }
  }
  return found
}

function contentOf({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceUrls,
}: RightsRule): string {
  return JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceUrls])
}
