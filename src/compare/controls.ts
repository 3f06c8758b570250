import { subjectWords } from '../core/object-key.ts'
import type { ControlChange, IncomparableCause } from '../model/comparison.ts'
import type { CheckResult, ControlResult, Evaluation } from '../model/evaluation.ts'

/** The evaluations of one cluster on both sides; absent where the cluster was not read. */
export type EvaluationPair = {
  readonly cluster: string
  readonly base?: Evaluation
  readonly head?: Evaluation
  /** both were read, and they are not the same cluster */
  readonly isReplaced?: boolean
  /** what evaluated each side, where objects, files and catalogue are the same and this is not; absent: something else differs, or nothing */
  readonly tools?: readonly [before: string, now: string]
  /** whether both catalogues define a control alike; absent: they do, or that is not known */
  readonly isDefinedAlike?: (framework: string, control: string) => boolean
}

type Side = { readonly before?: ControlResult; readonly after?: ControlResult }

/** How every control of every cluster moved, sorted by cluster, framework and control in the head's catalogue order. */
export function compareControls(pairs: readonly EvaluationPair[]): readonly ControlChange[] {
  return pairs.flatMap(changesOfCluster)
}

function changesOfCluster(pair: EvaluationPair): readonly ControlChange[] {
  const before = byControl(pair.base)
  const after = byControl(pair.head)
  const names = [...after.keys(), ...[...before.keys()].filter((name) => !after.has(name))]
  return names.map((name) => {
    const one = before.get(name)
    const two = after.get(name)
    return changeOf(pair, {
      ...(one === undefined ? {} : { before: one }),
      ...(two === undefined ? {} : { after: two }),
    })
  })
}

function byControl(evaluation: Evaluation | undefined): Map<string, ControlResult> {
  const controls = evaluation?.controls ?? []
  return new Map(controls.map((result) => [`${result.framework}/${result.control}`, result]))
}

function changeOf(pair: EvaluationPair, { before, after }: Side): ControlChange {
  const known = after ?? before
  if (known === undefined) throw new Error('a control that is on neither side')
  const isEvaluated = unread(pair) === undefined && before?.unused === after?.unused
  const movement = movementOf(pair, { ...(before && { before }), ...(after && { after }) })
  return {
    cluster: pair.cluster,
    framework: known.framework,
    control: known.control,
    title: known.title,
    ...movement,
    ...(before === undefined ? {} : { before: before.outcome }),
    ...(after === undefined ? {} : { after: after.outcome }),
    newlyFailing: isEvaluated ? knownOnlyIn(after, before) : [],
    noLongerFailing: isEvaluated ? knownOnlyIn(before, after) : [],
  }
}

type Movement = Pick<ControlChange, 'state' | 'reason' | 'because'>

function movementOf(pair: EvaluationPair, { before, after }: Side): Movement {
  const missing = unread(pair)
  if (missing !== undefined) return missing
  if (after === undefined) return { state: 'absent', reason: 'no longer in the catalogue' }
  if (before === undefined) return { state: 'new', reason: 'not in the catalogue before' }
  return incomparable(pair, before, after) ?? byTool(pair, moved(before, after))
}

const DEFINED =
  'what the catalogue says of it changed: its checks, parameters or what it asks of people'

/** Where nothing but the program differs, it and not the cluster moved the result. */
function byTool({ tools }: EvaluationPair, movement: Movement): Movement {
  if (tools === undefined || movement.state === 'unchanged') return movement
  const [before, now] = tools
  return apart('tool', `of the same objects and files ${before} and ${now} say different things`)
}

/** Why nothing of a cluster can be held against each other: a side was not read, or not evaluated, or is another cluster; absent when it can. */
function unread({ base, head, isReplaced = false }: EvaluationPair): Movement | undefined {
  const unread = (reason: string) => apart('population', reason)
  if (base === undefined && head === undefined)
    return unread('the cluster was read on neither side')
  if (base === undefined) return unread('the cluster was not read before')
  if (head === undefined) return unread('the cluster was not read now')
  if (isReplaced) return unread(REPLACED)
  if (base.failed !== undefined) return apart('error', `not evaluated before: ${base.failed}`)
  return head.failed === undefined ? undefined : apart('error', `not evaluated now: ${head.failed}`)
}

const REPLACED = 'the cluster was replaced: another one answers under its name'

function apart(because: IncomparableCause, reason: string): Movement {
  return { state: 'incomparable', because, reason }
}

/** Why two results may not be held against each other; absent when they may. */
function incomparable(
  pair: EvaluationPair,
  before: ControlResult,
  after: ControlResult,
): Movement | undefined {
  const basis = otherBasis(pair, before, after)
  if (basis !== undefined) return basis
  const failure = failedCheck(after.results, 'now') ?? failedCheck(before.results, 'before')
  if (failure !== undefined) return apart('error', failure)
  const sides = [
    before.outcome === 'undetermined' && 'before',
    after.outcome === 'undetermined' && 'now',
  ]
    .filter((side) => side !== false)
    .join(' and ')
  if (sides === '') return undefined
  if (before.outcome === after.outcome && !hasGap(before) && !hasGap(after)) return undefined
  const open = after.outcome === 'undetermined' ? after : before
  return apart(causeOf(open), `undetermined ${sides}: ${open.reason}`)
}

