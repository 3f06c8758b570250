import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import type { Digest } from '../../core/digest.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type {
  Between,
  EqualEdit,
  FoundChange,
  ObservedPolicies,
  PolicyHistory,
  SeenPolicy,
} from '../../model/history.ts'
import type { ObjectKey } from '../../model/object.ts'
import { byText } from '../answers.ts'
import { asLastRead, isKnownIn, kindOf } from './observed-policies.ts'

/** How the policies of two runs differ. */
export type ComparedPolicies = Omit<
  Extract<PolicyHistory, { readonly kind: 'compared' }>,
  'kind' | 'carried'
>

/**
 * What changed between the policies of two runs, by group, kind, namespace and name. A kind that the earlier run could not read is compared with what
 * the newest run before it saw that could: what is changed while nobody looks is found by who looks next.
 */
export function comparePolicies(before: ObservedPolicies, now: ObservedPolicies): ComparedPolicies {
  const unread = unreadKinds(before, now)
  const [changes, relabelled]: [FoundChange[], FoundChange[]] = [[], []]
  for (const kind of now.kinds.filter((each) => !unread.has(each))) {
    const earlier = asLastRead(before, kind)
    const between = { from: earlier.at, to: now.at }
    const known = new Map(earlier.policies.map((each) => [identityOf(each.key), each]))
    for (const each of now.policies.filter(({ key }) => kindOf(key) === kind)) {
      const identity = identityOf(each.key)
      const old = known.get(identity)
      known.delete(identity)
      if (old === undefined) changes.push(changeOf(between, each.key, { now: each }))
      else if (old.spec !== each.spec) changes.push(changeOf(between, each.key, { old, now: each }))
      else if (old.content !== each.content)
        relabelled.push(changeOf(between, each.key, { old, now: each }))
    }
    for (const old of known.values()) changes.push(changeOf(between, old.key, { old }))
  }
  return {
    from: before.at,
    to: now.at,
    unread: [...unread].sort(),
    count: now.policies.length,
    changes: changes.sort(byKey),
    relabelled: relabelled.sort(byKey),
  }
}

/** Edits of policies of the rule set that left its digest as it is; nothing where it changed, or is not known of either run. */
export function equalEdits(
  before: ObservedPolicies,
  now: ObservedPolicies,
  { changes, relabelled }: ComparedPolicies,
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

type Sides = { readonly old?: SeenPolicy; readonly now?: SeenPolicy }

function changeOf({ from, to }: Between, key: ObjectKey, { old, now }: Sides): FoundChange {
  const said = [old, now].map((each): Digest | null => each?.spec ?? null)
  return {
    from,
    to,
    key,
    change: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
    digest: digestOf(canonicalJson([identityOf(key), ...said])),
    reviewed: old?.reviewed === true || now?.reviewed === true,
  }
}

/** Kinds of which this run did not read all, or no run before it did, and of which there are objects or may have been. */
function unreadKinds(before: ObservedPolicies, now: ObservedPolicies): ReadonlySet<string> {
  const present = [...before.policies, ...now.policies].map(({ key }) => kindOf(key))
  const known = [...before.kinds, ...(before.unread ?? []).map(({ kind }) => kind)]
  return new Set(
    [...present, ...known].filter((kind) => !now.kinds.includes(kind) || !isKnownIn(before, kind)),
  )
}

/** What two versions of one object share. */
export function identityOf(key: ObjectKey): string {
  const { group, kind, namespace, name } = objectKeyParts(key)
  return [group, kind, namespace, name].join('/')
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return byText(one.key, other.key)
}
