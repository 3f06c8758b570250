import type { Policy, Rule } from '../../model/policy.ts'
import type { Endpoint, Reachability } from '../../model/reachability.ts'
import { engineOf } from '../reachability.ts'
import { selectedBy } from './selected.ts'

/** Whether a policy of the analysed cluster applies, surely or perhaps, to any of some endpoints. */
export function appliesToAny(
  reachability: Reachability,
  policy: Policy,
  endpoints: ReadonlySet<Endpoint>,
): boolean {
  const { sure, maybe } = selectedBy(reachability, policy)
  return [...sure, ...maybe].some((each) => endpoints.has(each))
}

/** Whether a rule names any of some endpoints on its other side, surely or perhaps; a rule for everyone names each. */
export function namesAny(
  reachability: Reachability,
  rule: Rule,
  endpoints: ReadonlySet<Endpoint>,
): boolean {
  const { peers, columns } = engineOf(reachability)
  const { everyone, sure, maybe } = peers.get(peers.of(rule.peers))
  if (everyone) return endpoints.size > 0
  return [...sure, ...maybe].some((column) => {
    const endpoint = reachability.endpoints[columns.endpointOf[column] ?? -1]
    return endpoint !== undefined && endpoints.has(endpoint)
  })
}
