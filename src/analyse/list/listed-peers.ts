import { formatIpAddress } from '../../core/ip-address.ts'
import type { IpRange } from '../../core/ip-address.ts'
import type { Pod } from '../../model/cluster.ts'
import type { PodClass, Reachability } from '../../model/reachability.ts'
import { classParty, podParty } from '../places/party.ts'
import type { Party } from '../places/party.ts'
import { isController } from '../exposure/pseudo-controller.ts'

/** One side of a listed connection: pods under one name, or a range of addresses. */
export type ListedPeer =
  | { readonly kind: 'pods'; readonly name: string }
  | { readonly kind: 'addresses'; readonly range: IpRange }

/** All pods of a class, or one of them. */
export type PodParty = Party & { readonly endpoint: PodClass }

/** Peers of one analysis by name, with what is behind each. */
export type Peers = ReadonlyMap<string, readonly PodParty[]>

/** What connections are listed of, by workload or by pod; what only stands in for a controller is no peer. */
export function peersOf({ podClasses }: Reachability, pods: boolean): Peers {
  const real = podClasses.filter((each) => !isController(each))
  const pairs = real.flatMap((podClass): (readonly [string, PodParty])[] =>
    pods
      ? podClass.pods.map((pod) => [
          podName(podClass, pod),
          { ...podParty(podClass, pod), endpoint: podClass },
        ])
      : [[workloadName(podClass), { ...classParty(podClass), endpoint: podClass }]],
  )
  const groups = Map.groupBy(pairs, ([name]) => name)
  return new Map([...groups].map(([name, found]) => [name, found.map(([, each]) => each)]))
}

/** `namespace/name[Kind]`; pods without controller are their own workload. */
function workloadName({ namespace, workload }: PodClass): string {
  const cut = workload.indexOf('/')
  return `${namespace}/${workload.slice(cut + 1)}[${workload.slice(0, cut)}]`
}

/** `namespace/name[Pod]`; what only stands in for pods bears the name of its workload. */
function podName(podClass: PodClass, { namespace, name, standIn }: Pod): string {
  return standIn ? workloadName(podClass) : `${namespace}/${name}[Pod]`
}

/** The peer of a name. */
export function named(name: string): ListedPeer {
  return { kind: 'pods', name }
}

/** The name of a listed peer: `shop/web[Deployment]`, `10.0.0.0-10.255.255.255[External]`. */
export function listedName(peer: ListedPeer): string {
  if (peer.kind === 'pods') return peer.name
  const { family, first, last } = peer.range
  const text = (value: bigint) => formatIpAddress({ family, value })
  return `${text(first)}-${text(last)}[External]`
}
