import { parseIpAddress } from '../../core/ip-address.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Pod } from '../../model/cluster.ts'
import type { PodClass, Reachability } from '../../model/reachability.ts'
import { addressSide } from './address-book.ts'
import { describeEndpoint } from '../names.ts'
import { classParty, podParty } from './party.ts'
import { sideOf } from './sides.ts'
import type { Side } from './sides.ts'

/**
 * What a person means: `shop/web` (a pod, or the pods of workloads of that name), `shop/Deployment/web`, `shop/web[Deployment]` as lists print it, or an address, that of a pod, node or
 * Service included. Empty where there is none of that name. A workload is one side for each class of its pods.
 */
export function sidesAt(reachability: Reachability, place: string): readonly Side[] {
  const listed = namedAs(reachability, place)
  if (listed !== undefined) return listed
  const address = parseIpAddress(place)
  if (address !== undefined) return addressSide(reachability, place, address)
  return reachability.podClasses.flatMap((each): readonly Side[] => {
    if (isWorkload(each, place)) return [sideOf(classParty(each))]
    const named = each.pods.filter(({ namespace, name }) => `${namespace}/${name}` === place)
    return named.map((pod) => sideOf(podParty(each, pod)))
  })
}

/** Pods or a workload by the name that lists print, `namespace/name[Kind]`; undefined where it is none of these. */
function namedAs(reachability: Reachability, place: string): readonly Side[] | undefined {
  const [, namespace, name, kind] = /^([^/]+)\/(.+)\[([^[\]]+)\]$/.exec(place) ?? []
  if (namespace === undefined || name === undefined || kind === undefined) return undefined
  const workload = `${namespace}/${kind}/${name}`
  return reachability.podClasses.flatMap((each): readonly Side[] => {
    if (describeEndpoint(each) === workload) return [sideOf(classParty(each))]
    const pods = each.pods.filter((pod) => kind === 'Pod' && isNamed(pod, namespace, name))
    return pods.map((pod) => sideOf(podParty(each, pod)))
  })
}

function isNamed(pod: Pod, namespace: string, name: string): boolean {
  return !pod.standIn && pod.namespace === namespace && pod.name === name
}

/** The places of one analysis that questions of machines name: a pod, a stand-in for a workload of that name where there is no such pod, or an address. Absent: none of them. */
export function placeFinder(reachability: Reachability): (place: string) => Side | undefined {
  const pods = reachability.podClasses.flatMap((podClass) =>
    podClass.pods.map((pod) => ({ podClass, pod })),
  )
  const byPlace = Map.groupBy(pods, ({ pod }) => `${pod.namespace}/${pod.name}`)
  return (place) => {
    const address = parseIpAddress(place)
    if (address !== undefined) return addressSide(reachability, place, address)[0]
    const found = byPlace.get(place) ?? []
    const chosen = found.find(({ pod }) => objectKeyParts(pod.key).kind === 'Pod') ?? found[0]
    return chosen === undefined ? undefined : sideOf(podParty(chosen.podClass, chosen.pod))
  }
}

function isWorkload(podClass: PodClass, place: string): boolean {
  const { namespace, workload } = podClass
  return (
    describeEndpoint(podClass) === place ||
    `${namespace}/${workload.slice(workload.indexOf('/') + 1)}` === place
  )
}
