import { objectKeyParts } from '../core/object-key.ts'
import type { Bypass } from '../model/bypass.ts'
import type { Cluster, Pod } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Direction } from '../model/policy.ts'
import type { PodClass, Reachability } from '../model/reachability.ts'
import { allowedBy } from './explain/allowed-by.ts'
import { isPassedOver, whyPassedOver } from './enforcer/ownerless.ts'
import { describeObject } from './names.ts'

/**
 * What passes by the policies of a workload, given as its classes: what its nodes run, host networks, directions without policy, defaults and profiles that
 * allow, policies that nothing enforces, pods without owner, proxies that are passed by. In the order of the kinds of Bypass, ingress first.
 *
 * All of it holds whatever rules say; that a list has nothing but `node` is the best there is.
 */
export function bypassesOf(
  cluster: Cluster,
  reachability: Reachability,
  workload: readonly PodClass[],
): readonly Bypass[] {
  const onPodNetwork = workload.filter(({ hostNetwork }) => !hostNetwork)
  const pods = onPodNetwork.flatMap((each) => each.pods)
  const nodes = nodesOf(pods)
  return [
    ...byNode(nodes),
    ...byHostNetwork(reachability, nodes),
    ...onHostNetwork(workload),
    ...DIRECTIONS.flatMap((direction) => byDefault(cluster, reachability, onPodNetwork, direction)),
    ...notEnforced(cluster, workload),
    ...withoutOwner(cluster, pods),
    ...byNetworks(pods),
    ...byProxy(pods),
  ]
}

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress']

const NOTHING = { nodes: [], pods: [], policies: [] } as const

function nodesOf(pods: readonly Pod[]): readonly string[] {
  return [...new Set(pods.flatMap(({ node }) => node ?? []))].sort()
}

/** No policy denies what passes between a pod and its node (networking/v1, NetworkPolicySpec.ingress). */
function byNode(nodes: readonly string[]): readonly Bypass[] {
  if (nodes.length === 0) return []
  const said = `what ${named('node', nodes)} ${nodes.length === 1 ? 'runs' : 'run'}, the kubelet among it, reaches its pods and is reached by them`
  return [{ ...NOTHING, kind: 'node', direction: 'both', said, nodes }]
}

/** Pods on the network of the same nodes, one entry for each of their workloads. */
function byHostNetwork(reachability: Reachability, nodes: readonly string[]): readonly Bypass[] {
  const here = new Set(nodes)
  const groups = Map.groupBy(
    reachability.podClasses.filter(({ hostNetwork }) => hostNetwork),
    ({ namespace, workload }) => `${namespace}/${workload}`,
  )
  return [...groups].flatMap(([name, classes]): Bypass[] => {
    const found = classes
      .flatMap((each) => each.pods)
      .filter(({ node }) => node !== undefined && here.has(node))
    if (found.length === 0) return []
    const shared = nodesOf(found)
    const held = heldBack(reachability, classes)
    const said = `${name} is on the network of ${named('node', shared)}: no policy of the pods decides between them${held}`
    const direction = 'both'
    return [
      { ...NOTHING, kind: 'host-network', direction, said, nodes: shared, pods: keysOf(found) },
    ]
  })
}

/** Whether policies for nodes, or host endpoints, hold what is on the network of a node. */
function heldBack(reachability: Reachability, classes: readonly PodClass[]): string {
  const policies = classes.flatMap((each) => reachability.isolation(each, 'egress').policies)
  return policies.length === 0
    ? ', and none for nodes selects it'
    : `; for its node ${[...new Set(policies)].sort().map(describeObject).join(', ')}`
}

function onHostNetwork(workload: readonly PodClass[]): readonly Bypass[] {
  const pods = workload.filter(({ hostNetwork }) => hostNetwork).flatMap((each) => each.pods)
  if (pods.length === 0) return []
  const said = 'its own pods are on the network of their nodes, where no policy for pods holds'
  const place = { nodes: nodesOf(pods), pods: keysOf(pods) }
  return [{ ...NOTHING, ...place, kind: 'on-host-network', direction: 'both', said }]
}

