import { objectKeyParts } from '../../core/object-key.ts'
import type { Enforcer, FurtherKind, Known, NotEnforced } from '../../model/enforcer.ts'
import type { Direction, Policy } from '../../model/policy.ts'
import { FURTHER_APIS } from './fingerprints.ts'

/** What is left of policies under a network plugin. */
export type Enforced = {
  readonly policies: readonly Policy[]
  /** what it is known not to enforce, sorted by key and direction */
  readonly notEnforced: readonly NotEnforced[]
}

type Present = Extract<Enforcer, { kind: 'present' }>

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress']

/**
 * Policies as the network plugin takes them. What it is known not to enforce counts as if it were not there: a kind of policy, a direction, a
 * priority. Where it is not known whether it enforces, whom a policy selects is uncertain: nothing shows that it does not, so that such a policy is not
 * taken away either.
 *
 * Under a plug-in that enforces nothing no policy denies for certain; they stay, since what is declared is told apart from what is in force. Policies of a
 * mesh are not the network plugin's.
 */
export function asEnforced(policies: readonly Policy[], enforcer: Enforcer): Enforced {
  if (enforcer.kind === 'unknown') return { policies, notEnforced: [] }
  if (enforcer.kind === 'none') {
    const why = `${enforcer.name} enforces no policy`
    const doubted = policies.map((policy) => (isOfMesh(policy) ? policy : uncertain(policy, why)))
    return { policies: doubted, notEnforced: [] }
  }
  const left: Policy[] = []
  const notEnforced = new Map<string, NotEnforced>()
  for (const policy of policies) {
    const { kept, without } = enforcedPart(policy, enforcer)
    if (kept !== undefined) left.push(kept)
    for (const each of without) notEnforced.set(`${each.policy}\u0000${each.direction ?? ''}`, each)
  }
  const sorted = [...notEnforced].sort(([a], [b]) => (a < b ? -1 : 1))
  return { policies: left, notEnforced: sorted.map(([, each]) => each) }
}

type Part = { readonly kept?: Policy; readonly without: readonly NotEnforced[] }

function enforcedPart(policy: Policy, enforcer: Present): Part {
  if (isOfMesh(policy)) return { kept: policy, without: [] }
  const { source, priority } = policy
  const kind = furtherKindOf(policy)
  const answer = kind === undefined ? 'yes' : enforcer.further[kind]
  if (kind !== undefined && answer === 'no')
    return { without: [{ policy: source, why: `${enforcer.name} does not enforce ${kind}` }] }
  const { lastPriority: last } = enforcer
  if (kind === 'AdminNetworkPolicy' && last !== undefined && priority > last) {
    const why = `${enforcer.name} enforces priorities up to ${last} only`
    return { without: [{ policy: source, why }] }
  }
  const sure = answer === 'yes' ? policy : uncertain(policy, notKnown(enforcer))
  return withDirections(sure, enforcer)
}

function withDirections(policy: Policy, enforcer: Present): Part {
  const states = (wanted: Known) =>
    DIRECTIONS.filter(
      (direction) => enforcer.directions[direction] === wanted && actsOn(policy, direction),
    )
  const vague = states('unknown').length > 0 ? uncertain(policy, notKnown(enforcer)) : policy
  const gone = states('no')
  if (gone.length === 0) return { kept: vague, without: [] }
  const without = gone.map((direction) => ({
    policy: policy.source,
    direction,
    why: `${enforcer.name} does not enforce ${direction}`,
  }))
  const rules = vague.rules.filter(({ direction }) => !gone.includes(direction))
  const isolates = vague.isolates.filter((direction) => !gone.includes(direction))
  if (rules.length + isolates.length === 0) return { without }
  return { kept: Object.freeze({ ...vague, rules, isolates }), without }
}

function actsOn({ rules, isolates }: Policy, direction: Direction): boolean {
  return isolates.includes(direction) || rules.some((rule) => rule.direction === direction)
}

function isOfMesh({ tier }: Policy): boolean {
  return tier.layer === 'mesh'
}

function notKnown({ name }: Present): string {
  return `${name} is not known to enforce it`
}

function uncertain(policy: Policy, why: string): Policy {
  return Object.freeze({
    ...policy,
    subject: Object.freeze({ uncertain: why, ...policy.subject }),
  })
}

/** The kind of a policy of Kubernetes' special interest group beside NetworkPolicy. */
export function furtherKindOf({ api, source }: Policy): FurtherKind | undefined {
  return FURTHER_APIS.has(api) ? (objectKeyParts(source).kind as FurtherKind) : undefined
}
