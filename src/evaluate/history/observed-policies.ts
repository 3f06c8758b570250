import { readPolicyKinds } from '../../analyse/queries/read-policy-kinds.ts'
import type { Digest } from '../../core/digest.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { ObservedPolicies, RunPoint, UnreadPolicies } from '../../model/history.ts'
import type { ObjectKey } from '../../model/object.ts'
import { byText } from '../answers.ts'

/** What of a run the policies are observed with. */
export type ObservedBy = {
  readonly at: RunPoint
  /** absent: nothing is known of what belongs to the rule set */
  readonly ruleSet?: { readonly digest: Digest; readonly sources: ReadonlySet<ObjectKey> }
  /** what the run before saw; absent: there is none to go on with */
  readonly before?: ObservedPolicies
}

/** The policies of a cluster as this run sees them; of kinds that it cannot read, as the newest run saw them that could. */
export function observedPolicies(
  { facts, snapshot }: Pick<Cluster, 'facts' | 'snapshot'>,
  { at, ruleSet, before }: ObservedBy,
): ObservedPolicies {
  const isReviewed = (key: ObjectKey) => ruleSet?.sources.has(key) === true
  const kinds = readPolicyKinds(snapshot)
  const unread = before === undefined ? [] : stillUnread(before, kinds)
  return {
    at,
    kinds,
    ...(ruleSet === undefined ? {} : { ruleSet: ruleSet.digest }),
    policies: facts.policyMarks.map((mark) => ({ ...mark, reviewed: isReviewed(mark.key) })),
    ...(unread.length === 0 ? {} : { unread }),
  }
}

function stillUnread(
  before: ObservedPolicies,
  kinds: readonly string[],
): readonly UnreadPolicies[] {
  const known = [...before.kinds, ...(before.unread ?? []).map(({ kind }) => kind)]
  return [...new Set(known)]
    .filter((kind) => !kinds.includes(kind))
    .sort(byText)
    .map((kind) => ({ kind, ...asLastRead(before, kind) }))
}

/** Whether a run, or one before it, could read all policies of a kind. */
export function isKnownIn({ kinds, unread = [] }: ObservedPolicies, kind: string): boolean {
  return kinds.includes(kind) || unread.some((each) => each.kind === kind)
}

/** The policies of a kind as the run saw them, or as the newest before it that could read them all. */
export function asLastRead(
  { at, kinds, policies, unread = [] }: ObservedPolicies,
  kind: string,
): Omit<UnreadPolicies, 'kind'> {
  const earlier = unread.find((each) => each.kind === kind)
  if (!kinds.includes(kind) && earlier !== undefined)
    return { at: earlier.at, policies: earlier.policies }
  return { at, policies: policies.filter(({ key }) => kindOf(key) === kind) }
}

/** `group/Kind` of an object. */
export function kindOf(key: ObjectKey): string {
  const { group, kind } = objectKeyParts(key)
  return `${group}/${kind}`
}