/** Classes that policies do not isolate in a direction: selected by none, or by some that leave the rest to what allows. */
function byDefault(
  cluster: Cluster,
  reachability: Reachability,
  classes: readonly PodClass[],
  direction: Direction,
): readonly Bypass[] {
  const isHeldByNone = (podClass: PodClass) =>
    podClass.pods.some((pod) => isPassedOver(cluster, pod))
  const open = classes.flatMap((podClass) => {
    const { isolated, policies } = reachability.isolation(podClass, direction)
    return isolated ? [] : [{ podClass, policies }]
  })
  const [without, selected] = [
    open.filter(({ policies }) => policies.length === 0),
    open.filter(({ podClass, policies }) => policies.length > 0 && !isHeldByNone(podClass)),
  ]
  const pods = (found: typeof open) => keysOf(found.flatMap(({ podClass }) => podClass.pods))
  const allows = allowedBy(cluster, classes[0]?.namespace ?? '', direction)
  const policies = [...new Set(selected.flatMap((each) => each.policies))].sort()
  return [
    ...(without.length === 0
      ? []
      : [
          {
            ...NOTHING,
            kind: 'no-policy' as const,
            direction,
            pods: pods(without),
            allowedBy: allows,
            said: `no policy isolates ${direction}: ${allows.said}`,
          },
        ]),
    ...(selected.length === 0
      ? []
      : [
          {
            ...NOTHING,
            kind: 'default-allow' as const,
            direction,
            pods: pods(selected),
            policies,
            allowedBy: allows,
            said: `policies select it and do not isolate ${direction} (${policies.map(describeObject).join(', ')}); what they do not decide passes: ${allows.said}`,
          },
        ]),
  ]
}

/** Objects of its namespace, or of the cluster, that may speak of it. */
function notEnforced(
  { notEnforced: gone }: Cluster,
  workload: readonly PodClass[],
): readonly Bypass[] {
  const namespaces = new Set(workload.map(({ namespace }) => namespace))
  const found = gone.filter(({ policy }) => {
    const { namespace } = objectKeyParts(policy)
    return namespace === '' || namespaces.has(namespace)
  })
  const groups = Map.groupBy(found, ({ why, direction }) => `${direction ?? 'both'} ${why}`)
  return [...groups.values()].map((group) => {
    const [first] = group
    const policies = [...new Set(group.map(({ policy }) => policy))].sort()
    const said = `${first?.why ?? ''}: ${policies.map(describeObject).join(', ')} ${policies.length === 1 ? 'is' : 'are'} not in force`
    return {
      ...NOTHING,
      kind: 'not-enforced',
      direction: first?.direction ?? 'both',
      policies,
      said,
    }
  })
}

function withoutOwner(cluster: Cluster, pods: readonly Pod[]): readonly Bypass[] {
  const found = pods.filter((pod) => isPassedOver(cluster, pod))
  if (found.length === 0) return []
  const said = `policies may have no effect: ${whyPassedOver(cluster)}`
  return [{ ...NOTHING, kind: 'no-owner', direction: 'both', said, pods: keysOf(found) }]
}

/** Policies are of the cluster's own network; MultiNetworkPolicy, which is of others, is not read. */
function byNetworks(pods: readonly Pod[]): readonly Bypass[] {
  const found = pods.filter(({ networks }) => networks !== undefined)
  if (found.length === 0) return []
  const names = found.flatMap(({ namespace, networks = [] }) =>
    networks.map((name) => (name.includes('/') ? name : `${namespace}/${name}`)),
  )
  const said = `it is on ${named('network', [...new Set(names)].sort())} as well, where none of its policies holds`
  return [{ ...NOTHING, kind: 'further-network', direction: 'both', said, pods: keysOf(found) }]
}

function byProxy(pods: readonly Pod[]): readonly Bypass[] {
  const found = pods.filter(({ mesh, meshBypass }) => mesh !== undefined && meshBypass === true)
  if (found.length === 0) return []
  const said = 'annotations let some of its traffic pass the proxy of the mesh by'
  return [{ ...NOTHING, kind: 'mesh-proxy', direction: 'both', said, pods: keysOf(found) }]
}

function keysOf(pods: readonly Pod[]): readonly ObjectKey[] {
  return [...new Set(pods.map(({ key }) => key))].sort()
}

/** So many names are said; the lists hold all. */
const NAMED = 3

function named(noun: string, names: readonly string[]): string {
  const rest = names.length - NAMED
  const said = names.slice(0, NAMED).join(', ')
  return `${noun}${names.length === 1 ? '' : 's'} ${rest > 0 ? `${said} and ${rest} more` : said}`
}
