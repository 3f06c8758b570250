import type { Endpoint, Reachability } from '../model/reachability.ts'
import type { ApprovedFlow, Scope } from '../model/scope.ts'
import { sideTest } from './flow-sides.ts'

/** Endpoints of a cluster by which flows mean them on one side; those that the same flows mean share a number. */
export type Numbered = {
  readonly size: number
  numberOf(endpoint: Endpoint): number
  flowsOf(number: number): ReadonlySet<number>
}

/** Numbers the endpoints of a cluster, by the places of flows in their list that mean every pod and address of them on a side. */
export function numbered(
  cluster: string,
  reachability: Reachability,
  scope: Scope | undefined,
  flows: readonly ApprovedFlow[],
  side: 'from' | 'to',
): Numbered {
  const meansAt = flows.map((flow) => sideTest(cluster, scope, flow[side]))
  const numbers = new Map<Endpoint, number>()
  const byFlows = new Map<string, number>()
  const sets: ReadonlySet<number>[] = []
  for (const endpoint of reachability.endpoints) {
    const flows = meansAt.flatMap((means, at) => (means(endpoint, 'every') ? [at] : []))
    const place = flows.join(',')
    const number = byFlows.get(place) ?? sets.push(new Set(flows)) - 1
    byFlows.set(place, number)
    numbers.set(endpoint, number)
  }
  return {
    size: sets.length,
    numberOf: (endpoint) => required(numbers.get(endpoint), 'an endpoint of another cluster'),
    flowsOf: (number) => required(sets[number], 'a number out of range'),
  }
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(what)
  return value
}

/** The flows that mean both sides of some connection of a cluster, for each kind of connection that several of them mean, in the order of the register. */
export function meetIn(
  cluster: string,
  reachability: Reachability,
  scope: Scope | undefined,
  flows: readonly ApprovedFlow[],
): readonly (readonly ApprovedFlow[])[] {
  const [from, to] = (['from', 'to'] as const).map((side) =>
    setsOf(numbered(cluster, reachability, scope, flows, side)),
  )
  return (from ?? []).flatMap((sources) =>
    (to ?? []).flatMap((destinations) => {
      const meeting = flows.filter((_flow, at) => sources.has(at) && destinations.has(at))
      return meeting.length < 2 ? [] : [meeting]
    }),
  )
}

function setsOf(sides: Numbered): readonly ReadonlySet<number>[] {
  return Array.from({ length: sides.size }, (_, number) => sides.flowsOf(number))
}
