import Handlebars from 'handlebars'
import type { ControlOutcome } from '../../model/evaluation.ts'
import type { SegmentWord } from '../../model/period.ts'
import type { ClusterView } from '../report-schema.ts'
import { shortOutcomeWord } from '../words.ts'
import { calendarPicture } from './picture/calendar.ts'
import { slotMark } from './picture/slot.ts'
import { smallStrip, stripPicture } from './picture/strip.ts'
import { trendPicture } from './picture/trend.ts'
import { zoneArrows } from './picture/zone-arrows.ts'
import { zonesCaption, zonesPicture } from './picture/zones.ts'
import type { LedgerView, PeriodControl, PeriodFramework, PeriodReport } from './schema.ts'
import { MARK_OF, type SlotState } from './words.ts'

const safe = (html: string) => new Handlebars.SafeString(html)

/** So many evidence numbers of runs stand in one line. */
const MOST_NUMBERS = 4

/** The first few of a list of runs, and how many more there are. */
function some(runs: readonly string[]): readonly string[] {
  if (runs.length <= MOST_NUMBERS) return runs
  return [...runs.slice(0, MOST_NUMBERS), `and ${runs.length - MOST_NUMBERS} more`]
}

/** Counts of changes without those of which there are none; policies stay, since that none changed is said. */
function seen(counts: PeriodReport['changes']['counts']): PeriodReport['changes']['counts'] {
  return counts.filter(({ count }, index) => index < 2 || count > 0)
}

type Trend = PeriodFramework['trend']

/** The columns whose figures differ from those of the column before. */
function changing(trend: Trend): Trend {
  const figures = trend.map(({ outcomes, without }) => JSON.stringify([outcomes, without]))
  return trend.filter((_, index) => figures[index] !== figures[index - 1])
}

/** Helpers of the templates of a period, by name. Whatever returns SafeString escapes its values itself. */
export const PERIOD_HELPERS = {
  /** the result whose mark stands for how a control stood */
  fmtMark: (word: SegmentWord) => MARK_OF[word],
  fmtOutcome: (outcome: ControlOutcome) => shortOutcomeWord(outcome),
  fmtSome: some,
  fmtSeen: seen,
  /** whether it is not known that a framework says anything of the clusters that were never read */
  isUnknown: ({ unused, open }: Pick<PeriodFramework, 'unused' | 'open'>) => unused && open > 0,
  /** whether some of its controls are shown in segments and others are not: where all are, Read first says so */
  isPartly: ({ segmented, total }: Pick<PeriodFramework, 'segmented' | 'total'>) =>
    segmented > 0 && segmented < total,
  /** results in the order of a trend's columns */
  fmtFirst: (trend: Trend) => trend[0]?.outcomes ?? [],
  fmtChanging: changing,
  fmtZones: (cluster: ClusterView) => zoneArrows(cluster),
  fmtZonesCaption: (cluster: ClusterView) => zonesCaption(cluster),
  svgSlot: (state: SlotState) => safe(slotMark(state)),
  svgCalendar: (group: LedgerView['calendar'][number]) => safe(calendarPicture(group)),
  svgTrend: (framework: PeriodFramework) => safe(trendPicture(framework)),
  svgStrip: (strip: PeriodControl['strip'], columns: PeriodReport['columns']['all']) =>
    safe(stripPicture(strip, columns)),
  svgSmallStrip: (letters: string) => safe(smallStrip(letters)),
  svgZones: (cluster: ClusterView) => safe(zonesPicture(cluster)),
} as const
