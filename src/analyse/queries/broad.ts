import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Direction } from '../../model/policy.ts'
import type { Reachability } from '../../model/reachability.ts'
import { describePeer } from '../explain/describe-peer.ts'
import { selectedBy } from './selected.ts'
import { ALL_PORTS, remarksOn } from './wide.ts'
import type { Remark } from './wide.ts'

/** An allowing rule that is wider than a name. */
export type Broad = {
  readonly policy: ObjectKey
  readonly pointer: string
  readonly direction: Direction
  readonly remarks: readonly Remark[]
  /** whom it lets pass, in words, where no remark says so: `pods with app=web in namespace shop` */
  readonly peers?: string
  /** how many pods the policy applies to, perhaps ones included */
  readonly pods: number
  /** the condition under which it allows, where it is not decidable here */
  readonly conditional?: string
}

/**
 * Allowing rules that let pass who is not named: anyone, most addresses of a family, pods of namespaces that nobody named (`wide`), or by labels that
 * others may set, or on all ports (`shown`). By how a rule means it, not by what other policies leave of it. In the order of policies and rules.
 */
export function broadRules(cluster: Cluster, reachability: Reachability): readonly Broad[] {
  const found = cluster.policies.flatMap((policy) => {
    const { sure, maybe } = selectedBy(reachability, policy)
    const pods = [...sure, ...maybe].reduce((sum, each) => sum + each.pods.length, 0)
    return policy.rules.flatMap((rule): Broad[] => {
      const remarks = rule.action === 'allow' ? remarksOn(rule, cluster) : []
      if (remarks.length === 0) return []
      const { pointer, direction, conditional } = rule
      const isNarrow = remarks.every((each) => each === ALL_PORTS)
      const peers = isNarrow ? { peers: rule.peers.map(describePeer).join(' or ') } : {}
      const base = { policy: policy.source, pointer, direction, remarks, ...peers, pods }
      return [conditional === undefined ? base : { ...base, conditional }]
    })
  })
  const placeOf = ({ policy, pointer, direction }: Broad) => `${policy} ${pointer} ${direction}`
  return [...new Map(found.map((each) => [placeOf(each), each])).values()]
}
