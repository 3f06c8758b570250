import type { Control, Framework } from '../../model/control.ts'
import type { CheckResult, ControlOutcome, ControlResult } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import type { Waiver } from '../../model/scope.ts'
import type { ControlInCluster, ControlView, FrameworkView, SubjectView } from '../report-schema.ts'
import { counted, listed, prose, visible } from '../text.ts'
import {
  CAUSE_WORDS,
  METHOD_WORDS,
  OUTCOMES,
  notAskedWord,
  outcomeWord,
  PAIRING_WORDS,
  shortOutcomeWord,
  VERDICT_WORDS,
} from '../words.ts'
import { levelOf } from '../written-for.ts'
import { anchorOf } from './anchor.ts'
import { besideView } from './beside.ts'
import { isBeyondReach } from './beyond-reach.ts'
import { countsOf, NOTHING, plus } from './counts.ts'
import type { EvidenceBook } from './evidence.ts'
import { examplePath } from './evidence.ts'
import { silenceOf } from './silence.ts'
import { versionsNotHeld } from './versions-not-held.ts'

/**
 * All frameworks in catalogue order with the result of each control over the expected clusters: the worst of them (DESIGN.md, roll-up order).
 * A cluster that was not read counts as undetermined, but for a benchmark of another platform than is known of it; a retired one is left out.
 */
export function frameworksView(source: ReportSource, book: EvidenceBook): readonly FrameworkView[] {
  const clusters = source.clusters.filter(({ snapshot }) => snapshot.status !== 'retired')
  const context = { clusters, book, waivers: source.organisation.waivers }
  return source.catalogue.frameworks.map((framework) => frameworkView(framework, context))
}

type Context = {
  readonly clusters: readonly ReportCluster[]
  readonly book: EvidenceBook
  readonly waivers: readonly Waiver[]
}

function frameworkView(framework: Framework, context: Context): FrameworkView {
  const controls = framework.controls.map((control) => controlView(framework, control, context))
  const silence = silenceOf(framework, controls, context.clusters)
  return {
    id: visible(framework.id),
    anchor: anchorOf('framework', framework.id),
    title: prose(framework.title),
    version: visible(framework.version),
    publisher: prose(framework.publisher),
    noun: framework.noun,
    nouns: framework.noun === 'criterion' ? 'criteria' : `${framework.noun}s`,
    notice: prose(framework.notice),
    ...(framework.pairing === undefined ? {} : { pairing: PAIRING_WORDS[framework.pairing] }),
    total: controls.length,
    clusters: context.clusters.map(({ name, evaluation }, index) => ({
      cluster: visible(name),
      read: evaluation !== undefined,
      ...talliesOf(controls.flatMap((control) => control.clusters[index] ?? [])),
    })),
    ...talliesOf(controls),
    ...(silence.silent === undefined ? versionsNotHeld(framework, controls, context.clusters) : {}),
    ...silence,
    controls,
  }
}

type Tallied = { readonly outcome: ControlOutcome; readonly beyondReach?: boolean | undefined }

function talliesOf(all: readonly Tallied[]): Pick<FrameworkView, 'tallies' | 'outOfReach'> {
  return {
    tallies: OUTCOMES.map((outcome) => ({
      outcome,
      word: shortOutcomeWord(outcome),
      count: all.filter((one) => one.outcome === outcome).length,
    })),
    outOfReach: all.filter(({ beyondReach }) => beyondReach === true).length,
  }
}

function controlView(framework: Framework, control: Control, context: Context): ControlView {
  const views = context.clusters.map((cluster) => ({
    ...inCluster(framework, control, cluster, context),
    ...besideView(framework, control, cluster),
  }))
  const outcome = worst(views.map((view) => view.outcome))
  const level = levelOf(framework, control)
  return {
    id: visible(control.id),
    anchor: anchorOf('control', framework.id, control.id),
    name: `${framework.noun} ${visible(control.id)}`,
    title: prose(control.title),
    ...(control.section === undefined ? {} : { section: prose(control.section) }),
    ...(level === undefined ? {} : { level: prose(level) }),
    method: control.method,
    methodWord: METHOD_WORDS[control.method],
    ...(control.ownMethod === undefined ? {} : { ownMethod: prose(control.ownMethod) }),
    outcome,
    word: overallWord(outcome, views),
    ...(isBeyondInAll(views) ? { beyondReach: true } : {}),
    reason: overallReason(views),
    counts: views.flatMap((view) => view.counts ?? []).reduce(plus, NOTHING),
    checks: control.checks.map((use) => checkUse(use, context.clusters)),
    procedures: control.procedures.map(visible),
    residual: prose(control.residual),
    ...(control.signOff === undefined ? {} : { signOff: prose(control.signOff.statement) }),
    related: control.related.map(({ framework: other, id }) => visible(`${other} ${id}`)),
    clusters: views,
  }
}

function checkUse(
  use: Control['checks'][number],
  clusters: readonly ReportCluster[],
): ControlView['checks'][number] {
  const version = clusters
    .flatMap(({ evaluation }) => evaluation?.controls ?? [])
    .flatMap(({ results }) => results)
    .find(({ check }) => check === use.check)?.checkVersion
  return {
    id: visible(use.check),
    ...(version === undefined ? {} : { version }),
    supports: use.supports.map(visible),
    parameters: Object.entries(use.parameters).map(([name, value]) =>
      visible(`${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`),
    ),
  }
}

/** What the checks say, without what people do. */
type Answer = Omit<ControlInCluster, 'signOffs' | 'waivers' | 'recent'>

