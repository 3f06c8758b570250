import type { Namespace, Pod } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Endpoint } from '../../model/reachability.ts'
import type { ClusterItems } from './change-items.ts'
import type { ChangeItem, Hypothesis } from './changes.ts'
import { excerptsOf } from './excerpt.ts'
import type { JointEndpoint } from './joint-endpoints.ts'
import { asShown } from '../mesh.ts'
import { podItems } from './pod-items.ts'

/** The two places of a hypothetical cluster that are asked about: a pod by its key, or an address. */
export type Place = { readonly key: ObjectKey } | { readonly address: string }

/** What can be tried for a pair of joint endpoints. */
export type Trial = {
  /** all changes that could matter */
  readonly candidates: readonly ChangeItem[]
  /** the earlier cluster, as far as it concerns the two; made only where something is tried */
  readonly start: () => Hypothesis
  readonly places: readonly [from: Place, to: Place]
}

/** One side of a pair: the pod that stands for it before and after, under a key of its own, or an address; and what changed about it. */
type End = {
  readonly place: Place
  readonly pods: readonly [before: Pod | undefined, after: Pod | undefined]
  readonly items: readonly ChangeItem[]
}

/** What is tried for pairs, from the earlier cluster on; one pod stands for each side, the same before and after where there is one. */
export function trialsFrom(
  earlier: Hypothesis,
  later: Hypothesis,
  items: ClusterItems,
): (source: JointEndpoint, destination: JointEndpoint) => Trial {
  const excerpts = excerptsOf(earlier.cluster)
  const homes = [earlier.cluster.namespaces, later.cluster.namespaces] as const
  const sources = ends('from', homes)
  const destinations = ends('to', homes)
  return (source, destination) => {
    const both = [sources(source), destinations(destination)] as const
    const pods = both.flatMap((end) => end.pods.flatMap((pod) => pod ?? []))
    const start = () => ({
      ...earlier,
      cluster: {
        ...excerpts({ pods, addresses: both.flatMap(addressOf) }),
        pods: both.flatMap(podOf),
      },
    })
    return {
      candidates: [
        ...items(new Set(pods.map(({ namespace }) => namespace))),
        ...both.flatMap((end) => end.items),
      ],
      start,
      places: [both[0].place, both[1].place],
    }
  }
}

function addressOf({ place }: End): readonly string[] {
  return 'address' in place ? [place.address] : []
}

function podOf({ place, pods: [pod] }: End): readonly Pod[] {
  return pod === undefined || !('key' in place) ? [] : [{ ...pod, key: place.key }]
}

/** The namespaces of both clusters, the earlier one first. */
type Homes = readonly [ReadonlyMap<string, Namespace>, ReadonlyMap<string, Namespace>]

/** The ends of one side, each found once. */
function ends(key: string, homes: Homes): (endpoint: JointEndpoint) => End {
  const known = new Map<JointEndpoint, End>()
  return (endpoint) => {
    const end = known.get(endpoint) ?? endOf(endpoint, key, homes)
    known.set(endpoint, end)
    return end
  }
}

function endOf({ name, address, before, after }: JointEndpoint, key: string, homes: Homes): End {
  if (address !== undefined) return { place: { address }, pods: [undefined, undefined], items: [] }
  const [earlier, later] = [podsOf(before), podsOf(after)]
  const keys = new Map(later.map((pod) => [pod.key, pod]))
  const lasting = earlier.find((pod) => keys.has(pod.key))
  const [a, b] = lasting === undefined ? [earlier[0], later[0]] : [lasting, keys.get(lasting.key)]
  const pods = [shownIn(a, homes[0]), shownIn(b, homes[1])] as const
  return { place: { key }, pods, items: podItems(name, ...pods, key) }
}

/** Labels put a pod into a mesh in each hypothesis anew. */
function shownIn(pod: Pod | undefined, homes: Homes[number]): Pod | undefined {
  return pod === undefined ? undefined : asShown(pod, homes.get(pod.namespace))
}

function podsOf(endpoints: readonly Endpoint[]): readonly Pod[] {
  return endpoints.flatMap((each) => (each.kind === 'pods' ? each.pods : []))
}
