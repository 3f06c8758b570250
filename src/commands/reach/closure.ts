import { describeEndpoint, describeRanges } from '../../analyse/names.ts'
import { chainOf, closureOf, explainHop } from '../../analyse/queries/closure.ts'
import type { ClosureOptions, Hop, Reached } from '../../analyse/queries/closure.ts'
import type { Side } from '../../analyse/places/sides.ts'
import type { Explanation, Reachability } from '../../model/reachability.ts'
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
  explain: boolean,
): Listing {
  const { starts, said: taken } = startsOf(reachability, start, options.side)
  const notes = [...taken, ...LIMITS]
  const reached = closureOf(reachability, starts, options).toSorted((a, b) => a.hops - b.hops)
  const known = new Map<Hop, Explanation>()
  const reasonOf = (hop: Hop): Explanation => {
    const found = known.get(hop) ?? explainHop(reachability, hop)
    known.set(hop, found)
    return found
  }
  const rows = reached.map((each) => [
    String(each.hops),
    describeEndpoint(each.endpoint),
    verdictOf(each),
    describeChain(chainOf(each, options.side)),
  ])
  const said = (each: Reached) =>
    chainOf(each, options.side).map((hop) => `${describeHop(hop)}\n${reasonsOf(reasonOf(hop))}`)
  return {
    columns: ['hops', 'endpoint', 'verdict', 'chain'],
    rows,
    json: {
      reached: reached.map((each) => ({
        endpoint: describeEndpoint(each.endpoint),
        hops: each.hops,
        verdict: each.certain ? 'allowed' : 'indeterminate',
        chain: chainOf(each, options.side).map((hop) => ({
          source: describeEndpoint(hop.source),
          destination: describeEndpoint(hop.destination),
          verdict: hop.certain ? 'allowed' : 'indeterminate',
          ports: hop.ports,
          explanation: reasonOf(hop),
        })),
      })),
      limits: notes,
    },
    notes,
    ...(explain && reached.length > 0
      ? { text: reached.map((each) => `${headline(each)}\n${said(each).join('')}`).join('') }
      : {}),
  }
}

function verdictOf({ certain }: Reached): string {
  return certain ? 'allowed' : 'undecided'
}

function headline(reached: Reached): string {
  const hops = reached.hops === 1 ? '1 hop' : `${reached.hops} hops`
  return `${verdictOf(reached).padEnd(9)}  ${describeEndpoint(reached.endpoint)}, ${hops}`
}

function describeChain(hops: readonly Hop[]): string {
  const first = hops[0] === undefined ? '' : describeEndpoint(hops[0].source)
  return hops.reduce(
    (text, { destination, ports, certain }) =>
      `${text} -> ${describeEndpoint(destination)} (${certain ? '' : 'undecided: '}${describeRanges(ports)})`,
    first,
  )
}

function describeHop({ source, destination, ports, certain }: Hop): string {
  const open = `${certain ? '' : 'undecided: '}${describeRanges(ports)}`
  return `  ${describeEndpoint(source)} -> ${describeEndpoint(destination)}  (${open})`
}
