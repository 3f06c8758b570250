import { canonicalJson } from '../../core/canonical-json.ts'
import type { Digest } from '../../core/digest.ts'
import type { PolicyChange, UnlistedChanges } from '../../model/history.ts'
import type { ApprovedChange, Organisation } from '../../model/scope.ts'
import { byText } from '../answers.ts'
import { objectSubject } from '../subject.ts'
import { assigned } from './assigned.ts'

/** What the organisation's file of changes says of a change. */
export type Listing = {
  /** the entry that lists it; absent: none does */
  readonly entry?: ApprovedChange
  /** an entry that names its object for a day of which more changes of it may be than entries list, with their digests, sorted */
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
 * What the file of changes says of each change of a cluster: an entry lists it by its digest, or by the exact object, of which it lists one change: entries are assigned to the changes
 * known of that object, also to those that an earlier run listed, and where there are more changes than entries none of those that an entry may mean is listed. In both with a day (UTC)
 * between the two runs. What was made once more on another day is another change, though its digest is the same. The day of the earlier run counts, since it may have been read before
 * the change was made.
 */
export function listingsOf(
  organisation: Pick<Organisation, 'changes'>,
  cluster: string,
  known: readonly PolicyChange[],
): (change: PolicyChange) => Listing {
  const byName = entriesByName(organisation)
  const ofObject = Map.groupBy(known, ({ key }) => objectSubject(cluster, key))
  const byDigest = (change: PolicyChange) => entryByDigest(byName, change)
  const assignments = new Map<string, ReadonlyMap<string, ApprovedChange>>()
  const assignedTo = (object: string) => {
    const all = ofObject.get(object) ?? []
    const found = assignments.get(object) ?? byObject(all, byName.get(object) ?? [], byDigest)
    assignments.set(object, found)
    return found
  }
  return (change) => {
    const object = objectSubject(cluster, change.key)
    const named = byName.get(object) ?? []
    const entry = byDigest(change) ?? assignedTo(object).get(identityOfChange(change))
    if (entry !== undefined) return { entry }
    const first = named.find(({ date }) => mayBeOf(change, date))
    if (first !== undefined) {
      const same = (ofObject.get(object) ?? []).filter((each) => mayBeOf(each, first.date))
      return { shared: { entry: first, digests: digestsOf(same) } }
    }
    const otherDay = byName.get(change.digest)?.[0] ?? named[0]
    return otherDay === undefined ? {} : { otherDay }
  }
}

function entryByDigest(
  byName: ReadonlyMap<string, readonly ApprovedChange[]>,
  change: PolicyChange,
): ApprovedChange | undefined {
  return byName.get(change.digest)?.find(({ date }) => mayBeOf(change, date))
}

/** Of the changes of one object those that entries list by it, by what tells changes apart. An entry that lists one of them by its digest has been used. */
function byObject(
  changes: readonly PolicyChange[],
  entries: readonly ApprovedChange[],
  byDigest: (change: PolicyChange) => ApprovedChange | undefined,
): ReadonlyMap<string, ApprovedChange> {
  const used = new Set(changes.map(byDigest))
  const free = entries
    .filter((entry) => !used.has(entry))
    .toSorted((one, other) => byText(one.date, other.date))
  const open = changes
    .filter((change) => byDigest(change) === undefined)
    .toSorted((one, other) => byText(one.to.asOf, other.to.asOf))
  return assigned(
    new Map(
      open.map((change) => [
        identityOfChange(change),
        free.filter(({ date }) => mayBeOf(change, date)),
      ]),
    ),
  )
}

function identityOfChange({ from, to, key, change, digest }: PolicyChange): string {
  return canonicalJson({ from, to, key, change, digest })
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

function digestsOf(changes: readonly PolicyChange[]): readonly Digest[] {
  return [...new Set(changes.map(({ digest }) => digest))].sort()
}

/** Whether a day (UTC) lies between both runs. */
function mayBeOf({ from, to }: PolicyChange, day: string): boolean {
  return from.asOf.slice(0, 10) <= day && day <= to.asOf.slice(0, 10)
}
