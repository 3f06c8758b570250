import type { PeriodSource } from '../../../model/period.ts'
import type { PeriodReport } from '../schema.ts'

/** Lines of the one page, part by part: what does not fit is counted, and stands in its chapter. */
const LINES = { frameworks: 13, failed: 7, due: 6 }

/** Characters that a line holds: of the table's first column, of the page, and of it for names of clusters. */
const WIDTH = { frameworks: 40, page: 105, clusters: 60 }

/** So many controls of a framework are named: the first number with which all frameworks fit, else the last. */
const MOST_NAMED = [30, 15, 5] as const

type Seen = Pick<PeriodReport, 'frameworks' | 'reviews' | 'ledger' | 'population'>
type Summary = PeriodReport['summary']
type Named = PeriodReport['frameworks'][number] & { readonly name: string }
type ControlsNamed = Summary['failed'][number]

/** What the one page of the executive summary says besides the counts of changes. */
export function summaryView({ runs }: PeriodSource, seen: Seen): Summary {
  const named = seen.frameworks.map((framework) => ({
    ...framework,
    name: `${framework.title} ${framework.version}`.trim(),
  }))
  const shown = fitting(named, LINES.frameworks, rowLines)
  const [failed, failedShown] = fittingNamed(LINES.failed, (most) =>
    named.flatMap((one) => failedOf(one, most)),
  )
  const [due, dueShown] = fittingNamed(LINES.due, (most) => dueOf(seen.reviews, most))
  return {
    frameworks: shown.map(({ name, anchor, segmented, total, tallies }) => ({
      ...{ name, anchor, segmented, total, tallies },
    })),
    frameworksMore: named.length - shown.length,
    failed: failedShown,
    failedMore: failed.length - failedShown.length,
    failedTotal: countOf(failed),
    due: dueShown,
    dueMore: due.length - dueShown.length,
    dueTotal: countOf(due),
    runs: runs.length,
    adHoc: seen.ledger.adHoc.length,
    population: seen.population.counts,
    neverRead: neverRead(seen.population),
  }
}

/** On one line: names that do not fit stand in the annex. */
function neverRead({ neverRead: all }: Seen['population']): Summary['neverRead'] {
  const names = all.map(({ cluster }) => cluster)
  const named = fitting(names, WIDTH.clusters, (name) => name.length + 2)
  return { count: names.length, named: [...named], more: names.length - named.length }
}

function failedOf({ name, controls }: Named, most: number): readonly ControlsNamed[] {
  const bad = controls.filter(({ word }) => word === 'failed')
  return controlsNamed(
    name,
    bad.map(({ id, anchor }) => ({ id, anchor, of: '' })),
    most,
  )
}

/** Controls that ask for a statement, each with the clusters in which it lacks one. */
function dueOf(reviews: PeriodReport['reviews'], most: number): readonly ControlsNamed[] {
  const open = reviews.filter((review) => review.open > 0)
  return [...Map.groupBy(open, ({ framework }) => framework)].flatMap(([framework, inIt]) =>
    controlsNamed(
      framework,
      inIt.map(({ id, controlAnchor, open: count, clusters }) => ({
        ...{ id, anchor: controlAnchor, of: `in ${count} of ${clusters.length}` },
      })),
      most,
    ),
  )
}

function controlsNamed(
  framework: string,
  controls: ControlsNamed['controls'],
  most: number,
): readonly ControlsNamed[] {
  if (controls.length === 0) return []
  const more = Math.max(0, controls.length - most)
  return [{ framework, controls: controls.slice(0, most), more }]
}

function countOf(all: readonly ControlsNamed[]): number {
  return all.reduce((sum, { controls, more }) => sum + controls.length + more, 0)
}

/** A row of two lines is lower than two rows. */
function rowLines({ name, segmented }: Named): number {
  const length = name.length + (segmented > 0 ? 16 : 0)
  return 1 + 0.7 * Math.floor(length / WIDTH.frameworks)
}

function textLines({ framework, controls }: ControlsNamed): number {
  const length = controls.reduce(
    (sum, { id, of }) => sum + id.length + of.length + 4,
    framework.length + 14,
  )
  return Math.ceil(length / WIDTH.page)
}

/** All rows and those that fit, with as many controls named in each as let all of them fit. */
function fittingNamed(
  lines: number,
  rowsOf: (most: number) => readonly ControlsNamed[],
): readonly [readonly ControlsNamed[], readonly ControlsNamed[]] {
  const tried = MOST_NAMED.map((most) => {
    const rows = rowsOf(most)
    return [rows, fitting(rows, lines, textLines)] as const
  })
  return tried.find(([rows, shown]) => rows.length === shown.length) ?? tried.at(-1) ?? [[], []]
}

/** The first values that take so many lines together. */
function fitting<T>(
  values: readonly T[],
  lines: number,
  takes: (value: T) => number,
): readonly T[] {
  let used = 0
  const end = values.findIndex((value) => {
    used += takes(value)
    return used > lines
  })
  return end === -1 ? values : values.slice(0, end)
}
