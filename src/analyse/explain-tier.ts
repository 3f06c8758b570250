import type { Direction, Policy, Protocol, Rule } from '../model/policy.ts'
import type { DecidingRule, Endpoint, ReachVerdict } from '../model/reachability.ts'
import type { Column } from './columns.ts'
import type { Ternary } from './label-match.ts'
import { describeEndpoint, describeObject, describePort } from './names.ts'
import type { Tunnel } from './tunnels.ts'

/** One connection seen from one side: whose policies are asked, and where its other end stands in their rows. */
export type SideQuestion = {
  readonly direction: Direction
  readonly subject: Endpoint
  readonly column: Column
  /** port profile of the destination, whichever side it is */
  readonly profile: number
  readonly protocol: Protocol
  readonly port: number
  /** how the network plugin sees the connection, where it is TCP */
  readonly tunnel: Tunnel
}

/** A policy that applies to the subject. */
export type Applies = { readonly policy: Policy; readonly sure: boolean }

/** A rule whose peers and traffic match, surely or perhaps. */
export type Match = { readonly policy: Policy; readonly rule: Rule; readonly match: Ternary }

/** What one tier contributes; `because` is absent where the next tier decides. */
export type TierAnswer = {
  readonly rules: readonly DecidingRule[]
  readonly because?: string
  /** why it may have decided before the next tier does */
  readonly doubt?: readonly [string]
}

/** What a tier in which rules add up contributes. */
export function byUnion(
  verdict: ReachVerdict,
  tier: readonly Applies[],
  matches: readonly Match[],
  question: SideQuestion,
): TierAnswer {
  const isolating = tier.filter(({ policy }) => policy.isolates.includes(question.direction))
  const certain = matches.filter(({ match }) => match === 'yes')
  const denies = certain.filter(({ rule }) => rule.action === 'deny')
  if (verdict === 'denied' && denies.length > 0) return decidedBy(denies)
  if (verdict === 'allowed' && certain.length > 0) return decidedBy(certain)
  if (isolating.length === 0 && matches.length === 0) return { rules: [] }
  const last = isolating.find(({ policy, sure }) => sure && policy.tier.deniesLast !== undefined)
  if (verdict === 'indeterminate' && last !== undefined && matches.length === 0)
    return {
      rules: isolating.map(({ policy }) => deciding(policy, '', 'isolates')),
      doubt: [`${isolatedBy(isolating, question)}, but ${last.policy.tier.deniesLast ?? ''}`],
    }
  return verdict === 'denied'
    ? isolatedFrom(isolating, question)
    : unionUndecided(tier, isolating, matches, question)
}

function isolatedFrom(isolating: readonly Applies[], question: SideQuestion): TierAnswer {
  const { direction, protocol, port } = question
  const count = isolating.reduce((sum, { policy }) => sum + rulesIn(policy, direction).length, 0)
  const what = describePort(protocol, port === 0 ? undefined : port)
  return {
    rules: isolating.map(({ policy }) => deciding(policy, '', 'isolates')),
    because: `${isolatedBy(isolating, question)}, and ${noneOf(count, isolating.length)} ${what}`,
  }
}

function noneOf(rules: number, policies: number): string {
  if (rules === 0) return 'no rule matches'
  if (rules > 1) return `none of ${rules} rules matches`
  return `${policies === 1 ? 'its' : 'their'} 1 rule does not match`
}

function unionUndecided(
  tier: readonly Applies[],
  isolating: readonly Applies[],
  matches: readonly Match[],
  question: SideQuestion,
): TierAnswer {
  const isolates = isolating.map(({ policy }) => deciding(policy, '', 'isolates'))
  const rules = [...isolates, ...matches.map(ruleOf)]
  const who = isolatedBy(isolating, question)
  const silent = isolating.find(({ policy }) =>
    policy.tier.undefinedFor?.includes(question.protocol),
  )
  if (silent !== undefined) {
    const because = `${who}, and ${silent.policy.tier.name} does not define ${question.protocol}`
    return { rules, because }
  }
  const vague = tier.find(({ sure }) => !sure)
  if (vague !== undefined && isolating.every(({ sure }) => !sure)) {
    const { source, subject } = vague.policy
    const why = subject.uncertain === undefined ? '' : `: ${subject.uncertain}`
    return { rules, because: `it is not certain that ${describeObject(source)} applies${why}` }
  }
  return { rules, because: `${who}, and it is not certain that ${uncertainty(matches)}` }
}

