import type { DecidingRule, ReachVerdict, SideExplanation } from '../model/reachability.ts'
import type { Engine, Side } from './engine.ts'
import { byOrder, byUnion, rulesIn } from './explain-tier.ts'
import type { Applies, Match, SideQuestion } from './explain-tier.ts'
import { describeEndpoint } from './names.ts'
import { answerAt } from './row.ts'
import { agreed, seenBy } from './tunnels.ts'

/** The answer of one side for one connection: all layers must allow. */
export function sideVerdict(engine: Engine, question: SideQuestion): ReachVerdict {
  const declared = declaredVerdict(engine, question)
  return declared === 'denied' && engine.cluster.doubts.length > 0 ? 'indeterminate' : declared
}

/** The same by what was read of the policies. */
function declaredVerdict(engine: Engine, question: SideQuestion): ReachVerdict {
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
  const [first, ...meshes] = engine[direction]
  const network = explainNetwork(engine, first, question)
  const others = meshes.map((side) => explainLayer(engine, side, question))
  const told = [network, ...others.filter(({ touched }) => touched)]
  const verdict = declaredVerdict(engine, question)
  const deciding = verdict === 'allowed' ? told : told.filter((each) => each.verdict === verdict)
  const shown = verdict === 'allowed' ? told : deciding.slice(0, 1)
  const rules = sorted(shown.flatMap(({ rules }) => rules))
  const because = shown.map((each) => each.because).join('; ')
  const [doubt, ...more] = engine.cluster.doubts
  if (verdict !== 'denied' || doubt === undefined) return { direction, verdict, rules, because }
  const said = more.length === 0 ? doubt : `${doubt} (and ${more.length} more)`
  return {
    direction,
    verdict: 'indeterminate',
    rules,
    because: `a denial is not certain, since ${said}; by what was read: ${because}`,
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
  const doubts: string[] = []
  for (const [, tier] of [...tiers].sort(([a], [b]) => a - b)) {
    const matches = tier.flatMap((each) => matchesOf(engine, question, each))
    const decided = tier[0]?.policy.tier.combine === 'union' ? byUnion : byOrder
    const found = decided(verdict, tier, matches, question)
    rules.push(...found.rules)
    doubts.push(...(found.doubt ?? []))
    if (found.because !== undefined)
      return { verdict, rules, because: [...doubts, found.because].join('; '), touched: true }
  }
  const subject = describeEndpoint(question.subject)
  return {
    verdict,
    rules,
    because: `no policy decides ${question.direction} of ${subject}, so it is allowed`,
    touched: true,
  }
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

function sorted(rules: readonly DecidingRule[]): readonly DecidingRule[] {
  const keyOf = ({ policy, pointer, effect }: DecidingRule) => `${policy} ${pointer} ${effect}`
  const byKey = new Map(rules.map((rule) => [keyOf(rule), rule]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}
