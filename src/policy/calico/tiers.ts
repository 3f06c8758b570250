import { objectKeyParts } from '../../core/object-key.ts'
import type { Policy, Rule, Tier } from '../../model/policy.ts'
import { ORDERED_STAGES } from './hosts.ts'
import { CALICO, DEFAULT_TIER, UNSETTLED } from './policy.ts'
import { MISSING_TIER, STATIC_TIERS } from './tier-objects.ts'
import type { CalicoTier } from './tier-objects.ts'

/** The order at which Calico puts NetworkPolicy (libcalico-go/lib/backend/k8s/conversion/conversion.go, K8sNetworkPolicyToCalico). */
const NETWORK_POLICY_ORDER = 1000

/** A policy and where it stands in Calico's own terms. */
type Placed = { readonly policy: Policy; readonly tier: string; readonly order: number }

/** Tiers as Calico orders them, policies in them by priority, and what had to be assumed for it. */
export type PlacedPolicies = {
  readonly policies: readonly Policy[]
  readonly assumptions: readonly string[]
}

/**
 * Puts the policies of a cluster where Calico evaluates them: its own in their tiers, NetworkPolicy in the default one, those of administrators in
 * tiers before and after it. All others stay as they are; `version` is that of Calico, undefined where it is not known (felix/calc/policy_sorter.go at 2e90629).
 */
export function placePolicies(
  policies: readonly Policy[],
  tiers: ReadonlyMap<string, CalicoTier>,
  version: number | undefined,
): PlacedPolicies {
  const placed = policies.map(placeOf)
  const moved = placed.filter((each) => each !== undefined)
  const kept = policies.filter((_, at) => placed[at] === undefined)
  const known = new Map([...Object.entries(STATIC_TIERS), ...tiers])
  const byTier = Map.groupBy(moved, ({ tier }) => tier)
  const named = new Set([...byTier.keys(), DEFAULT_TIER])
  const sorted = [...named].sort((a, b) => compareTiers(a, b, known))
  const middle = sorted.indexOf(DEFAULT_TIER)
  const missing = sorted.filter((name) => !known.has(name))
  const unreadable = sorted.filter((name) => known.get(name)?.unreadable !== undefined)
  const ranked = sorted.map((name, at) => {
    const place = placeOfTier(name, 1000 + (at - middle) / sorted.length, known.get(name))
    return rankedIn(place, byTier.get(name) ?? [], version)
  })
  const staged = ORDERED_STAGES.map((tier) => {
    const members = kept.filter((policy) => policy.tier === tier)
    return rankedIn({ tier }, members.map(asPlaced), version)
  })
  const others = kept.filter(({ tier }) => !ORDERED_STAGES.includes(tier))
  return {
    policies: [...others, ...[...staged, ...ranked].flatMap((each) => each.policies)],
    assumptions: [
      ...missing.map(
        (name) =>
          `tier ${name} was not found: its policies are enforced after all others, or not at all`,
      ),
      ...unreadable.map(
        (name) =>
          `${describeTier(name, known.get(name))}: its policies may come before or after all others`,
      ),
      ...([...staged, ...ranked].some(({ ambiguous }) => ambiguous)
        ? [
            'policies of one tier with the same order come in any order: versions of Calico differ in it, and the version is not known',
          ]
        : []),
    ],
  }
}

function placeOf(policy: Policy): Placed | undefined {
  const { tier, priority, api } = policy
  if (tier.layer === 'mesh') return undefined
  if (api === CALICO) return tier.order === UNSETTLED ? asPlaced(policy) : undefined
  switch (tier.name) {
    case 'NetworkPolicy':
      return { policy, tier: DEFAULT_TIER, order: NETWORK_POLICY_ORDER }
    case 'Admin':
      return { policy, tier: 'kube-admin', order: priority }
    case 'Baseline':
      return { policy, tier: 'kube-baseline', order: priority }
    default:
      return undefined
  }
}

function asPlaced(policy: Policy): Placed {
  return { policy, tier: policy.tier.name, order: policy.priority }
}

