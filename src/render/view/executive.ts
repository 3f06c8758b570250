/** The executive summary: what an executive reads, on one page whatever the estate; each list is short and says how many more there are, and where. */
import type { ControlView, FrameworkView, Report, SubjectView } from '../report-schema.ts'
import { counted, grouped, listed } from '../text.ts'
import { moments } from '../moment.ts'
import { fitted } from './fitted.ts'

/** One line with the place that says more. */
export type Line = { readonly said: string; readonly anchor: string }

/** Some lines, and how many more there are. */
export type Lines = { readonly shown: readonly Line[]; readonly more: number }

/** A failure of one check, with the controls that fail by it. */
export type WorstFailure = {
  readonly said: string
  readonly subjects: string
  readonly controls: readonly { readonly id: string; readonly anchor: string }[]
  readonly more: number
}

/** The page. */
export type ExecutiveView = {
  readonly what: string
  readonly population: string
  readonly frameworks: readonly (FrameworkView & { readonly name: string })[]
  readonly moreFrameworks: number
  readonly failing: string
  readonly worst: readonly WorstFailure[]
  readonly moreWorst: number
  readonly changed: Lines
  readonly due: Lines
  readonly missing: Lines
}

/** So many entries, and so much room for each in letters. */
const MOST = { frameworks: 8, worst: 4, controls: 3, changed: 3, due: 4, missing: 4 }
const ROOM = { name: 44, title: 80, line: 150, reason: 140, subject: 70, due: 70, id: 24 }

/** The executive summary of a report of one run. */
export function executiveView(report: Report): ExecutiveView {
  const failing = report.frameworks.flatMap(({ controls }) =>
    controls.filter(({ outcome }) => outcome === 'fail'),
  )
  const total = report.frameworks.reduce((sum, framework) => sum + framework.total, 0)
  const worst = worstFailures(report)
  return {
    what: whatWords(report),
    population: `${report.population.sentence}. ${fitted(report.population.confirmation, ROOM.line)}`,
    frameworks: report.frameworks.slice(0, MOST.frameworks).map((framework) => ({
      ...framework,
      name: fitted(`${framework.title} ${framework.version}`, ROOM.name),
    })),
    moreFrameworks: Math.max(0, report.frameworks.length - MOST.frameworks),
    failing: `${grouped(failing.length)} of ${counted(total, 'control')} fail`,
    worst: worst.slice(0, MOST.worst),
    moreWorst: Math.max(0, worst.length - MOST.worst),
    changed: few(changedLines(report), MOST.changed),
    due: few(dueLines(report), MOST.due),
    missing: few(missingLines(report), MOST.missing),
  }
}

function few(lines: readonly Line[], most: number): Lines {
  return { shown: lines.slice(0, most), more: Math.max(0, lines.length - most) }
}

function line(said: string, anchor: string, room = ROOM.line): Line {
  return { said: fitted(said, room), anchor }
}

function whatWords({ entity, title, asOf, timeZone, frameworks }: Report): string {
  const when =
    asOf === undefined ? 'no cluster was read' : `as of ${moments(asOf, timeZone)}, one moment`
  return `${fitted(title, ROOM.title)} of ${fitted(entity, ROOM.title)}: what the Kubernetes API declares, ${when}, held against the controls of ${counted(frameworks.length, 'framework')}. Enforcement was not tested.`
}

type Failure = {
  readonly control: ControlView
  readonly framework: FrameworkView
  readonly subject: SubjectView
}

/** Failures without a waiver by the check that finds them: those by which most controls fail come first, then those of most subjects. */
function worstFailures({ frameworks }: Report): readonly WorstFailure[] {
  const failures = frameworks.flatMap((framework) =>
    framework.controls
      .filter(({ outcome }) => outcome === 'fail')
      .flatMap((control) =>
        control.clusters.flatMap(({ subjects }) =>
          subjects
            .filter(({ verdict, waiver }) => verdict === 'fail' && waiver === undefined)
            .map((subject) => ({ control, framework, subject })),
        ),
      ),
  )
  const checks = [...Map.groupBy(failures, ({ subject }) => subject.check).values()]
  return checks
    .map((all) => ({
      all,
      controls: [...new Map(all.map((one) => [one.control.anchor, one])).values()],
      subjects: new Set(all.map(({ subject }) => subject.subject)).size,
    }))
    .sort(
      (one, other) => other.controls.length - one.controls.length || other.subjects - one.subjects,
    )
    .flatMap(({ all, controls, subjects }) => {
      const [first] = all
      return first === undefined ? [] : [worstFailure(first.subject, controls, subjects)]
    })
}

