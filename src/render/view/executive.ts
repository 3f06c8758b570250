/** The executive summary: what an executive reads, on one page whatever the estate; each list is short and says how many more there are, and where. */
import type { ControlView, FrameworkView, Report, SubjectView } from '../report-schema.ts'
import { counted, grouped, listed } from '../text.ts'
import { moments } from '../moment.ts'
import { fitted, widthOf } from './fitted.ts'
import { basisWords, glanceOf, type GlanceFramework } from './glance.ts'

/** One line with the place that says more. */
export type Line = { readonly said: string; readonly anchor: string }

/** Some lines, and how many more there are. */
export type Lines = { readonly shown: readonly Line[]; readonly more: number }

/** A failure of one check, with the controls that fail by it. */
export type WorstFailure = {
  readonly said: string
  readonly subjects: string
  /** by framework, each id whole: as many as there is room for */
  readonly named: readonly {
    readonly framework: string
    readonly controls: readonly { readonly id: string; readonly anchor: string }[]
  }[]
  readonly more: number
}

/** The page. */
export type ExecutiveView = {
  readonly what: string
  readonly population: string
  readonly frameworks: readonly GlanceFramework[]
  readonly moreFrameworks: number
  /** over which clusters the frameworks are counted */
  readonly basis: string
  readonly failing: string
  readonly worst: readonly WorstFailure[]
  readonly moreWorst: number
  readonly changed: Lines
  readonly due: Lines
  readonly missing: Lines
}

/** So many entries, and so much room for each in letters. */
type Limits = {
  readonly most: Readonly<Record<'worst' | 'due' | 'missing', number>>
  readonly room: Readonly<Record<'line' | 'reason' | 'subject' | 'due' | 'ids', number>>
}

/** The widest first: most estates have few and short things to tell. The last fits whatever there is to tell. */
const LIMITS = [
  {
    most: { worst: 5, due: 8, missing: 6 },
    room: { line: 500, reason: 400, subject: 200, due: 100, ids: 130 },
  },
  {
    most: { worst: 4, due: 6, missing: 4 },
    room: { line: 250, reason: 180, subject: 100, due: 100, ids: 90 },
  },
  {
    most: { worst: 4, due: 4, missing: 4 },
    room: { line: 150, reason: 140, subject: 70, due: 70, ids: 48 },
  },
] as const satisfies readonly Limits[]
const MOST = { frameworks: 8, changed: 3 }
const ROOM = { name: 44, title: 80 }

/** The executive summary of a report of one run, with as much as its one page holds. */
export function executiveView(report: Report): ExecutiveView {
  const views = LIMITS.slice(0, -1).map((limits) => viewWithin(report, limits))
  return views.find(fitsOnePage) ?? viewWithin(report, LIMITS[2])
}

function viewWithin(report: Report, limits: Limits): ExecutiveView {
  const { most, room } = limits
  const failing = report.frameworks.flatMap(({ controls }) =>
    controls.filter(({ outcome }) => outcome === 'fail'),
  )
  const total = report.frameworks.reduce((sum, framework) => sum + framework.total, 0)
  const worst = worstFailures(report, limits)
  return {
    what: whatWords(report),
    population: `${report.population.sentence}. ${fitted(report.population.confirmation, room.line)}`,
    frameworks: report.frameworks
      .slice(0, MOST.frameworks)
      .map((framework) => glanceOf(framework, fitted(nameOf(framework), ROOM.name))),
    moreFrameworks: Math.max(0, report.frameworks.length - MOST.frameworks),
    basis: basisWords(report),
    failing: `${grouped(failing.length)} of ${counted(total, 'control')} fail`,
    worst: worst.slice(0, most.worst),
    moreWorst: Math.max(0, worst.length - most.worst),
    changed: few(changedLines(report), MOST.changed, room.line),
    due: few(dueLines(report), most.due, room.due),
    missing: few(missingLines(report), most.missing, room.line),
  }
}

function nameOf({ title, version }: Pick<FrameworkView, 'title' | 'version'>): string {
  return `${title} ${version}`.trim()
}

function few(lines: readonly Line[], most: number, room: number): Lines {
  return {
    shown: lines.slice(0, most).map(({ said, anchor }) => ({ said: fitted(said, room), anchor })),
    more: Math.max(0, lines.length - most),
  }
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
function worstFailures({ frameworks }: Report, limits: Limits): readonly WorstFailure[] {
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
      return first === undefined ? [] : [worstFailure(first.subject, controls, subjects, limits)]
    })
}

