import { parseIpAddress } from '../core/ip-address.ts'
import { objectKeyParts } from '../core/object-key.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Endpoint, Reachability } from '../model/reachability.ts'
import { describeEndpoint } from './names.ts'

/**
 * The endpoints that a person means: `shop/web` (pods or workloads of that name), `shop/Deployment/web`, or an address outside of the cluster.
 * Empty where there is none of that name. Pods are given as their whole classes.
 */
export function endpointsAt(reachability: Reachability, place: string): readonly Endpoint[] {
  const address = parseIpAddress(place)
  if (address !== undefined)
    return reachability.addressCells.filter(
      ({ family, ranges }) =>
        family === address.family &&
        ranges.some(
          ({ from, to }) => numberOf(from) <= address.value && address.value <= numberOf(to),
        ),
    )
  return reachability.podClasses.filter(
    (each) =>
      describeEndpoint(each) === place ||
      `${each.namespace}/${each.workload.slice(each.workload.indexOf('/') + 1)}` === place ||
      each.pods.some(({ namespace, name }) => `${namespace}/${name}` === place),
  )
}

/** The pod called `namespace/name`; a stand-in for a workload of that name where there is no such pod. Absent: neither. */
export function podAt(reachability: Reachability): (place: string) => ObjectKey | undefined {
  const pods = reachability.podClasses.flatMap((each) => each.pods)
  const byPlace = Map.groupBy(pods, ({ namespace, name }) => `${namespace}/${name}`)
  return (place) => {
    const found = byPlace.get(place) ?? []
    const [first] = found
    return (found.find(({ key }) => objectKeyParts(key).kind === 'Pod') ?? first)?.key
  }
}

function numberOf(text: string): bigint {
  return parseIpAddress(text)?.value ?? -1n
}
