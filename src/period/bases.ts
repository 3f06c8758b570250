import type { Digest } from '../core/digest.ts'
import type { ObservationBasis } from '../model/period.ts'

/** What one run shows of what a control rests on: a check without a subject has no result, and so no version there. */
export type SeenBasis = {
  /** every check that the control uses */
  readonly checks: readonly string[]
  /** the versions of those that have results */
  readonly versions: ReadonlyMap<string, number>
  readonly definition: Digest
  readonly scope?: Digest
  /** UID of the cluster that answers under the name; absent: it was not said */
  readonly uid?: string
}

/**
 * What observations in the order of time rest on. A check of which a run shows no version has that of the run before it, else that of the first one after it
 * that shows one: an empty population is no other check. So it is with the cluster where none is named. The very same basis twice in a row gives the very same.
 */
export function settledBases(seen: readonly SeenBasis[]): readonly ObservationBasis[] {
  const known = new Map<string, number>()
  for (const { versions } of seen.toReversed())
    for (const [check, version] of versions) known.set(check, version)
  let uid = seen.find((basis) => basis.uid !== undefined)?.uid
  let [before, settled]: [SeenBasis?, ObservationBasis?] = []
  return seen.map((basis) => {
    if (settled !== undefined && basis === before) return settled
    before = basis
    uid = basis.uid ?? uid
    settled = { ...settledBasis(basis, known), ...(uid === undefined ? {} : { uid }) }
    return settled
  })
}

/** What an observation rests on, with the versions that are known by then. */
function settledBasis(
  { checks, versions, definition, scope }: SeenBasis,
  known: Map<string, number>,
): ObservationBasis {
  for (const [check, version] of versions) known.set(check, version)
  const named = [...new Set(checks)].map((check) => {
    const version = known.get(check)
    return version === undefined ? check : `${check} ${version}`
  })
  return { checks: named.sort(), definition, ...(scope === undefined ? {} : { scope }) }
}
