/** The frameworks of the executive summary by the clusters that were read: what nobody could read must not lie over what is known, nor be lost beside it. */
import type { ControlView, FrameworkView, Report } from '../report-schema.ts'
import { counted, grouped, listed } from '../text.ts'
import { OUTCOMES, shortOutcomeWord } from '../words.ts'
import { fitted } from './fitted.ts'

/** One framework; the counts are over the clusters that were read, over all where none was. */
export type GlanceFramework = FrameworkView & {
  readonly name: string
  /** controls that are undetermined over all clusters, and not over those that were read */
  readonly open: number
  /** whether it is of another kind than every cluster that was read, so that it says nothing of any */
  readonly unused: boolean
}

/** So many clusters are named; of more the first ones are, and the rest counted. */
const MOST_NAMED = 3
const ROOM = 40

/** A framework as the summary shows it, under a name that is short enough. */
export function glanceOf(framework: FrameworkView, name: string): GlanceFramework {
  const isRead = framework.clusters.map(({ read }) => read)
  const read = framework.controls.map((control) => inRead(control, isRead))
  const open = framework.controls.filter(
    ({ outcome }, at) => outcome === 'undetermined' && read[at]?.outcome !== outcome,
  )
  return {
    ...framework,
    name,
    tallies: OUTCOMES.map((outcome) => ({
      outcome,
      word: shortOutcomeWord(outcome),
      count: read.filter((one) => one.outcome === outcome).length,
    })),
    outOfReach: read.filter(({ beyondReach }) => beyondReach).length,
    open: open.length,
    unused:
      framework.silence !== undefined &&
      isRead.includes(true) &&
      read.every(({ outcome }) => outcome === 'not-applicable'),
  }
}

/** The worst result of a control over the clusters that were read, and whether each of these that leaves it undetermined does so for what lies beyond the API. */
function inRead(
  { outcome, beyondReach = false, clusters }: ControlView,
  isRead: readonly boolean[],
): { readonly outcome: ControlView['outcome']; readonly beyondReach: boolean } {
  const known = clusters.filter((_, at) => isRead[at])
  const worst = OUTCOMES.find((one) => known.some((each) => each.outcome === one))
  if (worst === undefined) return { outcome, beyondReach }
  const undecided = known.filter((each) => each.outcome === 'undetermined')
  return {
    outcome: worst,
    beyondReach: worst === 'undetermined' && undecided.every((each) => each.beyondReach === true),
  }
}

/** Over which clusters the counts are, and which of the expected ones were not read. */
export function basisWords({ frameworks }: Pick<Report, 'frameworks'>): string {
  const clusters = frameworks[0]?.clusters ?? []
  const unread = clusters.filter(({ read }) => !read).map(({ cluster }) => cluster)
  const words = 'Each control counts once, with its worst result over the expected clusters'
  if (unread.length === 0 || unread.length === clusters.length) return `${words}.`
  const named = unread.slice(0, MOST_NAMED).map((name) => fitted(name, ROOM))
  const rest = unread.length - named.length
  const names = rest === 0 ? listed(named) : `${named.join(', ')} and ${grouped(rest)} more`
  const it = unread.length === 1 ? 'it' : 'them'
  return `${words} that were read. Not read, so that nothing is known of ${it}: ${counted(unread.length, 'cluster')} (${names}); the controls that are undetermined over all clusters for that alone are counted as left open.`
}
