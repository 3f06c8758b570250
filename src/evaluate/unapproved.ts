import type { CheckInput, ScopedEndpoint } from '../model/check.ts'
import type { Endpoint, PortRange } from '../model/reachability.ts'
import { byText } from './answers.ts'
import { isWithinCde } from './connections.ts'
import { undecided } from './port-ranges.ts'

/** Connections between two names that policies let through and no approved flow lists. */
export type Unapproved = {
  readonly from: string
  readonly to: string
  /** of the example */
  readonly ports: readonly PortRange[]
  /** false: whether they may pass could not be decided */
  readonly certain: boolean
  /** the first two endpoints of these names that have such a connection, a certain one before others */
  readonly example: readonly [source: Endpoint, destination: Endpoint]
}

/**
 * Allowed but not approved: over TCP, UDP and SCTP, with an end in the cardholder-data environment where a scope says what is in it, else between
 * any two. One for each pair of names, sorted. What passes on one node is judged by the checks. O(pairs that may pass).
 */
export function unapprovedConnections(input: CheckInput): readonly Unapproved[] {
  const { endpoints, reachability, organisation } = input
  const scoped = new Map(endpoints.map((each) => [each.endpoint, each]))
  const all = endpoints.map(({ endpoint }) => endpoint)
  const inside = endpoints.filter(isWithinCde).map(({ endpoint }) => endpoint)
  const isInside = new Set(organisation.scope === undefined ? all : inside)
  const others = all.filter((each) => !isInside.has(each))
  const found = new Map<string, Unapproved>()
  for (const pairs of [
    reachability.passing(all, [...isInside]),
    reachability.passing([...isInside], others),
  ])
    for (const [source, destination] of pairs) {
      const [from, to] = [scoped.get(source), scoped.get(destination)]
      if (from !== undefined && to !== undefined) note(found, input, from, to)
    }
  return [...found].sort(([a], [b]) => byText(a, b)).map(([, each]) => each)
}

function note(
  found: Map<string, Unapproved>,
  { reachability, register }: CheckInput,
  from: ScopedEndpoint,
  to: ScopedEndpoint,
): void {
  const [source, destination] = [from.endpoint, to.endpoint]
  if (isNoPair(source, destination)) return
  const reach = reachability.between(source, destination)
  const sure = register.unapproved(source, destination, reach.allowed).filter(hasPort)
  const ports = sure.length > 0 ? sure : register.unapproved(source, destination, undecided(reach))
  if (ports.length === 0) return
  const key = `${from.name} -> ${to.name}`
  const certain = sure.length > 0
  const known = found.get(key)
  const next = {
    from: from.name,
    to: to.name,
    ports,
    certain,
    example: [source, destination] as const,
  }
  if (known === undefined || isBefore(next, known)) found.set(key, next)
}

/** Pairs come in no particular order: certain ones first, then by their places. */
function isBefore(one: Unapproved, other: Unapproved): boolean {
  if (one.certain !== other.certain) return one.certain
  const [[a, b], [c, d]] = [one.example, other.example]
  return a.index < c.index || (a.index === c.index && b.index < d.index)
}

function hasPort({ from }: PortRange): boolean {
  return from !== undefined
}

function isNoPair(a: Endpoint, b: Endpoint): boolean {
  if (a.kind === 'addresses') return b.kind === 'addresses'
  return a === b && a.pods.length < 2
}
