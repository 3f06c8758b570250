import type { Cluster } from '../model/cluster.ts'
import type { Enforcer, NotEnforced } from '../model/enforcer.ts'
import type { Policy, PolicyWorld, Settled } from '../model/policy.ts'
import type { ServedPort } from '../model/served.ts'
import { settlePolicies } from '../policy/apis.ts'
import { asEnforced } from './enforcer/enforced.ts'
import type { Enforced } from './enforcer/enforced.ts'
import { withHosts } from './enforcer/host-namespace.ts'

/** What decides in a cluster what its policies mean. */
export type Meaning = Pick<Cluster, 'enforcer' | 'mesh' | 'namespaces'> &
  Pick<Cluster['stated'], 'context' | 'settings'> & {
    /** by namespace, what stands in the facts `served/PORT` of its pods */
    readonly served: ReadonlyMap<string, readonly ServedPort[]>
  }

/** What policies mean, before and after it is looked at what the network plugin enforces. */
export type MeantPolicies = {
  readonly settled: Required<Settled>
  readonly enforced: Enforced
  /** what settings switch off, and what the network plugin is known not to enforce, sorted by key and direction */
  readonly notEnforced: readonly NotEnforced[]
}

/** Gives policies as translated the meaning that they have in a cluster. */
export function meantPolicies(policies: readonly Policy[], meaning: Meaning): MeantPolicies {
  const { context, settings, enforcer, mesh, served, namespaces } = meaning
  const settled = settlePolicies({
    policies,
    context,
    settings,
    ...pluginOf(enforcer),
    mesh,
    served,
  })
  const policiesWithHosts = withHosts(settled.policies, enforcer, namespaces)
  const enforced = asEnforced(policiesWithHosts, enforcer)
  const notEnforced = [...settled.notEnforced, ...enforced.notEnforced]
  return {
    settled,
    enforced,
    notEnforced: notEnforced.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
  }
}

function pluginOf(enforcer: Enforcer): Pick<PolicyWorld, 'enforcer' | 'versions'> {
  if (enforcer.kind !== 'present') return {}
  return { enforcer: enforcer.name, versions: enforcer.versions }
}

function placeOf({ policy, direction }: NotEnforced): string {
  return `${policy}\u0000${direction ?? ''}`
}