function inCluster(
  framework: Framework,
  control: Control,
  cluster: ReportCluster,
  { book, waivers }: Context,
): Answer {
  const name = visible(cluster.name)
  const result = cluster.evaluation?.controls.find(
    (one) => one.framework === framework.id && one.control === control.id,
  )
  if (result === undefined) return notRead(name, cluster, framework, control)
  const shown = subjectsOf(result, cluster.name, book)
  return {
    cluster: name,
    outcome: result.outcome,
    word: wordOf(framework, result, shown.subjects.length, waivers),
    ...(isBeyondReach(result) ? { beyondReach: true } : {}),
    reason: prose(result.reason),
    ...shown,
  }
}

function wordOf(
  framework: Framework,
  result: ControlResult,
  subjects: number,
  waivers: readonly Waiver[],
): string {
  if (result.outcome === 'not-applicable') return notAskedWord(subjects)
  const outcome = isCompensated(framework, result, waivers) ? 'waived' : result.outcome
  return outcomeWord(outcome, framework.noun)
}

/** Checks that found nothing to speak of say so once of the whole cluster: then there are no subjects, and none is counted. */
function subjectsOf(
  result: ControlResult,
  cluster: string,
  book: EvidenceBook,
): Pick<ControlInCluster, 'counts' | 'subjects'> {
  const isEmpty =
    result.outcome === 'not-applicable' &&
    result.results.every(
      ({ evidence, reason }) => evidence.length === 0 && reason === 'no subjects',
    )
  if (isEmpty) return { counts: NOTHING, subjects: [] }
  return {
    counts: countsOf(result),
    subjects: result.results.toSorted(worstFirst).map((one) => subjectView(one, cluster, book)),
  }
}

const VERDICTS = ['fail', 'undetermined', 'pass', 'not-applicable'] as const

/** Failures first, then as the evaluation sorted them. */
function worstFirst(one: CheckResult, other: CheckResult): number {
  return VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict)
}

function notRead(
  name: string,
  { unread }: ReportCluster,
  { id, noun }: Framework,
  { method }: Control,
): Answer {
  const said = unread?.find(({ framework }) => framework === id)
  const outcome = said?.outcome ?? 'undetermined'
  return {
    cluster: name,
    outcome,
    word: outcome === 'not-applicable' ? notAskedWord(0) : outcomeWord(outcome, noun),
    ...(isBeyondReach({ outcome, method }) ? { beyondReach: true } : {}),
    reason: prose(said?.reason ?? 'no result was recorded: nothing can be concluded'),
    subjects: [],
  }
}

function subjectView(result: CheckResult, cluster: string, book: EvidenceBook): SubjectView {
  return {
    subject: visible(result.subject),
    verdict: result.verdict,
    word: VERDICT_WORDS[result.verdict],
    check: visible(result.check),
    checkVersion: result.checkVersion,
    ...(result.cause === undefined
      ? {}
      : { cause: result.cause, causeWord: CAUSE_WORDS[result.cause] }),
    reason: prose(result.reason),
    ...(result.waiver === undefined ? {} : { waiver: visible(result.waiver) }),
    ...(result.outside === undefined ? {} : { outside: visible(result.outside) }),
    evidence: result.evidence.map((one) => book.entry(cluster, one)),
    ...(result.example === undefined ? {} : { example: examplePath(result.example) }),
  }
}

/** The worst outcome; without any cluster nothing can be concluded. */
function worst(outcomes: readonly ControlOutcome[]): ControlOutcome {
  return OUTCOMES.find((outcome) => outcomes.includes(outcome)) ?? 'undetermined'
}

/** Whether a control is undetermined over all clusters, and in each of them that leaves it so for what lies beyond the API. */
function isBeyondInAll(views: readonly ControlInCluster[]): boolean {
  const open = views.filter(({ outcome }) => outcome === 'undetermined')
  const isWorst = worst(views.map(({ outcome }) => outcome)) === 'undetermined'
  return isWorst && open.length > 0 && open.every(({ beyondReach }) => beyondReach === true)
}

/** The word that all clusters with this outcome share; else the plain one. */
function overallWord(outcome: ControlOutcome, views: readonly ControlInCluster[]): string {
  const words = new Set(views.filter((view) => view.outcome === outcome).map(({ word }) => word))
  const [word] = words
  return word === undefined || words.size > 1 ? shortOutcomeWord(outcome) : word
}

/** Where waivers lift nothing (PCI DSS): whether each failure has one that records a compensating control. */
function isCompensated(
  framework: Framework,
  { outcome, results }: ControlResult,
  waivers: readonly Waiver[],
): boolean {
  const complete = new Set(
    waivers.filter((one) => one.compensatingControl !== undefined).map(({ id }) => id),
  )
  const failures = results.filter(({ verdict }) => verdict === 'fail')
  return (
    framework.waiversLift === 'never' &&
    outcome === 'fail' &&
    failures.length > 0 &&
    failures.every(({ waiver }) => waiver !== undefined && complete.has(waiver))
  )
}

function overallReason(views: readonly ControlInCluster[]): string {
  const [first] = views
  if (first === undefined) return 'no cluster is expected: nothing can be concluded'
  if (views.length === 1) return first.reason
  const groups = OUTCOMES.map((outcome) => views.filter((view) => view.outcome === outcome))
  const said = groups.flatMap(([one, ...others]) =>
    one === undefined ? [] : [`${one.word} in ${others.length + 1}`],
  )
  return `Of ${counted(views.length, 'cluster')}: ${listed(said)}.`
}
