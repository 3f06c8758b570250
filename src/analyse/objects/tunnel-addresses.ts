import { formatIpAddress, parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import type { Node } from '../../model/cluster.ts'
import type { Labels } from '../../model/object.ts'

/** Addresses of a node's tunnels, by Calico (node/pkg/allocateip; projectcalico/calico issue 721: "You will need to include the tunl0 address in your policy decisions"). */
const CALICO = [
  'projectcalico.org/IPv4IPIPTunnelAddr',
  'projectcalico.org/IPv4VXLANTunnelAddr',
  'projectcalico.org/IPv6VXLANTunnelAddr',
  'projectcalico.org/IPv4WireguardInterfaceAddr',
  'projectcalico.org/IPv6WireguardInterfaceAddr',
]

/** What flannel, alone or in canal, sends over its own interface, which has the first address of the node's range (cloudnativelabs/kube-router issue 332; rancher/rke2 issue 1227). */
const FLANNEL = 'flannel.alpha.coreos.com/backend-type'

/** Backends of flannel that have no such interface. */
const WITHOUT_TUNNEL: ReadonlySet<string> = new Set(['host-gw', 'alloc'])

/** Ranges of a node in OVN-Kubernetes, by network; its management port has the third address (go-controller, GetNodeManagementIfAddr). */
const OVN = 'k8s.ovn.org/node-subnets'

/** The addresses besides its own from which a node may speak to pods of other nodes, by its annotations and its ranges of pod addresses. */
export function tunnelAddresses(
  annotations: Labels,
  podRanges: readonly string[],
): Pick<Node, 'tunnels'> {
  const calico = CALICO.flatMap((key) => annotations[key] ?? [])
  const backend = annotations[FLANNEL]
  const subnets = annotations[OVN]
  if (calico.length === 0 && backend === undefined && subnets === undefined) return {}
  const flannel =
    backend === undefined || WITHOUT_TUNNEL.has(backend)
      ? []
      : podRanges.flatMap((range) => addressIn(range, 0n))
  const ovn = subnetsIn(subnets).flatMap((range) => addressIn(range, 2n))
  const found = [...calico.flatMap(canonical), ...flannel, ...ovn]
  return { tunnels: [...new Set(found)].sort() }
}

/** The addresses of a range that plugins give to a node: flannel the first, bridges the second, OVN-Kubernetes the third. */
export function likelyAddresses(range: string): readonly string[] {
  return [0n, 1n, 2n].flatMap((at) => addressIn(range, at))
}

function canonical(text: string): string[] {
  const address = parseIpAddress(text)
  return address === undefined ? [] : [formatIpAddress(address)]
}

function addressIn(range: string, at: bigint): string[] {
  const { family, first, last } = parseCidr(range) ?? {}
  if (family === undefined || first === undefined || last === undefined || first + at > last)
    return []
  return [formatIpAddress({ family, value: first + at })]
}

/** `{"default":"10.128.0.0/23"}`, or a list of ranges; nothing where it cannot be read. */
function subnetsIn(text: string | undefined): readonly string[] {
  try {
    const { default: own } = JSON.parse(text ?? '{}') as { readonly default?: unknown }
    return [own].flat().filter((range): range is string => typeof range === 'string')
  } catch {
    return []
  }
}