function worstFailure(
  { subject, reason }: SubjectView,
  controls: readonly Failure[],
  subjects: number,
  { room }: Limits,
): WorstFailure {
  return {
    said: `${fitted(subject, room.subject)}: ${fitted(reason, room.reason)}`,
    subjects: subjects === 1 ? '' : `and ${counted(subjects - 1, 'more subject')}`,
    ...controlsNamed(controls, room.ids),
  }
}

/** Ids that say nothing when they are cut: as many as fit in so many letters, each framework named once, and how many more there are. */
function controlsNamed(
  failures: readonly Failure[],
  room: number,
): Pick<WorstFailure, 'named' | 'more'> {
  const fit: { framework: string; controls: { id: string; anchor: string }[] }[] = []
  let used = 0
  let count = 0
  for (const { framework, control } of failures) {
    const name = fitted(nameOf(framework), ROOM.name)
    const last = fit.at(-1)
    const isNew = last?.framework !== name
    used += control.id.length + 2 + (isNew ? name.length + 2 : 0)
    if (used > room) break
    const named = { id: control.id, anchor: control.anchor }
    if (isNew) fit.push({ framework: name, controls: [named] })
    else last.controls.push(named)
    count += 1
  }
  return { named: fit, more: failures.length - count }
}

/** What the organisation's files say otherwise than in the run before, and significant changes that this run found. */
function changedLines({ statements, clusters }: Report): readonly Line[] {
  const { changes } = statements
  const files =
    changes?.compared === true && changes.changes.length === 0
      ? []
      : [{ said: filesWords(changes), anchor: 'statements' }]
  const seen = clusters.flatMap(({ name, anchor, history }) =>
    (history?.changes ?? [])
      .filter(({ isNew }) => isNew)
      .map(({ kind, what, more }) => ({ name, anchor, kind, what, more })),
  )
  return [
    ...notKnown(clusters),
    ...files,
    ...seen.map(({ name, anchor, kind, what, more }) => ({
      said: `${kind} in ${name}: ${restOf(what, more)}`,
      anchor,
    })),
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
  return [{ said: `${what}: ${names.join(', ')}`, anchor: 'population' }]
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
    return {
      said: `${control}: ${words.join(', ')} in ${counted(clusters, 'cluster')}`,
      anchor: controlAnchor,
    }
  })
}

/** What was not read, not given or not confirmed: what the reader must know first, the gravest first. */
function missingLines({ readFirst }: Report): readonly Line[] {
  return readFirst.map((said) => ({ said, anchor: 'read-first' }))
}

/** Lines that the page holds below its title on Letter, and letters that a line and a cell hold, with some to spare; what else takes room, in lines. */
const PAGE = { lines: 57, width: 114, cell: 86, heading: 2.2, bar: 0.9, rule: 0.3, sentences: 5 }

function fitsOnePage(view: ExecutiveView): boolean {
  const { what, population, frameworks, basis, worst, changed, due, missing } = view
  const dueWords = due.shown.map(({ said }) => `${said};   `).join('')
  const paragraphs = [
    ...[what, population, basis, `${dueWords} 1,000 more: statements of people`],
    ...worst.map(failureWords),
    ...[...changed.shown, ...missing.shown].map(({ said }) => said),
  ]
  const lines = paragraphs.map((said) => Math.ceil(widthOf(said) / PAGE.width))
  const rows = frameworks.map(rowLines)
  const taken = [...lines, ...rows].reduce((sum, each) => sum + each, 0)
  return taken + 4 * PAGE.heading + PAGE.sentences <= PAGE.lines
}

function failureWords({ said, subjects, named }: WorstFailure): string {
  const ids = named.map(({ framework, controls }) =>
    [framework, ...controls.map(({ id }) => id)].join(', '),
  )
  return `${said} ${subjects} (${ids.join('; ')} and 1,000 more)`
}

function rowLines(framework: GlanceFramework): number {
  const { name, tallies, open, silence, unused, total } = framework
  const said = tallies.filter(({ count }) => count > 0).map(({ count, word }) => `${count} ${word}`)
  const left = open === 0 ? '' : '100 left open by those not read'
  const silent = silence === undefined ? '' : 'says nothing of any cluster that was read'
  const words = unused
    ? `${silent}; whether of those not read is not known. ${total} recommendations`
    : `${said.join('     ')} (100 out of reach) ${left} of ${total} recommendations; ${silent}`
  const lines = Math.max(Math.ceil(widthOf(words) / PAGE.cell), Math.ceil(widthOf(name) / 26))
  return lines + PAGE.rule + (silence === undefined ? PAGE.bar : 0)
}