function isolatedBy(isolating: readonly Applies[], { direction, subject }: SideQuestion): string {
  const policies = list(isolating.map(({ policy }) => policy))
  return `${direction} of ${describeEndpoint(subject)} is isolated by ${policies}`
}

/** What a tier with an order contributes. */
export function byOrder(
  verdict: ReachVerdict,
  tier: readonly Applies[],
  matches: readonly Match[],
): TierAnswer {
  const ordered = matches.toSorted((a, b) => a.policy.priority - b.policy.priority)
  if (verdict === 'indeterminate' && ordered.length > 0 && !isCertain(ordered))
    return {
      rules: upToDecision(ordered).map(ruleOf),
      because: `it is not certain that ${uncertainty(ordered)}`,
    }
  const decides = ordered.find(({ match }) => match === 'yes')
  if (decides !== undefined)
    return decides.rule.action === 'pass' ? { rules: [ruleOf(decides)] } : decidedBy([decides])
  if (tier[0]?.policy.tier.otherwise !== 'deny') return { rules: [] }
  const policies = tier.map(({ policy }) => policy)
  return {
    rules: policies.map((policy) => deciding(policy, '', 'isolates')),
    because: `no rule of ${list(policies)} matches, and tier ${policies[0]?.tier.name ?? ''} denies the rest`,
  }
}

/** Whether the first match decides: then it is an earlier tier that leaves the answer open. */
function isCertain([first, ...more]: readonly Match[]): boolean {
  const { match, policy } = first ?? {}
  return (
    match === 'yes' &&
    more.every((each) => each.policy === policy || each.policy.priority !== policy?.priority)
  )
}

/** Matches down to the first certain one, and all others of its priority. */
function upToDecision(ordered: readonly Match[]): readonly Match[] {
  const last = ordered.find(({ match }) => match === 'yes')?.policy.priority ?? Infinity
  return ordered.filter(({ policy }) => policy.priority <= last)
}

function decidedBy(matches: readonly Match[]): TierAnswer {
  const names = matches.map(
    ({ policy, rule }) => `${describeObject(policy.source)} (${rule.pointer})`,
  )
  const verb = matches[0]?.rule.action === 'deny' ? 'denied' : 'allowed'
  return { rules: matches.map(ruleOf), because: `${verb} by ${some(names)}` }
}

/** The rules of a policy in one direction. */
export function rulesIn(policy: Policy, direction: Direction): readonly Rule[] {
  return policy.rules.filter((rule) => rule.direction === direction)
}

function ruleOf({ policy, rule }: Match): DecidingRule {
  const effects = { allow: 'allows', deny: 'denies', pass: 'passes' } as const
  const effect = rule.conditional === undefined ? effects[rule.action] : 'untranslated'
  return deciding(policy, rule.pointer, effect)
}

function deciding(policy: Policy, pointer: string, effect: DecidingRule['effect']): DecidingRule {
  return { policy: policy.source, pointer, effect }
}

/** Why a match is not certain, of the first one that is not. */
function uncertainty(matches: readonly Match[]): string {
  const open = matches.find(({ match }) => match === 'maybe')
  if (open === undefined) return 'policies of equal priority agree'
  const { policy, rule } = open
  const name = `${describeObject(policy.source)} (${rule.pointer})`
  if (rule.conditional !== undefined) return `${name} allows it: ${rule.conditional}`
  const { uncertain } = policy.subject
  if (uncertain !== undefined) return `${name} applies: ${uncertain}`
  const byAddress = rule.peers.some(({ kind }) => kind === 'addresses')
  return byAddress
    ? `${name} matches pods by their addresses`
    : `${name} matches: labels that decide were not read or were redacted`
}

function list(policies: readonly Policy[]): string {
  return some(policies.map(({ source }) => describeObject(source)))
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
