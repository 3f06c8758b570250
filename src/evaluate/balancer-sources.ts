import { holdsCidrs } from '../analyse/engine/address-ranges.ts'
import type { CheckInput } from '../model/check.ts'
import type { Cluster, Exposure } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'
import { objectKeyParts } from '../core/object-key.ts'
import { someOf } from './answers.ts'

/** Whether untrusted networks may come in by a way: what is not said to be narrowed lets everybody in. */
export type WaySources =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'trusted'; readonly said: string }
  | { readonly kind: 'not-known'; readonly said: string }

/**
 * Who may come in by a way, where the source ranges of a load balancer lie wholly within networks that the scope file declares trusted.
 *
 * kube-proxy holds to the ranges on every Linux node (iptables, ipvs and nftables in pkg/proxy of Kubernetes) for packets that arrive with the address
 * of the load balancer. Whether a load balancer alone holds to them is not seen: the field is ignored where a provider does not support it (core/v1).
 */
export function sourcesOf({ cluster, organisation }: CheckInput, way: Exposure): WaySources {
  const { rangesHeldBy, sourceRanges } = way
  const trusted = (organisation.scope?.networks ?? []).filter(({ kind }) => kind === 'trusted')
  const cidrs = trusted.flatMap((network) => network.cidrs)
  if (rangesHeldBy === undefined || !holdsCidrs(cidrs, sourceRanges)) return { kind: 'untrusted' }
  const ranges = `${someOf(sourceRanges)} only, declared trusted`
  const open = rangesHeldBy === 'nodes' ? openOnNodes(cluster) : 'nodes do not see its address'
  if (open === undefined)
    return { kind: 'trusted', said: `lets in ${ranges}: kube-proxy holds to that on every node` }
  const said = `is for ${ranges}; whether its load balancer holds to that is not seen, and ${open}`
  return { kind: 'not-known', said }
}

/** Why nodes are not known to drop other sources; undefined where they do. */
function openOnNodes({ facts, nodes, pods }: Cluster): string | undefined {
  const proxies = facts.controlPlane.instances.filter(({ component }) => component === 'kube-proxy')
  const runs = proxies.some(({ key }) => isRunning(pods, key))
  if (!runs) return 'no kube-proxy is seen that does'
  const windows = [...nodes.values()].some(({ labels }) => labels['kubernetes.io/os'] === 'windows')
  return windows ? 'of kube-proxy on Windows nodes it is not known' : undefined
}

/** A mirror pod, or a DaemonSet with pods: one that is switched off by a selector of nodes has none. */
function isRunning(pods: Cluster['pods'], key: ObjectKey): boolean {
  const { kind, namespace, name } = objectKeyParts(key)
  const workload = `${kind}/${name}`
  return pods.some(
    (pod) =>
      pod.key === key || (!pod.standIn && pod.namespace === namespace && pod.workload === workload),
  )
}
