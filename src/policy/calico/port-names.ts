import type { Peer, Policy, Rule } from '../../model/policy.ts'
import { ALL_PODS, productOf } from './entity.ts'
import { namesPorts } from './traffic.ts'

/**
 * A NetworkPolicy as Calico looks up the names of ports in its egress rules: at endpoints, which pods on the network of a node are not
 * (felix/calc/rule_scanner.go, namedPortsToIPSets; libcalico-go/lib/backend/k8s/conversion, IsValidCalicoWorkloadEndpoint).
 */
export function namingPods(policy: Policy): Policy {
  if (policy.api !== 'network-policy') return policy
  return { ...policy, rules: policy.rules.flatMap(apart) }
}

function apart(rule: Rule): readonly Rule[] {
  const { direction, traffic, peers } = rule
  if (direction !== 'egress' || traffic === 'all' || !traffic.some(namesPorts)) return [rule]
  const numbers = traffic.filter((each) => !namesPorts(each))
  const named = { ...rule, peers: peers.flatMap(endpointsOf), traffic: traffic.filter(namesPorts) }
  return numbers.length === 0 ? [named] : [{ ...rule, traffic: numbers }, named]
}

/** Pods are endpoints already: to look each of them up among all would be asking for every pod of the cluster, rule by rule. */
function endpointsOf(peer: Peer): readonly Peer[] {
  if (peer.kind !== 'pods') return productOf([[peer], [ALL_PODS]])
  const { hosts, ...pods } = peer
  return [hosts === undefined ? peer : pods]
}
