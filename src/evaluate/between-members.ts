import type { Meeting } from '../analyse/node-traffic.ts'
import { onlyPodOf } from '../analyse/places/party.ts'
import type { CheckInput, ScopedEndpoint } from '../model/check.ts'
import type { Arrivals, Endpoint, Reach } from '../model/reachability.ts'
import { nodeMeeting } from './node-local.ts'

/** One name on a side of connections, a workload or a range of addresses, with its endpoints there. */
export type Member = { readonly name: string; readonly endpoints: readonly ScopedEndpoint[] }

/** Two endpoints, in the direction in which the connection is opened. */
export type Pair = { readonly source: ScopedEndpoint; readonly destination: ScopedEndpoint }

/** A pair between which something may pass: what policies let through, or what no policy decides because both meet on a node. */
export type Connection = Pair & { readonly reach: Reach; readonly meeting: Meeting | undefined }

/** Two members and what was made of their connections. */
export type Between<T> = {
  readonly source: Member
  readonly destination: Member
  readonly found: T
}

/** Endpoints by name, in the order of the first of each name. */
export function membersOf(endpoints: readonly ScopedEndpoint[]): readonly Member[] {
  const known = members.get(endpoints)
  if (known !== undefined) return known
  const groups = [...Map.groupBy(endpoints, ({ name }) => name)]
  const found = groups.map(([name, own]) => ({ name, endpoints: own }))
  members.set(endpoints, found)
  return found
}

/** The same few lists stand on one side of many questions. */
const members = new WeakMap<readonly ScopedEndpoint[], readonly Member[]>()

/**
 * All members between which something may pass, by policies or on a node; by destination, then by source, each in the order given. What cannot be
 * decided may pass. `take` makes of a connection, and of what was found of the two members before it, what is found now; undefined: nothing.
 *
 * A pod with itself is no pair, and what passes between outside addresses is not ours to say. The one walk over pairs that checks, the matrix and
 * the register take: its work follows what may pass, not the number of pairs, and it holds what is found of one destination.
 */
export function* foundBetween<T>(
  input: CheckInput,
  sources: readonly Member[],
  destinations: readonly Member[],
  take: (known: T | undefined, connection: Connection) => T | undefined,
): Generator<Between<T>> {
  const from = sideOf(sources)
  const into = destinations.flatMap((member) => member.endpoints.map((each) => ({ member, each })))
  const arrivals = input.reachability.passing(
    from.endpoints,
    into.map(({ each }) => each.endpoint),
  )
  const found = new Array<T | undefined>(sources.length).fill(undefined)
  let places: number[] = []
  let at = 0
  for (const { from: passed } of arrivals) {
    const { member, each: destination } = required(into[at++])
    const note = (source: ScopedEndpoint, reach: Reach, meeting: Meeting | undefined): void => {
      for (const place of from.places[source.endpoint.index] ?? []) {
        const known = found[place]
        const next = take(known, { source, destination, reach, meeting })
        if (known === undefined && next !== undefined) places.push(place)
        found[place] = next
      }
    }
    for (const [endpoint, reach] of passed) {
      if (isNoPair(endpoint, destination.endpoint)) continue
      const source = required(input.endpoints[endpoint.index])
      note(source, reach, nodeMeeting(source, destination))
    }
    for (const source of deniedHosts(from, passed, destination)) {
      const meeting = nodeMeeting(source, destination)
      if (meeting === undefined) continue
      note(source, input.reachability.between(source.endpoint, destination.endpoint), meeting)
    }
    if (into[at]?.member === member) continue
    for (const place of places.sort((a, b) => a - b)) {
      const each = found[place]
      found[place] = undefined
      if (each !== undefined)
        yield { source: required(sources[place]), destination: member, found: each }
    }
    places = []
  }
}

/** One side of a question. */
type Side = {
  /** each once */
  readonly endpoints: readonly Endpoint[]
  /** of the members that each endpoint stands in, by its number */
  readonly places: readonly (readonly number[])[]
  readonly scoped: readonly ScopedEndpoint[]
  /** the pods on the network of their node, but for the platform's own */
  readonly hosts: readonly ScopedEndpoint[]
}

const sides = new WeakMap<readonly Member[], Side>()

function sideOf(given: readonly Member[]): Side {
  const known = sides.get(given)
  if (known !== undefined) return known
  const places: number[][] = []
  for (const [place, { endpoints }] of given.entries())
    for (const { endpoint } of endpoints) (places[endpoint.index] ??= []).push(place)
  const scoped = [...new Set(given.flatMap(({ endpoints }) => endpoints))]
  const endpoints = scoped.map(({ endpoint }) => endpoint)
  const side = { endpoints, places, scoped, hosts: scoped.filter(isOnHost) }
  sides.set(given, side)
  return side
}

function isOnHost({ endpoint, ofNode }: ScopedEndpoint): boolean {
  return endpoint.kind === 'pods' && endpoint.hostNetwork && !ofNode
}

/** The sources that may meet a destination on a node and that policies let pass nothing. */
function deniedHosts(
  { scoped, hosts }: Side,
  passed: Arrivals['from'],
  destination: ScopedEndpoint,
): readonly ScopedEndpoint[] {
  const all = isOnHost(destination) ? scoped : hosts
  if (all.length === 0) return all
  const known = new Set(passed.map(([endpoint]) => endpoint))
  return all.filter(
    ({ endpoint }) => !known.has(endpoint) && !isNoPair(endpoint, destination.endpoint),
  )
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an endpoint or a member of another question')
  return value
}

/** Whether two endpoints are one pod alone, or both outside of the cluster. */
export function isNoPair(a: Endpoint, b: Endpoint): boolean {
  if (a.kind === 'addresses') return b.kind === 'addresses'
  return a === b && onlyPodOf(a) !== undefined
}
