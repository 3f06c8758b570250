import type { Traffic } from '../model/policy.ts'
import type { PortRange } from '../model/reachability.ts'
import type { ConnectionSets } from './connection-sets.ts'

/** Traffic lists of all rules, each kept once and named by a small id. */
export type TrafficSets = {
  readonly of: (traffic: readonly Traffic[] | 'all') => number
  /** the connection set of the ports that are given by number */
  readonly fixed: (id: number) => number
  /** whether ports are given by name, so that the destination decides */
  readonly isNamed: (id: number) => boolean
  /** the connection set towards destinations with a port profile */
  readonly towards: (id: number, profile: number) => number
}

/** One traffic list: numbers resolved, names still open. */
type Entry = {
  readonly fixed: number
  readonly names: readonly string[]
  readonly resolved: Map<number, number>
}

/** An empty store over port profiles (what each class' names mean). */
export function trafficSets(
  sets: ConnectionSets,
  profiles: readonly ReadonlyMap<string, readonly PortRange[]>[],
): TrafficSets {
  const ids = new Map<string, number>()
  const entries: Entry[] = []
  const get = (id: number): Entry => {
    const entry = entries[id]
    if (entry === undefined) throw new Error(`no traffic ${id}`)
    return entry
  }
  const resolve = ({ fixed, names }: Entry, profile: number): number => {
    const known = profiles[profile] ?? new Map<string, readonly PortRange[]>()
    const named = names.flatMap((name) => known.get(name) ?? [])
    return sets.union(fixed, sets.of(named))
  }
  return {
    of: (traffic) => {
      const key = JSON.stringify(traffic)
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, entries.length)
      return entries.push(entryOf(traffic, sets)) - 1
    },
    fixed: (id) => get(id).fixed,
    isNamed: (id) => get(id).names.length > 0,
    towards: (id, profile) => {
      const entry = get(id)
      const known = entry.resolved.get(profile) ?? resolve(entry, profile)
      entry.resolved.set(profile, known)
      return known
    },
  }
}

function entryOf(traffic: readonly Traffic[] | 'all', sets: ConnectionSets): Entry {
  if (traffic === 'all') return { fixed: sets.all, names: [], resolved: new Map() }
  const fixed = traffic.flatMap((each) => (each.kind === 'ports' ? [each] : []))
  const names = traffic.flatMap((each) =>
    each.kind === 'named' ? [`${each.name}/${each.protocol}`] : [],
  )
  return { fixed: sets.of(fixed), names, resolved: new Map() }
}
