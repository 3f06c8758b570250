import type { Direction, Policy, Protocol, Rule } from '../model/policy.ts'
import type {
  DecidingRule,
  Endpoint,
  ReachVerdict,
  SideExplanation,
} from '../model/reachability.ts'
import type { Column } from './columns.ts'
import type { Engine, Side } from './engine.ts'
import type { Ternary } from './label-match.ts'
import { describeEndpoint, describeObject, describePort } from './names.ts'
import { answerAt } from './row.ts'
import { agreed, seenBy } from './tunnels.ts'
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
type Applies = { readonly policy: Policy; readonly sure: boolean }

/** A rule whose peers and traffic match, surely or perhaps. */
type Match = { readonly policy: Policy; readonly rule: Rule; readonly match: Ternary }

/** The answer of one side for one connection: all layers must allow. */
export function sideVerdict(engine: Engine, question: SideQuestion): ReachVerdict {
  const [network, ...others] = engine[question.direction]
  const seen = seenBy(question).map((each) => layerVerdict(engine, network, each))
  const verdicts = others.map((side) => layerVerdict(engine, side, question))
  return [agreed(seen), ...verdicts].reduce((a, b) => (RANK[a] > RANK[b] ? a : b))
}

const RANK = { allowed: 0, indeterminate: 1, denied: 2 } as const

/** The answer of one layer, read from its row. */
function layerVerdict(
  { answers, sets }: Engine,
  { grouping, rows }: Side,
  { subject, column, protocol, port }: SideQuestion,
): ReachVerdict {
  const row = rows.of(grouping.groupOf[subject.index] ?? 0)
  if (row === undefined) return 'allowed'
  const answer = answerAt(row, column.index)
  if (sets.has(answers.mustOf(answer), protocol, port)) return 'allowed'
  return sets.has(answers.mayOf(answer), protocol, port) ? 'indeterminate' : 'denied'
}

/**
 * Why one side answers as it does: the rules that decide, and a sentence for people. Of several layers the first that answers worst decides;
 * where all allow, each that has policies is told.
 */
export function explainSide(engine: Engine, question: SideQuestion): SideExplanation {
  const { direction } = question
  const [first, ...more] = engine[direction]
  const network = explainNetwork(engine, first, question)
  const others = more.map((side) => explainLayer(engine, side, question))
  const told = [network, ...others.filter(({ touched }) => touched)]
  const verdict = sideVerdict(engine, question)
  const deciding = verdict === 'allowed' ? told : told.filter((each) => each.verdict === verdict)
  const shown = verdict === 'allowed' ? told : deciding.slice(0, 1)
  return {
    direction,
    verdict,
    rules: sorted(shown.flatMap(({ rules }) => rules)),
    because: shown.map(({ because }) => because).join('; '),
  }
}

/** The network plugin's answer; where it may see either of two ports, and answers differently, both are told. */
function explainNetwork(engine: Engine, side: Side, question: SideQuestion): LayerExplanation {
  const told = seenBy(question).map((each) => explainLayer(engine, side, each))
  const [first, second] = told
  if (first === undefined) throw new Error('a question that nobody sees')
  if (second === undefined || first.verdict === second.verdict) return first
  return {
    verdict: 'indeterminate',
    rules: told.flatMap(({ rules }) => rules),
    because: `whether the mesh carries it in a tunnel is not certain. If not: ${first.because}. If so: ${second.because}`,
    touched: true,
  }
}

type LayerExplanation = Omit<SideExplanation, 'direction'> & {
  /** whether any policy of the layer applies */
  readonly touched: boolean
}

function explainLayer(engine: Engine, side: Side, question: SideQuestion): LayerExplanation {
  const verdict = layerVerdict(engine, side, question)
  const applying = applyingTo(engine, side, question)
  const because = untouched(question, applying)
  if (because !== undefined) return { verdict, rules: [], because, touched: false }
  const tiers = Map.groupBy(applying, ({ policy }) => policy.tier.order)
  const rules: DecidingRule[] = []
  for (const [, tier] of [...tiers].sort(([a], [b]) => a - b)) {
    const matches = tier.flatMap((each) => matchesOf(engine, question, each))
    const decided = tier[0]?.policy.tier.combine === 'union' ? byUnion : byOrder
    const found = decided(verdict, tier, matches, question)
    rules.push(...found.rules)
    if (found.because !== undefined)
      return { verdict, rules, because: found.because, touched: true }
  }
  const subject = describeEndpoint(question.subject)
  return {
    verdict,
    rules,
    because: `no policy decides ${question.direction} of ${subject}, so it is allowed`,
    touched: true,
  }
}

/** What one tier contributes; `because` is absent where the next tier decides. */
type TierAnswer = { readonly rules: readonly DecidingRule[]; readonly because?: string }

function byUnion(
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
  if (vague !== undefined && isolating.every(({ sure }) => !sure))
    return {
      rules,
      because: `it is not certain that ${describeObject(vague.policy.source)} applies`,
    }
  return { rules, because: `${who}, and it is not certain that ${uncertainty(matches)}` }
}

function isolatedBy(isolating: readonly Applies[], { direction, subject }: SideQuestion): string {
  const policies = list(isolating.map(({ policy }) => policy))
  return `${direction} of ${describeEndpoint(subject)} is isolated by ${policies}`
}

function byOrder(
  verdict: ReachVerdict,
  tier: readonly Applies[],
  matches: readonly Match[],
): TierAnswer {
  const ordered = matches.toSorted((a, b) => a.policy.priority - b.policy.priority)
  if (verdict === 'indeterminate' && ordered.length > 0)
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

function untouched(
  { direction, subject }: SideQuestion,
  applying: readonly Applies[],
): string | undefined {
  if (subject.kind === 'addresses') return 'no policy speaks for addresses outside of the cluster'
  if (applying.length > 0) return undefined
  if (subject.hostNetwork)
    return `${describeEndpoint(subject)} uses the network of its node: no policy applies to it`
  return `no policy isolates ${direction} of ${describeEndpoint(subject)}`
}

function applyingTo(
  engine: Engine,
  { grouping }: Side,
  { subject }: SideQuestion,
): readonly Applies[] {
  const found = grouping.applying[subject.index] ?? []
  return found.flatMap(({ policy, sure }) => {
    const full = engine.cluster.policies[policy]
    return full === undefined ? [] : [{ policy: full, sure }]
  })
}

function matchesOf(engine: Engine, question: SideQuestion, { policy, sure }: Applies): Match[] {
  const { protocol, port, column, profile } = question
  return rulesIn(policy, question.direction).flatMap((rule) => {
    const peers = engine.peers.matches(engine.peers.of(rule.peers), column.index)
    const traffic = engine.traffic.towards(engine.traffic.of(rule.traffic), profile)
    if (peers === 'no' || !engine.sets.has(traffic, protocol, port)) return []
    const certain = peers === 'yes' && sure && rule.conditional === undefined
    return [{ policy, rule, match: certain ? 'yes' : 'maybe' } as const]
  })
}

function rulesIn(policy: Policy, direction: Direction): readonly Rule[] {
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

function sorted(rules: readonly DecidingRule[]): readonly DecidingRule[] {
  const keyOf = ({ policy, pointer, effect }: DecidingRule) => `${policy} ${pointer} ${effect}`
  const byKey = new Map(rules.map((rule) => [keyOf(rule), rule]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}
