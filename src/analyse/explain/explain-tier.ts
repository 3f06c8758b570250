import type { Direction, Policy, Protocol, Rule } from '../../model/policy.ts'
import type { DecidingRule, Doubt, Endpoint } from '../../model/reachability.ts'
import type { Column } from '../engine/columns.ts'
import { describeAt, describeEndpoint, describeObject, describePort } from '../names.ts'
import type { Tunnel } from '../engine/tunnels.ts'

/** One connection seen from one side: whose policies are asked, and where its other end stands in their rows. */
export type SideQuestion = {
  readonly direction: Direction
  readonly subject: Endpoint
  /** the other end, for people */
  readonly other: Endpoint
  readonly column: Column
  /** port profile of the destination, whichever side it is */
  readonly profile: number
  readonly protocol: Protocol
  readonly port: number
  /** how the network plugin sees the connection, where it is TCP */
  readonly tunnel: Tunnel
}

/** A policy that applies to the subject, with those of its rules that match or may match, in order. */
export type Applies = {
  readonly policy: Policy
  readonly sure: boolean
  readonly matches: readonly Match[]
  /** places of its rules of which the peers match, or may match, whatever the port */
  readonly forPeer: readonly string[]
}

/** A rule whose peers and traffic match. */
export type Match = {
  readonly policy: Policy
  readonly rule: Rule
  /** whether the rule matches for certain where its policy applies */
  readonly fits: boolean
  /** why it is not certain that it decides; absent where it is */
  readonly doubt?: Doubt
}

/** One thing that happens to a connection in a tier, for certain or, with a doubt, perhaps. */
export type Finding = {
  /** `either`: nothing says whether it is allowed or denied */
  readonly outcome: Rule['action'] | 'either'
  readonly rules: readonly DecidingRule[]
  /** what happens, as a clause: `denied by NetworkPolicy shop/db (/spec/ingress/0)`; with a doubt: and why that is not certain */
  readonly said: string
  readonly doubt?: Doubt
  /** the same where the doubt turns out to change nothing; absent: nothing is said then */
  readonly settled?: string
}

/** What a tier makes of a connection, in order, and whether it leaves some of it to the tiers that follow. */
export type TierFindings = {
  readonly findings: readonly Finding[]
  readonly open: boolean
  /** true: what no later tier decides is denied */
  readonly deniesLast?: true
}

/** The rules of a policy in one direction. */
export function rulesIn(policy: Policy, direction: Direction): readonly Rule[] {
  return policy.rules.filter((rule) => rule.direction === direction)
}

/** Where in its object a policy stands. */
export function placeOf({ place = '/spec' }: Policy): string {
  return place
}

/** What some matching rules of one action do together. */
export function decidedBy(matches: readonly Match[]): Finding {
  const names = matches.map(({ policy, rule }) => describeAt(policy.source, rule.pointer))
  const outcome = matches[0]?.rule.action ?? 'allow'
  return {
    outcome,
    rules: matches.map(ruleOf),
    said: `${VERBS[outcome]} by ${some(names)}`,
  }
}

const VERBS = { allow: 'allowed', deny: 'denied', pass: 'passed on' } as const

/** What a rule perhaps does. */
export function perhaps(match: Match, doubt: Doubt): Finding {
  const { rule } = match
  const act = doubt.kind === 'enforcement' ? 'may not be enforced' : `may ${DEEDS[rule.action]}`
  return { outcome: rule.action, rules: [ruleOf(match)], said: sayDoubt(doubt, act), doubt }
}

const DEEDS = { allow: 'allow it', deny: 'deny it', pass: 'pass it on' } as const

/** A doubt in words, of what a policy may do. */
export function sayDoubt(doubt: Doubt, act: string): string {
  if (!('policy' in doubt)) return doubt.why
  const unread = doubt.kind === 'not-understood' ? 'is not understood and ' : ''
  return `${describeAt(doubt.policy, doubt.pointer)} ${unread}${act}: ${doubt.why}`
}

/** The isolation of a policy that perhaps applies. */
export function perhapsIsolates(
  { policy }: Applies,
  { direction, subject }: SideQuestion,
  doubt: Doubt,
): Finding {
  const act = `may isolate ${direction} of ${describeEndpoint(subject)}`
  return {
    outcome: 'deny',
    rules: [wholePolicy(policy, 'isolates')],
    said: sayDoubt(doubt, act),
    doubt,
  }
}

/** A policy as one of the deciding rules, by the place of its specification. */
export function wholePolicy(policy: Policy, effect: DecidingRule['effect']): DecidingRule {
  return { policy: policy.source, pointer: placeOf(policy), effect }
}

function ruleOf({ policy, rule, doubt }: Match): DecidingRule {
  const effects = { allow: 'allows', deny: 'denies', pass: 'passes' } as const
  const effect =
    doubt?.kind === 'not-understood'
      ? 'untranslated'
      : doubt?.kind === 'enforcement'
        ? 'unenforced'
        : effects[rule.action]
  return { policy: policy.source, pointer: rule.pointer, effect }
}

/** `ingress of shop/web is isolated by NetworkPolicy shop/web`. */
export function isolatedBy(
  isolating: readonly Applies[],
  { direction, subject }: SideQuestion,
): string {
  return `${direction} of ${describeEndpoint(subject)} is isolated by ${listed(isolating)}`
}

/** The port that a question is about, in words. */
export function describeAsked({ protocol, port }: SideQuestion): string {
  return describePort(protocol, port === 0 ? undefined : port)
}

/** Policies by name, each once, the first three. */
export function listed(policies: readonly Applies[]): string {
  return some(policies.map(({ policy }) => describeObject(policy.source)))
}

/** Names, each once, the first three of them and how many more there are. */
export function some(names: readonly string[], between = ', '): string {
  const all = [...new Set(names)]
  const shown = all.slice(0, 3).join(between)
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown
}