/** Tiers that exist first, by order, then by name. */
function compareTiers(a: string, b: string, known: ReadonlyMap<string, CalicoTier>): number {
  const [left, right] = [known.get(a), known.get(b)]
  if ((left === undefined) !== (right === undefined)) return left === undefined ? 1 : -1
  const order = (left ?? MISSING_TIER).order - (right ?? MISSING_TIER).order
  return order === 0 ? compareText(a, b) : order
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A tier as policies stand in it, and why it is not certain that they do. */
type TierPlace = { readonly tier: Tier; readonly doubt?: string }

/** Before all tiers of which the place is known: what perhaps applies there leaves to all others what they decide. */
const ANYWHERE = 1.5

/** One that was not found comes last, if its policies are enforced at all; one that cannot be read may come anywhere. */
function placeOfTier(name: string, order: number, known: CalicoTier | undefined): TierPlace {
  const { passes, unreadable } = known ?? MISSING_TIER
  const tier: Tier = { name, order, combine: 'ordered', otherwise: passes ? 'next' : 'deny' }
  if (known === undefined)
    return { tier: { ...tier, missing: true }, doubt: `tier ${name} was not found` }
  if (unreadable === undefined) return { tier }
  return {
    tier: { ...tier, order: ANYWHERE, otherwise: 'deny' },
    doubt: describeTier(name, known),
  }
}

function describeTier(name: string, tier: CalicoTier | undefined): string {
  return `tier ${name} ${tier?.unreadable ?? ''}`
}

function rankedIn(
  place: TierPlace,
  members: readonly Placed[],
  version: number | undefined,
): { readonly policies: readonly Policy[]; readonly ambiguous: boolean } {
  const levels = [...Map.groupBy(members, ({ order }) => order)].sort(([a], [b]) => a - b)
  const policies: Policy[] = []
  let ambiguous = false
  let rank = 0
  let last: Rule['action'] | undefined
  for (const [, level] of levels) {
    const inOrder = sortedLevel(level, version)
    if (inOrder === undefined) {
      ambiguous = true
      rank++
      for (const each of level) policies.push(settledIn(place, each.policy, rank))
      last = undefined
      continue
    }
    for (const { policy } of inOrder) {
      const action = onlyAction(policy)
      // policies that all allow, or all deny, may come in any order
      if (action === undefined || action !== last) rank++
      last = action
      policies.push(settledIn(place, policy, rank))
    }
  }
  return { policies, ambiguous }
}

function settledIn({ tier, doubt }: TierPlace, policy: Policy, priority: number): Policy {
  const { subject } = policy
  return {
    ...policy,
    tier,
    priority,
    subject: doubt === undefined ? subject : { ...subject, uncertain: subject.uncertain ?? doubt },
    isolates: tier.otherwise === 'deny' ? policy.isolates : [],
  }
}

/** The one thing that all rules of a policy do; undefined where they differ, or pass. */
function onlyAction({ rules }: Policy): Rule['action'] | undefined {
  const [first] = rules
  if (first === undefined) return 'allow'
  const { action } = first
  return action !== 'pass' && rules.every((rule) => rule.action === action) ? action : undefined
}

/**
 * Policies of one order by name. Before Calico 3.32 the namespace comes first and names carry the tier, from 3.32 on the name comes first
 * (policy_sorter.go before and after projectcalico/calico#11232). undefined where versions differ, it matters, and the version is not known.
 */
function sortedLevel(
  level: readonly Placed[],
  version: number | undefined,
): readonly Placed[] | undefined {
  const orders = [
    ...(version === undefined || version < 3032 ? [oldName] : []),
    ...(version === undefined || version >= 3032 ? [newName, newNameAsStored] : []),
  ].map((nameOf) => level.toSorted((a, b) => compareText(nameOf(a.policy), nameOf(b.policy))))
  const [first = level, ...others] = orders
  const actions = new Set(level.map(({ policy }) => onlyAction(policy)))
  if (actions.size === 1 && !actions.has(undefined)) return first
  const alike = others.every((order) => order.every((each, at) => meetsAlike(each, first[at])))
  return alike ? first : undefined
}

function meetsAlike(a: Placed, b: Placed | undefined): boolean {
  return a.policy.source === b?.policy.source
}

function partsOf({ source }: Policy): { kind: string; namespace: string; name: string } {
  return objectKeyParts(source)
}

function oldName(policy: Policy): string {
  const { namespace, name } = partsOf(policy)
  const full =
    policy.api !== CALICO ? `knp.default.${name}` : name.includes('.') ? name : `default.${name}`
  return namespace === '' ? full : `${namespace}/${full}`
}

function newName(policy: Policy): string {
  const { namespace, name } = partsOf(policy)
  const stored = policy.source.startsWith('crd.') ? name.replace(/^default\./, '') : name
  return `${stored}/${namespace}/${kindOf(policy)}`
}

function newNameAsStored(policy: Policy): string {
  const { namespace, name } = partsOf(policy)
  return `${name}/${namespace}/${kindOf(policy)}`
}

function kindOf(policy: Policy): string {
  const { kind } = partsOf(policy)
  return policy.api === CALICO ? kind : `Kubernetes${kind}`
}
