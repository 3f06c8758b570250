import type { PolicyChange } from '../../model/history.ts'
import type { ApprovedChange, Organisation } from '../../model/scope.ts'
import { objectSubject } from '../subject.ts'

/** What the organisation's file of changes says of a change. */
export type Listing = {
  /** the entry that lists it; absent: none does */
  readonly entry?: ApprovedChange
  /** an entry that names it with a day on which it was not made */
  readonly otherDay?: ApprovedChange
}

/**
 * What the file of changes says of each change of a cluster: an entry lists it by its digest or by the exact object, with a day between the two runs. What was made once more
 * on another day is another change, though its digest is the same. The day of the earlier run counts, since it may have been read before the change was made.
 */
export function listingsOf(
  { changes = [] }: Pick<Organisation, 'changes'>,
  cluster: string,
): (change: PolicyChange) => Listing {
  const byName = Map.groupBy(
    changes.flatMap((entry) =>
      [...entry.digests, ...entry.objects].map((name) => ({ name, entry })),
    ),
    ({ name }) => name,
  )
  return ({ key, digest, from, to }) => {
    const [first, last] = [from.asOf.slice(0, 10), to.asOf.slice(0, 10)]
    const naming = [digest, objectSubject(cluster, key)].flatMap((name) => byName.get(name) ?? [])
    const found = naming.find(({ entry: { date } }) => first <= date && date <= last)
    if (found !== undefined) return { entry: found.entry }
    const [otherDay] = naming
    return otherDay === undefined ? {} : { otherDay: otherDay.entry }
  }
}
