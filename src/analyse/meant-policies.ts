import type { Cluster } from '../model/cluster.ts'
import type { Policy, ServedPort, Settled } from '../model/policy.ts'
import { settlePolicies } from '../policy/apis.ts'
import { asEnforced } from './enforced.ts'
import type { Enforced } from './enforced.ts'

/** What decides in a cluster what its policies mean. */
export type Meaning = Pick<Cluster, 'enforcer' | 'mesh'> &
  Pick<Cluster['stated'], 'context' | 'settings'> & {
    /** by namespace, what stands in the facts `served/PORT` of its pods */
    readonly served: ReadonlyMap<string, readonly ServedPort[]>
  }

/** What policies mean, before and after it is looked at what the network plugin enforces. */
export type MeantPolicies = {
  readonly settled: Required<Settled>
  readonly enforced: Enforced
}

/** Gives policies as translated the meaning that they have in a cluster. */
export function meantPolicies(policies: readonly Policy[], meaning: Meaning): MeantPolicies {
  const { context, settings, enforcer, mesh, served } = meaning
  const settled = settlePolicies({
    policies,
    context,
    settings,
    ...(enforcer.kind === 'present' ? { enforcer: enforcer.name } : {}),
    mesh,
    served,
  })
  return { settled, enforced: asEnforced(settled.policies, enforcer) }
}