/** Why two results do not rest on the same: another benchmark, another version of a check, another definition. */
function otherBasis(
  { isDefinedAlike }: EvaluationPair,
  before: ControlResult,
  after: ControlResult,
): Movement | undefined {
  const benchmark = changedBenchmark(before, after)
  if (benchmark !== undefined) return apart('catalogue', benchmark)
  const versions = changedVersions(before.results, after.results)
  if (versions !== undefined) return apart('control-version', versions)
  const isOther = isDefinedAlike?.(after.framework, after.control) === false
  return isOther ? apart('catalogue', DEFINED) : undefined
}

/** Why a control is undetermined: of several reasons one that the organisation can mend. */
function causeOf({ results }: ControlResult): IncomparableCause {
  const causes = new Set(results.map(({ cause }) => cause))
  if (causes.has('gap')) return 'gap'
  return causes.has('scope-silent') ? 'scope' : 'open'
}

/** Of a benchmark that is used for the cluster on one side alone: another one of its family is on the other. */
function changedBenchmark(before: ControlResult, after: ControlResult): string | undefined {
  if (before.unused === after.unused) return undefined
  return after.unused === true ? `now ${after.reason}` : `before ${before.reason}`
}

/** Whether a gap leaves something open: two results that are both open for it are not the same result. */
function hasGap({ results }: ControlResult): boolean {
  return results.some(({ verdict, cause }) => verdict === 'undetermined' && cause === 'gap')
}

/** A check that ended in an error says nothing, whatever other checks of the control say: not even that it is as it was. */
function failedCheck(results: readonly CheckResult[], when: string): string | undefined {
  const failed = results.find(({ cause }) => cause === 'error')
  return failed === undefined ? undefined : `check ${failed.check} ${when}: ${failed.reason}`
}

function changedVersions(
  before: readonly CheckResult[],
  after: readonly CheckResult[],
): string | undefined {
  const known = new Map(before.map((result) => [result.check, result.checkVersion]))
  for (const { check, checkVersion } of after) {
    const old = known.get(check)
    if (old !== undefined && old !== checkVersion) {
      return `check ${check} changed from version ${old} to ${checkVersion}`
    }
  }
  return undefined
}

function moved(before: ControlResult, after: ControlResult): Movement {
  const [from, to] = [before.outcome, after.outcome]
  if (from === 'fail' && to !== 'fail') return { state: 'fixed', reason: after.reason }
  if (from !== 'fail' && to === 'fail') return { state: 'regressed', reason: after.reason }
  if (from !== to) return { state: 'changed', reason: after.reason }
  const [open] = undecided(before, after)
  if (open !== undefined)
    return {
      state: 'changed',
      reason: `it is not decided now whether ${subjectWords(open)} still fails`,
    }
  const [vague] = undecided(after, before)
  if (vague !== undefined)
    return {
      state: 'changed',
      reason: `it was not decided before whether ${subjectWords(vague)} fails`,
    }
  return sameSubjects(before, after)
    ? { state: 'unchanged', reason: after.reason }
    : { state: 'changed', reason: 'the same result as before, for other subjects' }
}

function sameSubjects(before: ControlResult, after: ControlResult): boolean {
  return subjectsOnlyIn(before, after).length === 0 && subjectsOnlyIn(after, before).length === 0
}

function failing(result: ControlResult | undefined): ReadonlySet<string> {
  const results = result?.results ?? []
  return new Set(results.filter(({ verdict }) => verdict === 'fail').map(({ subject }) => subject))
}

function subjectsOnlyIn(
  one: ControlResult | undefined,
  other: ControlResult | undefined,
): readonly string[] {
  const known = failing(other)
  return [...failing(one)].filter((subject) => !known.has(subject)).sort()
}

/** Subjects that fail on one side and of which it is known that they do not on the other: a gap mends nothing, and breaks nothing. */
function knownOnlyIn(
  one: ControlResult | undefined,
  other: ControlResult | undefined,
): readonly string[] {
  const open = new Set(undecided(one, other))
  return subjectsOnlyIn(one, other).filter((subject) => !open.has(subject))
}

/** Subjects that fail a check on one side which on the other decides nothing of them, or nothing of the cluster; sorted. */
function undecided(
  one: ControlResult | undefined,
  other: ControlResult | undefined,
): readonly string[] {
  const failed = (one?.results ?? []).filter(({ verdict }) => verdict === 'fail')
  const open = (other?.results ?? []).filter(({ verdict }) => verdict === 'undetermined')
  const isOpen = ({ check, subject }: CheckResult) =>
    open.some(
      (each) => each.check === check && (each.subject === subject || isCluster(each.subject)),
    )
  const only = new Set(subjectsOnlyIn(one, other))
  return failed
    .filter((result) => only.has(result.subject) && isOpen(result))
    .map(({ subject }) => subject)
    .sort()
}

/** Whether a subject is the cluster as a whole. */
function isCluster(subject: string): boolean {
  return /^[^/]*\/\/\/$/.test(subject)
}
