import type {
  Arrivals,
  Departures,
  Endpoint,
  Reach,
  Reachability,
} from '../../model/reachability.ts'
import { withPorts } from '../queries/ports.ts'

type Between = Reachability['between']

/** What `Reachability.passing` promises, by asking for each pair: where nodes count, whom policies single out does not tell who may be reached. */
export function* askedInto(
  between: Between,
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Arrivals> {
  for (const destination of destinations)
    yield { destination, from: passingOf(sources, (source) => between(source, destination)) }
}

/** What `Reachability.passingFrom` promises, in the same way. */
export function* askedOutOf(
  between: Between,
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Departures> {
  for (const source of sources)
    yield { source, to: passingOf(destinations, (destination) => between(source, destination)) }
}

function passingOf(
  others: readonly Endpoint[],
  reachOf: (other: Endpoint) => Reach,
): readonly (readonly [Endpoint, Reach])[] {
  return [...new Set(others)]
    .sort((a, b) => a.index - b.index)
    .map((other) => [other, reachOf(other)] as const)
    .filter(([, reach]) => mayPass(reach))
}

function mayPass({ allowed, indeterminate }: Reach): boolean {
  return allowed.ranges.length > 0 || withPorts(indeterminate).length > 0
}
