import type { DecidingRule, ReachVerdict, SideExplanation } from '../../model/reachability.ts'
import { doubtsBetween } from '../engine/doubts.ts'
import type { Engine, Side } from '../engine/engine.ts'
import { composed } from './explain-findings.ts'
import { explainEach, pluginsOf } from './explain-plugins.ts'
import type { SideQuestion } from './explain-tier.ts'
import { applyingTo, findingsOf } from './explain-tiers.ts'
import { describeEndpoint } from '../names.ts'
import { answerAt } from '../engine/row.ts'
import { agreed, seenBy } from '../engine/tunnels.ts'

/** The answer of one side for one connection: all layers must allow. */
export function sideVerdict(engine: Engine, question: SideQuestion): ReachVerdict {
  const declared = declaredVerdict(engine, question)
  return declared === 'denied' && doubtsAbout(engine, question).length > 0
    ? 'indeterminate'
    : declared
}

/** What may allow a connection that policies deny. */
function doubtsAbout(engine: Engine, { direction, subject, column }: SideQuestion) {
  const other = engine.columns.endpointOf[column.index] ?? -1
  return direction === 'egress'
    ? doubtsBetween(engine, subject.index, other)
    : doubtsBetween(engine, other, subject.index)
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
  const others = meshes.map((side) => explainMesh(engine, side, question))
  const told = [network, ...others.filter(({ touched }) => touched)]
  const verdict = declaredVerdict(engine, question)
  const deciding = verdict === 'allowed' ? told : told.filter((each) => each.verdict === verdict)
  const shown = verdict === 'allowed' ? told : deciding.slice(0, 1)
  const rules = sorted(shown.flatMap((each) => each.rules))
  const because = shown.map((each) => each.because).join('; ')
  const doubts = shown.flatMap((each) => each.doubts ?? [])
  const declared = { direction, verdict, rules, because }
  if (verdict === 'indeterminate') return { ...declared, doubts }
  return verdict === 'allowed' ? declared : withDoubts(declared, doubtsAbout(engine, question))
}

/** A denial, in doubt where something that was not read may allow it. */
function withDoubts(denial: SideExplanation, doubts: readonly string[]): SideExplanation {
  const [first, ...more] = doubts
  if (first === undefined) return denial
  const said = more.length === 0 ? first : `${first} (and ${more.length} more)`
  return {
    ...denial,
    verdict: 'indeterminate',
    because: `a denial is not certain, since ${said}; by what was read: ${denial.because}`,
    doubts: doubts.map((why) => ({ kind: 'unread', why })),
  }
}

/** The network plugin's answer; where it may see either of two ports, and answers differently, both are told. */
function explainNetwork(engine: Engine, side: Side, question: SideQuestion): LayerExplanation {
  const told = seenBy(question).map((each) => explainLayer(engine, side, each))
  const [first, second] = told
  if (first === undefined) throw new Error('a question that nobody sees')
  if (second === undefined || first.verdict === second.verdict) return first
  const why = 'whether the mesh carries it in a tunnel is not certain'
  return {
    verdict: 'indeterminate',
    rules: told.flatMap(({ rules }) => rules),
    because: `${why}. If not: ${first.because}. If so: ${second.because}`,
    doubts: [{ kind: 'tunnel', why }, ...told.flatMap(({ doubts = [] }) => doubts)],
    touched: true,
  }
}

/** A mesh decides about TCP only: its policies are none of the reasons for anything else. */
function explainMesh(engine: Engine, side: Side, question: SideQuestion): LayerExplanation {
  const told = explainLayer(engine, side, question)
  return question.protocol === 'TCP' ? told : { ...told, touched: false }
}

type LayerExplanation = Omit<SideExplanation, 'direction'> & {
  /** whether any policy of the layer applies */
  readonly touched: boolean
}

function explainLayer(engine: Engine, side: Side, question: SideQuestion): LayerExplanation {
  const verdict = layerVerdict(engine, side, question)
  const applying = applyingTo(engine, side, question)
  if (applying.length === 0)
    return { verdict, rules: [], because: untouched(question), touched: false }
  const plugins = pluginsOf(applying)
  if (plugins !== undefined) {
    const told = explainEach(engine, question, applying, plugins, untouched(question))
    return { ...told, touched: true }
  }
  const findings = findingsOf(engine, question, applying)
  return { verdict, ...composed(verdict, findings), touched: true }
}

function untouched({ direction, subject }: SideQuestion): string {
  if (subject.kind === 'addresses') return 'no policy speaks for addresses outside of the cluster'
  if (subject.hostNetwork)
    return `${describeEndpoint(subject)} uses the network of its node: no policy applies to it`
  return `no policy isolates ${direction} of ${describeEndpoint(subject)}`
}

function sorted(rules: readonly DecidingRule[]): readonly DecidingRule[] {
  const keyOf = ({ policy, pointer, effect }: DecidingRule) => `${policy} ${pointer} ${effect}`
  const byKey = new Map(rules.map((rule) => [keyOf(rule), rule]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}
