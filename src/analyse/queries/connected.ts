import type { Analysed } from '../diff/connectivity-diff.ts'
import { describeEndpoint } from '../names.ts'
import { classParty } from '../places/party.ts'
import { chainOf, closureOf } from './closure.ts'
import type { ClosureOptions, Hop, Reached } from './closure.ts'

/** A workload that became connected to the cardholder-data environment over any number of connections, or no longer is. */
export type ConnectedDifference = {
  readonly change: 'connected' | 'disconnected'
  /** `shop/Deployment/web` */
  readonly workload: string
  /** `into`: it reaches the CDE; `out-of`: the CDE reaches it */
  readonly direction: 'into' | 'out-of'
  /** a shortest chain on the side where it is connected, in the direction in which connections are opened */
  readonly chain: readonly Hop[]
}

const DIRECTIONS = [
  ['into', 'to'],
  ['out-of', 'from'],
] as const satisfies readonly [ConnectedDifference['direction'], ClosureOptions['side']][]

/**
 * Which workloads outside of the cardholder-data environment became connected to it, or no longer are, each direction by itself; sorted by
 * workload and direction. Undefined where one side declares nothing of what is in it.
 *
 * What cannot be decided counts as passing on both sides. A workload that came, went, or moved in or out of the environment counts like one
 * whose connections changed. Pods that no policy tells apart are in it where one of them is. Four closures: O(classes x endpoints) look-ups.
 */
export function connectedDiff(
  before: Analysed,
  after: Analysed,
): readonly ConnectedDifference[] | undefined {
  const [early, late] = [cdeOf(before), cdeOf(after)]
  if (early === undefined || late === undefined) return undefined
  const found = DIRECTIONS.flatMap(([direction, side]) => {
    const earlier = connectedTo(before, early, side)
    const later = connectedTo(after, late, side)
    return [
      ...missingIn(earlier, later, { change: 'connected', direction, side }),
      ...missingIn(later, earlier, { change: 'disconnected', direction, side }),
    ]
  })
  const nameOf = ({ workload, direction }: ConnectedDifference) => `${workload} ${direction}`
  return found.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

type Classes = Analysed['reachability']['podClasses']

/** The pods in the cardholder-data environment; undefined where nothing is declared. */
function cdeOf({ reachability, zonesOf }: Analysed): Classes | undefined {
  if (zonesOf === undefined) return undefined
  return reachability.podClasses.filter((each) => zonesOf(each).includes('cde'))
}

/** The workloads outside that are connected: of each the one of its classes that is nearest, a certain one before others. */
function connectedTo(
  { reachability }: Analysed,
  cde: Classes,
  side: ClosureOptions['side'],
): ReadonlyMap<string, Reached> {
  const nearest = new Map<string, Reached>()
  for (const reached of closureOf(
    reachability,
    cde.map((each) => ({ either: [classParty(each)] })),
    { side, policiesOnly: true },
  )) {
    if (reached.endpoint.kind === 'addresses') continue
    const workload = describeEndpoint(reached.endpoint)
    const known = nearest.get(workload)
    if (known === undefined || isNearer(reached, known)) nearest.set(workload, reached)
  }
  return nearest
}

function isNearer(one: Reached, other: Reached): boolean {
  if (one.certain !== other.certain) return one.certain
  return one.hops < other.hops
}

type What = Pick<ConnectedDifference, 'change' | 'direction'> & Pick<ClosureOptions, 'side'>

function missingIn(
  known: ReadonlyMap<string, Reached>,
  found: ReadonlyMap<string, Reached>,
  { side, ...what }: What,
): ConnectedDifference[] {
  return [...found].flatMap(([workload, reached]) =>
    known.has(workload) ? [] : [{ ...what, workload, chain: chainOf(reached, side) }],
  )
}
