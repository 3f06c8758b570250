import { allowedBy } from './allowed-by.ts'
import { passesOn } from './explain-findings.ts'
import { ruleDoubt, subjectDoubt } from './policy-doubts.ts'
import type { Engine, Side } from '../engine/engine.ts'
import { layerOf } from '../engine/groups.ts'
import { byOrder } from './explain-ordered.ts'
import { describeAsked, listed, rulesIn, wholePolicy } from './explain-tier.ts'
import type { Applies, Finding, Match, SideQuestion } from './explain-tier.ts'
import { byUnion } from './explain-union.ts'
import { describeEndpoint } from '../names.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Direction, Policy, Rule } from '../../model/policy.ts'

/** The policies of one layer that apply to the subject of a question, by key, with those of their rules that match. */
export function applyingTo(
  engine: Engine,
  { grouping }: Side,
  question: SideQuestion,
): readonly Applies[] {
  const found = grouping.applying[question.subject.index] ?? []
  const seen = new Map<Policy, Applies>()
  for (const { policy: at, sure } of found) {
    const policy = engine.cluster.policies[at]
    if (policy === undefined) continue
    const forPeer = rulesForPeer(engine, question, policy)
    const matches = matchesOf(engine, question, policy, forPeer, sure)
    const places = forPeer.map(({ rule }) => rule.pointer)
    seen.set(policy, { policy, sure, matches, forPeer: places })
  }
  return [...seen.values()]
}

/** A rule of which the peers match, for certain or perhaps. */
type ForPeer = { readonly rule: Rule; readonly certain: boolean }

function rulesForPeer(
  engine: Engine,
  { column, direction }: SideQuestion,
  policy: Policy,
): readonly ForPeer[] {
  return rulesIn(policy, direction).flatMap((rule) => {
    const match = engine.peers.matches(engine.peers.of(rule.peers), column.index)
    return match === 'no' ? [] : [{ rule, certain: match === 'yes' }]
  })
}

function matchesOf(
  engine: Engine,
  question: SideQuestion,
  policy: Policy,
  forPeer: readonly ForPeer[],
  sure: boolean,
): readonly Match[] {
  const { protocol, port, profile } = question
  return forPeer.flatMap(({ rule, certain }): Match[] => {
    const traffic = engine.traffic.towards(engine.traffic.of(rule.traffic), profile)
    if (!engine.sets.has(traffic, protocol, port)) return []
    const fits = certain && rule.conditional === undefined
    if (fits && sure) return [{ policy, rule, fits }]
    const doubt = ruleDoubt(engine, question, policy, rule, sure)
    return [{ policy, rule, fits, ...(doubt === undefined ? {} : { doubt }) }]
  })
}

/** What happens to one connection in the tiers of a layer, in order, and at the end of them. */
export function findingsOf(
  engine: Engine,
  question: SideQuestion,
  applying: readonly Applies[],
): readonly Finding[] {
  const doubtOf = ({ policy }: Applies) => subjectDoubt(engine, question, policy)
  const tiers = [...Map.groupBy(applying, ({ policy }) => policy.tier.order)]
  const findings: Finding[] = []
  const asked: Applies[] = []
  let closed = false
  for (const [, tier] of tiers.sort(([a], [b]) => a - b)) {
    const decide = tier[0]?.policy.tier.combine === 'union' ? byUnion : byOrder
    const found = decide(tier, question, doubtOf)
    findings.push(...found.findings)
    if (!found.open) return findings
    // What is passed on skips the rest of its tier.
    if (!found.findings.some(passesOn)) asked.push(...tier)
    closed ||= found.deniesLast === true
  }
  if (closed) return findings
  // What denies perhaps has been told.
  const acting = findings.flatMap(({ outcome, rules }) =>
    outcome === 'pass' || outcome === 'allow' ? [] : rules.map(({ policy }) => policy),
  )
  const others = asked.filter(({ policy }) => !acting.includes(policy.source))
  return [...findings, allowedLast(engine, question, applying, others)]
}

/** Policies apply, and none of them decides; none, where all of them pass the connection on. A profile that allows what is left is named. */
function allowedLast(
  { cluster }: Engine,
  question: SideQuestion,
  applying: readonly Applies[],
  others: readonly Applies[],
): Finding {
  const { direction, subject } = question
  const what = others.length === 0 ? 'nothing else' : `nothing in ${listed(others)}`
  const who = `${direction} of ${describeEndpoint(subject)}`
  const ofNetwork = applying.some(({ policy }) => layerOf(policy) === 'network')
  const by =
    ofNetwork && subject.kind === 'pods' && !subject.hostNetwork
      ? profileBehind(cluster, subject.namespace, direction)
      : undefined
  return {
    outcome: 'allow',
    rules: [
      ...others.map(({ policy }) => wholePolicy(policy, 'silent')),
      ...(by === undefined ? [] : [{ ...by.rule, effect: 'allows' as const }]),
    ],
    said: `${what} denies ${who} on ${describeAsked(question)}, so ${by?.said ?? 'it is allowed'}`,
  }
}

/** The profile of a namespace that was read and allows what no policy decides; undefined where there is none. */
function profileBehind(cluster: Cluster, namespace: string, direction: Direction) {
  const by = allowedBy(cluster, namespace, direction)
  if (by.kind !== 'profile' || by.object === undefined || by.pointer === undefined) return undefined
  const said = `the profile ${by.name} of Calico allows it (${by.pointer})`
  return { rule: { policy: by.object, pointer: by.pointer }, said }
}
