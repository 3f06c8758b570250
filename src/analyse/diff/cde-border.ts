import type { CdeCrossing } from '../../model/comparison.ts'
import type { Endpoint } from '../../model/reachability.ts'
import type { Analysed } from './connectivity-diff.ts'
import type { JointEndpoint } from './joint-endpoints.ts'

/** What is declared of an endpoint: in the CDE, outside of it, or nothing. */
export type CdeZone = 'cde' | 'outside' | 'undeclared'

/** The zones of a joint endpoint at one time: several where its pods differ. */
export type ZonesOf = (endpoint: JointEndpoint) => ReadonlySet<CdeZone>

/** The zones of joint endpoints by what is declared on one side; without any declaration every pod may be in the CDE. */
export function zonesIn({ zonesOf = undeclared }: Analysed, side: 'before' | 'after'): ZonesOf {
  return (endpoint) => new Set(endpoint[side].flatMap(zonesOf))
}

function undeclared({ kind }: Endpoint): readonly CdeZone[] {
  return [kind === 'pods' ? 'undeclared' : 'outside']
}

/**
 * Where a connection meets the border of the CDE; undefined when it stays inside or outside. What no scope rule names counts as outside when the
 * other end is in the CDE, and as perhaps inside otherwise.
 */
export function crossingOf(
  source: JointEndpoint,
  destination: JointEndpoint,
  zonesOf: ZonesOf,
): CdeCrossing | undefined {
  const [from, to] = [zonesOf(source), zonesOf(destination)]
  if (to.has('cde') && isPartlyOutside(from)) return 'into'
  if (from.has('cde') && isPartlyOutside(to)) return 'out-of'
  return from.has('undeclared') || to.has('undeclared') ? 'undeclared' : undefined
}

function isPartlyOutside(zones: ReadonlySet<CdeZone>): boolean {
  return zones.has('outside') || zones.has('undeclared')
}
