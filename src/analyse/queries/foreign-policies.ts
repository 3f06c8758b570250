import type { Cluster } from '../../model/cluster.ts'
import type { Policy } from '../../model/policy.ts'
import { CILIUM, foreignTo } from '../../policy/cilium/settle.ts'

/**
 * That a policy is of another network plug-in than the one that was found, so that nothing is known to enforce it, as a sentence; undefined: it is not,
 * or no plug-in was found. Policies of Calico where something else was found are none of the cluster's.
 */
export function foreignPolicy(
  { enforcer }: Pick<Cluster, 'enforcer'>,
  { api }: Policy,
): string | undefined {
  return api === CILIUM && enforcer.kind === 'present' ? foreignTo(enforcer.name) : undefined
}
