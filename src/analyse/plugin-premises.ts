import type { Cluster } from '../model/cluster.ts'
import type { Policy } from '../model/policy.ts'
import { HOST_NAMESPACES } from './enforcer/host-namespace.ts'
import { isPassedOver } from './enforcer/ownerless.ts'
import { isForNodes } from './explain/describe-peer.ts'

/** Network plugins that hold policies for egress against what a pod sends to its own node, too, and the policy API of their own. */
const HOLDS_TO_NODE: readonly (readonly [plugin: string, api: string])[] = [
  ['Calico', 'calico'],
  ['Cilium', 'cilium'],
  ['GKE Dataplane V2', 'cilium'],
]

/** What is assumed of ways of single network plugins, and of networks beside theirs, one sentence each. */
export function pluginPremises(cluster: Cluster): readonly string[] {
  return [
    ...hostNamespaces(cluster),
    ...passedOver(cluster),
    ...furtherNetworks(cluster),
    ...towardsOwnNode(cluster),
  ]
}

/** That rules for a namespace without pods speak of nodes. */
function hostNamespaces({ enforcer, policies }: Cluster): string[] {
  const peers = policies.flatMap(({ rules }) => rules.flatMap((rule) => rule.peers))
  if (!peers.some(isForNodes)) return []
  const names = HOST_NAMESPACES.map(({ name }) => name).join(' or ')
  const takes = `takes traffic of nodes for that of namespace ${names}`
  if (enforcer.kind === 'present' && enforcer.hostNamespace === 'yes')
    return [`${enforcer.name} ${takes}: rules that select it let nodes in`]
  const name = enforcer.kind === 'present' ? enforcer.name : 'the network plugin'
  return [
    `whether ${name} ${takes} is not known: where rules that select it decide, the answer is indeterminate`,
  ]
}

/** That policies may not hold for some pods. */
function passedOver(cluster: Cluster): string[] {
  const { length } = cluster.pods.filter((pod) => isPassedOver(cluster, pod) && !pod.hostNetwork)
  if (length === 0 || cluster.enforcer.kind !== 'present') return []
  const pods = length === 1 ? '1 pod has' : `${length} pods have`
  return [
    `${pods} no owner: whether ${cluster.enforcer.name} applies policies there is not known, and what they deny is indeterminate`,
  ]
}

/** That answers are about the cluster's own network. */
function furtherNetworks({ pods }: Cluster): string[] {
  const { length } = pods.filter(({ networks }) => networks !== undefined)
  if (length === 0) return []
  const said = length === 1 ? '1 pod is' : `${length} pods are`
  return [
    `${said} on further networks, which are not examined: every answer is about the cluster's own network`,
  ]
}

/**
 * That more counts as allowed than passes: NetworkPolicy promises the way from a pod to its own node, which policies for egress deny under Calico
 * (felix, defaultEndpointToHostAction comes after them) and Cilium (entity `host`).
 */
function towardsOwnNode({ enforcer, policies }: Cluster): string[] {
  const apis = new Set(policies.filter(deniesEgress).map(({ api }) => api))
  const holding = HOLDS_TO_NODE.filter(([plugin, api]) =>
    enforcer.kind === 'present'
      ? apis.size > 0 && enforcer.name.split(', ').includes(plugin)
      : apis.has(api),
  )
  if (holding.length === 0) return []
  const names = holding.map(([plugin]) => plugin).join(' or ')
  return [
    `what a pod sends to its own node counts as allowed, as NetworkPolicy promises: policies for egress may deny it under ${names}`,
  ]
}

function deniesEgress({ isolates, rules }: Policy): boolean {
  return (
    isolates.includes('egress') ||
    rules.some(({ direction, action }) => direction === 'egress' && action === 'deny')
  )
}