function worstFailure(
  { subject, reason }: SubjectView,
  controls: readonly Failure[],
  subjects: number,
): WorstFailure {
  return {
    said: `${fitted(subject, ROOM.subject)}: ${fitted(reason, ROOM.reason)}`,
    subjects: subjects === 1 ? '' : `and ${counted(subjects - 1, 'more subject')}`,
    controls: controls.slice(0, MOST.controls).map(({ control, framework }) => ({
      id: fitted(`${framework.id} ${control.id}`, ROOM.id),
      anchor: control.anchor,
    })),
    more: Math.max(0, controls.length - MOST.controls),
  }
}

/** What the organisation's files say otherwise than in the run before, and significant changes that this run found. */
function changedLines({ statements, clusters }: Report): readonly Line[] {
  const { changes } = statements
  const files =
    changes?.compared === true && changes.changes.length === 0
      ? []
      : [line(filesWords(changes), 'statements')]
  const seen = clusters.flatMap(({ name, anchor, history }) =>
    (history?.changes ?? [])
      .filter(({ isNew }) => isNew)
      .map(({ kind, what, more }) => ({ name, anchor, kind, what, more })),
  )
  return [
    ...notKnown(clusters),
    ...files,
    ...seen.map(({ name, anchor, kind, what, more }) =>
      line(`${kind} in ${name}: ${restOf(what, more)}`, anchor),
    ),
  ]
}

function filesWords(changes: Report['statements']['changes']): string {
  if (changes === undefined) return "whether the organisation's files changed is not known"
  return changes.compared
    ? `${counted(changes.changes.length, 'entry', 'entries')} of the organisation's files against run ${changes.against}: ${entryWords(changes.changes)}`
    : `the organisation's files were not compared: ${changes.against}`
}

/** Clusters of which nobody can say that nothing changed. */
function notKnown(clusters: Report['clusters']): readonly Line[] {
  const names = clusters
    .filter(({ status }) => status !== 'retired')
    .filter(({ history }) => history === undefined || history.unknown.length > 0)
    .map(({ name }) => name)
  if (names.length === 0) return []
  const what = `what changed in ${counted(names.length, 'cluster')} is not known, or not all of it`
  return [line(`${what}: ${names.join(', ')}`, 'population')]
}

function restOf(what: readonly string[], more: number): string {
  const rest = Math.max(0, what.length - 1) + more
  return `${what[0] ?? 'see there'}${rest === 0 ? '' : ` (and ${grouped(rest)} more)`}`
}

function entryWords(
  entries: readonly { readonly entry: string; readonly change: string }[],
): string {
  const shown = entries.slice(0, 3).map(({ entry, change }) => `${entry} ${change}`)
  const rest = entries.length - shown.length
  return rest === 0 ? listed(shown) : `${shown.join(', ')} and ${grouped(rest)} more`
}

function dueLines({ statements }: Report): readonly Line[] {
  return statements.due.map(({ control, controlAnchor, states }) => {
    const words = [...new Set(states.map(({ word }) => word))]
    const clusters = new Set(states.flatMap((each) => each.clusters)).size
    return line(
      `${control}: ${words.join(', ')} in ${counted(clusters, 'cluster')}`,
      controlAnchor,
      ROOM.due,
    )
  })
}

/** What was not read, not given or not confirmed: what the reader must know first, the gravest first. */
function missingLines({ readFirst }: Report): readonly Line[] {
  return readFirst.map((said) => line(said, 'read-first'))
}
