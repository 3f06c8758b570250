import { canonicalJson } from '../../core/canonical-json.ts'
import { daysBetween } from '../../core/clock.ts'
import type { Instant } from '../../core/clock.ts'
import type { ClusterMemory, PolicyChange, UnlistedChanges } from '../../model/history.ts'
import { byText } from '../answers.ts'
import { identityOf } from './policies.ts'

/** So many days a change that nobody listed is remembered, from the run on that saw it first: a year, as long as a statement holds at most. */
export const UNLISTED_DAYS = 366

/** So many changes that nobody listed are remembered one by one, so that a cluster's memory stays bounded; the others are counted. */
export const UNLISTED_AT_MOST = 5000

/** What earlier runs remember of changes that nobody listed, without those that are too old by now. */
export function carriedUnlisted(
  { at, unlisted = { since: at, changes: [] } }: ClusterMemory,
  now: Instant,
): UnlistedChanges {
  const isYoung = ({ to }: Pick<PolicyChange, 'to'>) => daysBetween(to.asOf, now) <= UNLISTED_DAYS
  const { since, changes, listed = [], beyond } = unlisted
  return remembered({
    since,
    changes: changes.filter(isYoung),
    listed: listed.filter(isYoung),
    ...(beyond !== undefined && isYoung(beyond) ? { beyond } : {}),
  })
}

/** The same without what a run finds again itself: it then saw the run before as an earlier attempt or an ad-hoc run did, too. */
export function withoutFound(
  carried: UnlistedChanges,
  found: readonly PolicyChange[],
): UnlistedChanges {
  const known = Map.groupBy(found, ({ key, digest }) => `${identityOf(key)} ${digest}`)
  const isFound = ({ key, digest, from, to }: PolicyChange) =>
    (known.get(`${identityOf(key)} ${digest}`) ?? []).some(
      (each) => each.from.asOf <= from.asOf && each.to.asOf >= to.asOf,
    )
  const others = (changes: readonly PolicyChange[]) => changes.filter((each) => !isFound(each))
  const { listed, ...rest } = carried
  return {
    ...rest,
    changes: others(carried.changes),
    ...(listed === undefined ? {} : { listed: others(listed) }),
  }
}

/** What two runs remember, once each: one that looked less closely takes nothing from the other. */
export function joinedUnlisted(one: UnlistedChanges, other: UnlistedChanges): UnlistedChanges {
  const beyond = other.beyond ?? one.beyond
  const onceEach = (changes: readonly PolicyChange[]) => [
    ...new Map(changes.map((each) => [canonicalJson(each), each])).values(),
  ]
  return remembered({
    since: one.since,
    changes: onceEach([...one.changes, ...other.changes]),
    listed: onceEach([...(one.listed ?? []), ...(other.listed ?? [])]),
    ...(beyond === undefined ? {} : { beyond }),
  })
}

/** The same in the order in which it is kept, the oldest first; those above the bound are counted. */
export function remembered({
  since,
  changes,
  listed = [],
  beyond,
}: UnlistedChanges): UnlistedChanges {
  const sorted = changes.toSorted(byAge)
  const others = sorted.slice(UNLISTED_AT_MOST)
  const all = [...(beyond === undefined ? [] : [beyond]), ...others]
  const [first, last] = [
    all.toSorted((a, b) => byText(a.from.asOf, b.from.asOf)).at(0)?.from,
    all.toSorted((a, b) => byText(a.to.asOf, b.to.asOf)).at(-1)?.to,
  ]
  return {
    since,
    changes: sorted.slice(0, UNLISTED_AT_MOST),
    ...(listed.length === 0 ? {} : { listed: listed.toSorted(byAge) }),
    ...(first === undefined || last === undefined
      ? {}
      : { beyond: { from: first, to: last, count: (beyond?.count ?? 0) + others.length } }),
  }
}

function byAge(one: PolicyChange, other: PolicyChange): number {
  return (
    byText(one.to.asOf, other.to.asOf) ||
    byText(one.key, other.key) ||
    byText(one.digest, other.digest)
  )
}
