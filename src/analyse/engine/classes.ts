import { parseIpAddress } from '../../core/ip-address.ts'
import type { Cluster, ContainerPort, Pod } from '../../model/cluster.ts'
import type { PodClass, PortRange } from '../../model/reachability.ts'
import type { AddressCells } from './address-cells.ts'
import type { Relevance } from './relevance.ts'
import { servedFacts } from './served-ports.ts'

/** One address family of a class whose addresses matter: in which cell its pods' addresses lie. Without addresses neither is known. */
export type Facet = { readonly family?: 4 | 6; readonly cell?: number }

/** A class with what the engine asks of it. */
export type ClassRecord = {
  readonly podClass: PodClass
  /** any pod of the class: all agree in every relevant label */
  readonly sample: Pod
  /** number of its set of relevant named ports; 0: none */
  readonly profile: number
  /** at least one */
  readonly facets: readonly Facet[]
}

/** All classes, and what each port profile holds: `name/protocol` to ports. */
export type Classes = {
  readonly records: readonly ClassRecord[]
  readonly profiles: readonly ReadonlyMap<string, readonly PortRange[]>[]
}

/** What a class is made of besides policies: the caller's choices. */
export type ClassOptions = { readonly nodeTraffic: boolean }

/**
 * Puts pods together that no policy can tell apart: same namespace, workload, relevant labels, relevant named ports, hostNetwork and, where
 * policies look at them, same address cells, service account, part in the mesh, and node of those on its network. A class never mixes workloads. Ordered by the key of their first pod.
 */
export function classesOf(
  cluster: Cluster,
  relevance: Relevance,
  cells: AddressCells,
  options: ClassOptions,
): Classes {
  const profiles: ReadonlyMap<string, readonly PortRange[]>[] = [new Map()]
  const profileIds = new Map<string, number>([['', 0]])
  const groups = new Map<string, { pods: Pod[]; profile: number; facets: readonly Facet[] }>()
  for (const pod of cluster.pods) {
    const profile = profileOf(pod, relevance, profiles, profileIds)
    const facets = relevance.addresses ? facetsOf(pod, cells) : [{}]
    const key = keyOf(pod, relevance, profile, facets, options)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { pods: [pod], profile, facets })
    else group.pods.push(pod)
  }
  const records = [...groups.values()].map((group, index) => recordOf(group, index))
  return { records, profiles }
}

function recordOf(
  group: {
    readonly pods: readonly Pod[]
    readonly profile: number
    readonly facets: readonly Facet[]
  },
  index: number,
): ClassRecord {
  const [sample] = group.pods
  if (sample === undefined) throw new Error('a class without pods')
  const { namespace, workload, hostNetwork } = sample
  const podClass = {
    kind: 'pods',
    index,
    namespace,
    workload,
    hostNetwork,
    pods: group.pods,
  } as const
  return { podClass, sample, profile: group.profile, facets: group.facets }
}

function keyOf(
  pod: Pod,
  relevance: Relevance,
  profile: number,
  facets: readonly Facet[],
  options: ClassOptions,
): string {
  const labels = relevance.labelKeys.map((key) =>
    Object.hasOwn(pod.labels, key) ? pod.labels[key] : null,
  )
  return JSON.stringify([
    pod.namespace,
    pod.workload,
    pod.hostNetwork,
    profile,
    facets.map(({ cell }) => cell),
    options.nodeTraffic || (relevance.hosts && pod.hostNetwork) ? pod.node : null,
    relevance.serviceAccounts ? pod.serviceAccount : null,
    relevance.mesh ? [pod.mesh, pod.meshBypass, pod.waypoints] : null,
    servedOf(pod, relevance.served),
    ...labels,
  ])
}

/** Those of the facts about served ports that selectors look at; null where that is none. */
function servedOf(pod: Pod, keys: readonly string[]): readonly (string | null)[] | null {
  if (keys.length === 0 || pod.served === undefined) return null
  const facts = servedFacts(pod)
  return keys.map((key) => facts[key] ?? null)
}

/** The relevant named ports of a pod as the number of a profile; a name that stands twice keeps all its ports. */
function profileOf(
  pod: Pod,
  { portNames }: Relevance,
  profiles: ReadonlyMap<string, readonly PortRange[]>[],
  ids: Map<string, number>,
): number {
  if (portNames.size === 0) return 0
  const named = pod.ports.filter((port) => portNames.has(fullNameOf(port)))
  const key = named
    .map((port) => `${fullNameOf(port)}=${port.port}`)
    .sort()
    .join()
  const known = ids.get(key)
  if (known !== undefined) return known
  const groups = Map.groupBy(named, fullNameOf)
  const rangesOf = (ports: readonly ContainerPort[]) =>
    ports.map(({ protocol, port }) => ({ protocol, from: port, to: port }))
  ids.set(key, profiles.length)
  return profiles.push(new Map([...groups].map(([full, found]) => [full, rangesOf(found)]))) - 1
}

function fullNameOf({ name = '', protocol }: ContainerPort): string {
  return `${name}/${protocol}`
}

/** One facet for each address family of a pod; one that knows nothing where it has no address yet. */
function facetsOf(pod: Pod, cells: AddressCells): readonly Facet[] {
  const facets = pod.addresses.flatMap((text): Facet[] => {
    const address = parseIpAddress(text)
    return address === undefined ? [] : [{ family: address.family, cell: cells.cellOf(address) }]
  })
  return facets.length === 0
    ? [{}]
    : facets.sort((a, b) => (a.family ?? 0) - (b.family ?? 0) || (a.cell ?? 0) - (b.cell ?? 0))
}
