import { canonicalJson } from '../../core/canonical-json.ts'
import type { Digest } from '../../core/digest.ts'
import type { PolicyChange, UnlistedChanges } from '../../model/history.ts'
import type { ApprovedChange, Organisation } from '../../model/scope.ts'
import { objectSubject } from '../subject.ts'

/** What the organisation's file of changes says of a change. */
export type Listing = {
  /** the entry that lists it; absent: none does */
  readonly entry?: ApprovedChange
  /** an entry that names its object for a day of which several changes of it are known, with their digests, sorted */
  readonly shared?: { readonly entry: ApprovedChange; readonly digests: readonly Digest[] }
  /** an entry that names it with a day on which it was not made */
  readonly otherDay?: ApprovedChange
}

/** All changes that a run knows of: what earlier runs remember, and what it found itself. */
export function knownChanges(
  { changes, listed = [] }: UnlistedChanges,
  found: readonly PolicyChange[],
): readonly PolicyChange[] {
  const all = [...changes, ...listed, ...found].map(
    ({ from, to, key, change, digest }): PolicyChange => ({ from, to, key, change, digest }),
  )
  return [...new Map(all.map((each) => [canonicalJson(each), each])).values()]
}

/**
 * What the file of changes says of each change of a cluster: an entry lists it by its digest, or by the exact object where no other change of that object is known that may
 * have been made on that day; in both with a day between the two runs. What was made once more on another day is another change, though its digest is the same. The day of the earlier
 * run counts, since it may have been read before the change was made.
 */
export function listingsOf(
  organisation: Pick<Organisation, 'changes'>,
  cluster: string,
  known: readonly PolicyChange[],
): (change: PolicyChange) => Listing {
  const byName = entriesByName(organisation)
  const ofObject = Map.groupBy(known, ({ key }) => objectSubject(cluster, key))
  return (change) => {
    const object = objectSubject(cluster, change.key)
    const [byDigest, byObject] = [change.digest, object].map((name) => byName.get(name) ?? [])
    const entry = byDigest?.find(({ date }) => mayBeOf(change, date))
    if (entry !== undefined) return { entry }
    const named = (byObject ?? [])
      .filter(({ date }) => mayBeOf(change, date))
      .map((each) => ({ entry: each, same: sameDay(ofObject.get(object) ?? [], each.date) }))
    const [first] = named
    const alone = named.find(({ same }) => same.length <= 1)
    if (alone !== undefined) return { entry: alone.entry }
    if (first !== undefined)
      return { shared: { entry: first.entry, digests: digestsOf(first.same) } }
    const otherDay = byDigest?.[0] ?? byObject?.[0]
    return otherDay === undefined ? {} : { otherDay }
  }
}

/** Of changes those of whose object an entry names a day on which they may have been made. */
export function namedByObject(
  organisation: Pick<Organisation, 'changes'>,
  cluster: string,
  changes: readonly PolicyChange[],
): readonly PolicyChange[] {
  const byName = entriesByName(organisation)
  return changes.filter((change) =>
    byName.get(objectSubject(cluster, change.key))?.some(({ date }) => mayBeOf(change, date)),
  )
}

function entriesByName({
  changes = [],
}: Pick<Organisation, 'changes'>): ReadonlyMap<string, readonly ApprovedChange[]> {
  const named = changes.flatMap((entry) =>
    [...entry.digests, ...entry.objects].map((name) => ({ name, entry })),
  )
  const grouped = Map.groupBy(named, ({ name }) => name)
  return new Map([...grouped].map(([name, all]) => [name, all.map(({ entry }) => entry)]))
}

function sameDay(changes: readonly PolicyChange[], day: string): readonly PolicyChange[] {
  return changes.filter((each) => mayBeOf(each, day))
}

function digestsOf(changes: readonly PolicyChange[]): readonly Digest[] {
  return [...new Set(changes.map(({ digest }) => digest))].sort()
}

function mayBeOf({ from, to }: PolicyChange, day: string): boolean {
  return from.asOf.slice(0, 10) <= day && day <= to.asOf.slice(0, 10)
}
