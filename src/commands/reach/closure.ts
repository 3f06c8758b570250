import { describeEndpoint, describeRanges } from '../../analyse/names.ts'
import { chainOf, closureOf, explainHop } from '../../analyse/queries/closure.ts'
import type { ClosureOptions, Hop, Reached } from '../../analyse/queries/closure.ts'
import type { Side } from '../../analyse/places/sides.ts'
import type { Endpoint, Explanation, Reachability } from '../../model/reachability.ts'
import { startsOf } from '../../analyse/queries/closure-start.ts'
import type { Listing } from './listing.ts'
import { reasonsOf } from './explained.ts'

/** What is said with every closure: its limits. */
const LIMITS = [
  'chains pass through pods only, never through addresses outside of the cluster',
  'pods on the network of a node and the pods of that node reach each other; nodes themselves, and with them the pods of the platform on their network, begin and end chains',
]

/** Everything that places are connected to over any number of hops, nearest first. */
export function closureListing(
  reachability: Reachability,
  start: readonly Side[],
  options: ClosureOptions,
  { explain, limits }: { readonly explain: boolean; readonly limits: readonly string[] },
): Listing {
  const { starts, said: taken } = startsOf(reachability, start, options.side)
  const notes = [...taken, ...LIMITS, ...limits]
  const reached = closureOf(reachability, starts, options).toSorted((a, b) => a.hops - b.hops)
  const nameOf = namesOf(options)
  const reasonOf = explained(reachability)
  const rows = reached.map((each) => [
    String(each.hops),
    nameOf(each.endpoint),
    verdictOf(each),
    describeChain(nameOf, chainOf(each, options.side)),
  ])
  const said = (each: Reached) =>
    chainOf(each, options.side).map(
      (hop) => `${describeHop(nameOf, hop)}\n${reasonsOf(reasonOf(hop))}`,
    )
  return {
    columns: ['hops', 'endpoint', 'verdict', 'chain'],
    rows,
    json: {
      reached: reached.map((each) => ({
        endpoint: nameOf(each.endpoint),
        hops: each.hops,
        verdict: each.certain ? 'allowed' : 'indeterminate',
        chain: chainOf(each, options.side).map((hop) => ({
          source: nameOf(hop.source),
          destination: nameOf(hop.destination),
          verdict: hop.certain ? 'allowed' : 'indeterminate',
          ports: hop.ports,
          explanation: reasonOf(hop),
        })),
      })),
      limits: notes,
    },
    notes,
    ...(explain && reached.length > 0
      ? {
          text: reached.map((each) => `${headline(nameOf, each)}\n${said(each).join('')}`).join(''),
        }
      : {}),
  }
}

/** Explains each hop once: chains share them. */
function explained(reachability: Reachability): (hop: Hop) => Explanation {
  const known = new Map<Hop, Explanation>()
  return (hop) => {
    const found = known.get(hop) ?? explainHop(reachability, hop)
    known.set(hop, found)
    return found
  }
}

type Names = (endpoint: Endpoint) => string

/** Names of endpoints; of a cell the part that is looked at. */
function namesOf({ outside = [] }: ClosureOptions): Names {
  const cells = new Map(outside.map((cell) => [cell.index, cell]))
  return (endpoint) => describeEndpoint(cells.get(endpoint.index) ?? endpoint)
}

function verdictOf({ certain }: Reached): string {
  return certain ? 'allowed' : 'undecided'
}

function headline(nameOf: Names, reached: Reached): string {
  const hops = reached.hops === 1 ? '1 hop' : `${reached.hops} hops`
  return `${verdictOf(reached).padEnd(9)}  ${nameOf(reached.endpoint)}, ${hops}`
}

function describeChain(nameOf: Names, hops: readonly Hop[]): string {
  const first = hops[0] === undefined ? '' : nameOf(hops[0].source)
  return hops.reduce(
    (text, { destination, ports, certain }) =>
      `${text} -> ${nameOf(destination)} (${certain ? '' : 'undecided: '}${describeRanges(ports)})`,
    first,
  )
}

function describeHop(nameOf: Names, { source, destination, ports, certain }: Hop): string {
  const open = `${certain ? '' : 'undecided: '}${describeRanges(ports)}`
  return `  ${nameOf(source)} -> ${nameOf(destination)}  (${open})`
}
