import type { PeriodSource } from '../../../model/period.ts'
import { overdueIn, overdueWords } from '../overdue.ts'
import { readingOrder } from '../reading-order.ts'
import type { PeriodReport } from '../schema.ts'
import { widthOf } from '../../view/fitted.ts'
import { notCompared } from './not-compared.ts'
import { fitting, linesOf, listedIn, nameFor, namedIn, type ControlsOf } from './lines.ts'
import { unlistedLines, waysInto } from './unlisted.ts'

/** Lines of the one page: of all lists together, and how many of them each list may take; what does not fit is counted, and stands in its chapter. */
const LINES = { all: 23, frameworks: 10, unlisted: 2, ways: 2, due: 3, overdue: 2, words: 1 }

/** Letters of ordinary width that a line holds: of the table's first column, and of the page for names of clusters. */
const WIDTH = { frameworks: 36, clusters: 60 }

type Seen = Pick<PeriodReport, 'frameworks' | 'reviews' | 'ledger' | 'population'>
type Summary = PeriodReport['summary']
type Named = PeriodReport['frameworks'][number] & { readonly name: string }

/** What the one page of the executive summary says besides the counts of changes: what an assessor asks first comes first, and takes the room that is left. */
export function summaryView(source: PeriodSource, seen: Seen): Summary {
  const named = readingOrder(seen.frameworks).map((framework) => ({
    ...framework,
    name: nameFor(`${framework.title} ${framework.version}`.trim()),
  }))
  const shown = fitting(named, LINES.frameworks, rowLines)
  const rest = shown.length < named.length ? 1 : 0
  const rows = Math.ceil(shown.reduce((sum, one) => sum + rowLines(one), rest))
  const unlisted = listedIn(unlistedLines(source), LINES.unlisted)
  const ways = listedIn(waysInto(source), LINES.ways)
  const uncompared = notCompared(source.changes)
  const open = uncompared === '' ? 0 : linesOf(widthOf(uncompared))
  const late = lateOf(seen.reviews)
  const overdue = namedIn(late, LINES.overdue)
  const said = seen.reviews.length === 0 ? 0 : LINES.words
  const taken = open + unlisted.used + ways.used + overdue.used + said
  const left = LINES.all - rows - taken
  const failing = named.flatMap(failedOf)
  // what is due keeps two lines, and a third one only where each framework that failed is named
  const kept = Math.max(2, Math.min(LINES.due, left - failing.length))
  const failed = namedIn(failing, left - kept)
  const asked = dueOf(seen.reviews, named)
  const due = namedIn(asked, left - failed.used)
  return {
    frameworks: shown.map(({ name, anchor, segmented, total, tallies, open, unused }) => ({
      ...{ name, anchor, segmented, total, tallies, open, unused },
    })),
    frameworksMore: named.length - shown.length,
    failed: [...failed.shown],
    failedMore: failing.length - failed.shown.length,
    failedTotal: countOf(failing),
    unlisted: { shown: [...unlisted.shown], more: unlisted.more },
    ways: { shown: [...ways.shown], more: ways.more },
    dueWords: said === 0 ? '' : overdueWords(seen.reviews),
    overdue: [...overdue.shown],
    overdueMore: countOf(late.slice(overdue.shown.length)),
    due: [...due.shown],
    dueMore: countOf(asked.slice(due.shown.length)),
    dueTotal: countOf(asked),
    runs: source.runs.length,
    adHoc: seen.ledger.adHoc.length,
    population: seen.population.counts,
    neverRead: neverRead(seen.population),
  }
}

/** On one line: names that do not fit stand in the annex. */
function neverRead({ neverRead: all }: Seen['population']): Summary['neverRead'] {
  const names = all.map(({ cluster }) => cluster)
  const named = fitting(names, WIDTH.clusters, (name) => widthOf(name) + 2)
  return { count: names.length, named: [...named], more: names.length - named.length }
}

function failedOf({ name, controls }: Named): readonly ControlsOf[] {
  const bad = controls.filter(({ word }) => word === 'failed')
  if (bad.length === 0) return []
  return [{ framework: name, of: '', controls: bad.map(({ id, anchor }) => ({ id, anchor })) }]
}

/** Controls with statements that are overdue, by framework, the longest overdue first. */
function lateOf(reviews: PeriodReport['reviews']): readonly ControlsOf[] {
  const named = Map.groupBy(overdueIn(reviews), ({ framework }) => framework)
  return Array.from(named, ([framework, inIt]) => {
    const [from = '', to = from] = [inIt[0]?.since, inIt.at(-1)?.since]
    const ids = new Map(inIt.map(({ id, controlAnchor: anchor }) => [anchor, { id, anchor }]))
    return {
      framework: nameFor(framework),
      of: from === to ? `overdue since ${from}` : `overdue since ${from} (the first) to ${to}`,
      controls: [...ids.values()],
    }
  })
}

/** Controls that ask for a statement, those that lack it in as many of as many clusters together; frameworks in the order of their names. */
function dueOf(reviews: PeriodReport['reviews'], named: readonly Named[]): readonly ControlsOf[] {
  const order = named.map(({ name }) => name)
  const open = reviews
    .filter((review) => review.open > 0)
    .map((review) => ({ ...review, name: nameFor(review.framework) }))
    .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
  const alike = Map.groupBy(open, (one) =>
    JSON.stringify([one.name, one.open, one.clusters.length]),
  )
  return [...alike.values()].flatMap((inIt) => {
    const [first] = inIt
    if (first === undefined) return []
    const controls = inIt.map(({ id, controlAnchor: anchor }) => ({ id, anchor }))
    return {
      framework: first.name,
      of: `in ${first.open} of ${first.clusters.length}`,
      controls,
    }
  })
}

function countOf(all: readonly ControlsOf[]): number {
  return all.reduce((sum, { controls }) => sum + controls.length, 0)
}

/** A row of two lines is lower than two rows. */
function rowLines({ name, segmented, total }: Named): number {
  const room = widthOf(name) + (segmented > 0 && segmented < total ? 16 : 0)
  return 1 + 0.7 * Math.floor(room / WIDTH.frameworks)
}
