import type { Traffic } from '../../model/policy.ts'
import type { PortRange } from '../../model/reachability.ts'
import type { ConnectionSets } from './connection-sets.ts'

/** Traffic lists of all rules, each kept once and named by a small id. */
export type TrafficSets = {
  readonly of: (traffic: readonly Traffic[] | 'all') => number
  /** whether ports are given by name, so that the destination decides */
  readonly isNamed: (id: number) => boolean
  /** the list itself as text: equal lists have equal texts in every store */
  readonly textOf: (id: number) => string
  /** the connection set towards destinations with a port profile */
  readonly towards: (id: number, profile: number) => number
}

type TrafficList = readonly Traffic[] | 'all'

/** One traffic list with what it means towards each port profile that was asked for. */
type Entry = {
  readonly text: string
  readonly traffic: TrafficList
  readonly named: boolean
  readonly resolved: Map<number, number>
}

/** An empty store over port profiles (what each class' names mean). */
export function trafficSets(
  sets: ConnectionSets,
  profiles: readonly ReadonlyMap<string, readonly PortRange[]>[],
): TrafficSets {
  // A list is a rule's own, asked for again and again: its text is made once.
  const known = new WeakMap<readonly Traffic[], number>()
  const ids = new Map<string, number>()
  const entries: Entry[] = []
  const get = (id: number): Entry => {
    const entry = entries[id]
    if (entry === undefined) throw new Error(`no traffic ${id}`)
    return entry
  }
  const idOf = (traffic: TrafficList): number => {
    const text = JSON.stringify(traffic)
    const found = ids.get(text)
    if (found !== undefined) return found
    ids.set(text, entries.length)
    return entries.push({ text, traffic, named: namesPorts(traffic), resolved: new Map() }) - 1
  }
  return {
    of: (traffic) => {
      if (traffic === 'all') return idOf(traffic)
      const id = known.get(traffic) ?? idOf(traffic)
      known.set(traffic, id)
      return id
    },
    textOf: (id) => get(id).text,
    isNamed: (id) => get(id).named,
    towards: (id, profile) => {
      const entry = get(id)
      const place = entry.named ? profile : 0
      const found = entry.resolved.get(place) ?? resolve(entry.traffic, sets, profiles[place])
      entry.resolved.set(place, found)
      return found
    },
  }
}

/** What each `name/protocol` means on a destination. */
type Profile = ReadonlyMap<string, readonly PortRange[]>

function resolve(traffic: TrafficList, sets: ConnectionSets, profile: Profile | undefined): number {
  if (traffic === 'all') return sets.all
  const ranges = traffic.flatMap((each) => rangesOf(each, profile))
  return traffic
    .filter((each) => each.kind === 'less')
    .map(({ of, less }) => sets.subtract(resolve(of, sets, profile), resolve(less, sets, profile)))
    .reduce((all, each) => sets.union(all, each), sets.of(ranges))
}

function rangesOf(traffic: Traffic, profile: Profile | undefined): readonly PortRange[] {
  if (traffic.kind === 'ports') return [traffic]
  return traffic.kind === 'named' ? (profile?.get(`${traffic.name}/${traffic.protocol}`) ?? []) : []
}

function namesPorts(traffic: TrafficList): boolean {
  if (traffic === 'all') return false
  return traffic.some(
    (each) =>
      each.kind === 'named' ||
      (each.kind === 'less' && (namesPorts(each.of) || namesPorts(each.less))),
  )
}
