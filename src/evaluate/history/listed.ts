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
 * The entry of the file of changes that lists a change: by its digest, or by the exact object with a day between the two runs. The day of the earlier
 * run counts, since it may have been read before the change was made; a day after the run that saw the change is no day on which it was made.
 */
export function listingOf(
  { key, digest, from, to }: PolicyChange,
  { changes = [] }: Pick<Organisation, 'changes'>,
  cluster: string,
): Listing {
  const subject = objectSubject(cluster, key)
  const [first, last] = [from.asOf.slice(0, 10), to.asOf.slice(0, 10)]
  const naming = changes.filter(
    ({ objects, digests }) => digests.includes(digest) || objects.includes(subject),
  )
  const entry = naming.find(
    ({ digests, date }) => date <= last && (digests.includes(digest) || date >= first),
  )
  if (entry !== undefined) return { entry }
  const [otherDay] = naming
  return otherDay === undefined ? {} : { otherDay }
}
