import type { IpAddress } from '../../core/ip-address.ts'
import type { Pod } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type {
  AddressCell,
  Doubt,
  Endpoint,
  PodClass,
  Reachability,
} from '../../model/reachability.ts'
import { describeEndpoint } from '../names.ts'
import { placedAt, whereaboutsOf } from '../node-traffic.ts'
import type { Whereabouts } from '../node-traffic.ts'

/** One side of a connection that is asked about: all or one of the pods of a class, or addresses. */
export type Party = {
  readonly endpoint: Endpoint
  /** for people: `shop/Deployment/web`, `shop/Pod/web-0`, `203.0.113.7` */
  readonly name: string
  readonly where: Whereabouts
  /** the one address that it is; absent: several, or not asked for as an address outside of the cluster */
  readonly address?: IpAddress
  /** a node: why nothing is certain about what it lets pass. Absent: nothing of the kind */
  readonly doubts?: readonly Doubt[]
  /** the one pod that it is; absent: several, or addresses */
  readonly alone?: ObjectKey
}

/** All pods of a class. */
export function classParty(podClass: PodClass): Party {
  const only = onlyPodOf(podClass)
  return {
    endpoint: podClass,
    name: describeEndpoint(podClass),
    where: whereaboutsOf(podClass),
    ...(only === undefined ? {} : { alone: only.key }),
  }
}

/** The pod that is all of a class, which nothing denies itself; undefined where there are several, also such that one stands for. */
export function onlyPodOf({ pods }: PodClass): Pod | undefined {
  const [only, ...more] = pods
  return only?.several === true || more.length > 0 ? undefined : only
}

/** One pod of a class. What only stands in for pods bears the name of its workload, and may be several. */
export function podParty(podClass: PodClass, pod: Pod): Party {
  return {
    endpoint: podClass,
    name: pod.standIn ? describeEndpoint(podClass) : `${pod.namespace}/Pod/${pod.name}`,
    where: placedAt(pod.hostNetwork, [pod]),
    ...(pod.several ? {} : { alone: pod.key }),
  }
}

/** The pod of a key; undefined where it is not part of the model. */
export function partyOf(reachability: Reachability, key: ObjectKey): Party | undefined {
  const podClass = reachability.classOf(key)
  const pod = podClass?.pods.find((each) => each.key === key)
  return podClass === undefined || pod === undefined ? undefined : podParty(podClass, pod)
}

/** Addresses outside of the cluster: all of a cell, or the one that is named. */
export function cellParty(
  cell: AddressCell,
  name = describeEndpoint(cell),
  address?: IpAddress,
): Party {
  return { endpoint: cell, name, where: NOWHERE, ...(address === undefined ? {} : { address }) }
}

/** A node under its address: its own processes, such as the kubelet. Policies for nodes that may apply to it are its doubts. */
export function nodeParty(
  cell: AddressCell,
  name: string,
  node: string,
  doubts: readonly Doubt[],
): Party {
  return {
    endpoint: cell,
    name,
    ...(doubts.length === 0 ? {} : { doubts }),
    where: { onHost: true, nodes: new Set([node]), unplaced: false },
  }
}

const NOWHERE: Whereabouts = { onHost: false, nodes: new Set(), unplaced: false }

/** Whether both are the same one pod. */
export function isSelf(a: Party, b: Party): boolean {
  return a.alone !== undefined && a.alone === b.alone
}
