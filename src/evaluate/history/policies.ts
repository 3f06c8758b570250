import { readPolicyKinds } from '../../analyse/queries/read-policy-kinds.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import type { Digest } from '../../core/digest.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Cluster } from '../../model/cluster.ts'
import type {
  EqualEdit,
  ObservedPolicies,
  PolicyChange,
  PolicyHistory,
  RunPoint,
} from '../../model/history.ts'
import type { ObjectKey } from '../../model/object.ts'

type Observed = ObservedPolicies['policies'][number]

/** The policies of a cluster as this run sees them; without `ruleSet` nothing is known of what belongs to it. */
export function observedPolicies(
  { facts, snapshot }: Pick<Cluster, 'facts' | 'snapshot'>,
  ruleSet: { readonly digest: Digest; readonly sources: ReadonlySet<ObjectKey> } | undefined,
  at: RunPoint,
): ObservedPolicies {
  const isReviewed = (key: ObjectKey) => ruleSet?.sources.has(key) === true
  return {
    at,
    kinds: readPolicyKinds(snapshot),
    ...(ruleSet === undefined ? {} : { ruleSet: ruleSet.digest }),
    policies: facts.policyMarks.map((mark) => ({ ...mark, reviewed: isReviewed(mark.key) })),
  }
}

/** What changed between the policies of two runs, by group, kind, namespace and name, as far as both could read their kinds. */
export function comparePolicies(
  before: ObservedPolicies,
  now: ObservedPolicies,
): Extract<PolicyHistory, { readonly kind: 'compared' }> {
  const unread = unreadKinds(before, now)
  const isKnown = ({ key }: Observed) => !unread.has(kindOf(key))
  const known = new Map(before.policies.filter(isKnown).map((each) => [identityOf(each.key), each]))
  const changes: PolicyChange[] = []
  const relabelled: PolicyChange[] = []
  for (const each of now.policies.filter(isKnown)) {
    const identity = identityOf(each.key)
    const old = known.get(identity)
    known.delete(identity)
    if (old === undefined) changes.push({ ...changeOf(each, [null, each.spec]), change: 'added' })
    else if (old.spec !== each.spec) changes.push(changed(old, each))
    else if (old.content !== each.content) relabelled.push(changed(old, each))
  }
  for (const old of known.values())
    changes.push({ ...changeOf(old, [old.spec, null]), change: 'removed' })
  return {
    kind: 'compared',
    from: before.at,
    to: now.at,
    unread: [...unread].sort(),
    count: now.policies.length,
    changes: changes.sort(byKey),
    relabelled,
  }
}

/** Edits of policies of the rule set that left its digest as it is; nothing where it changed, or is not known of either run. */
export function equalEdits(
  before: ObservedPolicies,
  now: ObservedPolicies,
  { changes, relabelled }: ReturnType<typeof comparePolicies>,
): readonly EqualEdit[] {
  if (now.ruleSet === undefined || now.ruleSet !== before.ruleSet) return []
  const said = [
    ...changes,
    ...relabelled.map((each) => ({ ...each, change: 'relabelled' as const })),
  ]
  return said
    .filter(({ reviewed }) => reviewed)
    .map(({ key, change }) => ({ key, change }))
    .sort(byKey)
}

function changed(old: Observed, now: Observed): PolicyChange {
  return {
    ...changeOf(now, [old.spec, now.spec]),
    change: 'changed',
    reviewed: old.reviewed || now.reviewed,
  }
}

function changeOf(
  { key, reviewed }: Observed,
  said: readonly [Digest | null, Digest | null],
): Omit<PolicyChange, 'change'> {
  return { key, reviewed, digest: digestOf(canonicalJson([identityOf(key), ...said])) }
}

/** Kinds that only one side could read whole, and of which the other may have had objects that are not known. */
function unreadKinds(before: ObservedPolicies, now: ObservedPolicies): ReadonlySet<string> {
  const [then, today] = [new Set(before.kinds), new Set(now.kinds)]
  const present = new Set([...before.policies, ...now.policies].map(({ key }) => kindOf(key)))
  const lost = before.kinds.filter((kind) => !today.has(kind))
  const half = [...present].filter((kind) => !then.has(kind) || !today.has(kind))
  return new Set([...lost, ...half])
}

function kindOf(key: ObjectKey): string {
  const { group, kind } = objectKeyParts(key)
  return `${group}/${kind}`
}

/** What two versions of one object share. */
function identityOf(key: ObjectKey): string {
  const { group, kind, namespace, name } = objectKeyParts(key)
  return [group, kind, namespace, name].join('/')
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0
}
