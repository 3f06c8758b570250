import type { ManifestTool } from '../../../model/manifest.ts'
import type { PeriodSource } from '../../../model/period.ts'
import { prose, visible } from '../../text.ts'
import { shortOutcomeWord, STATUS_WORDS, TRIGGER_WORDS } from '../../words.ts'
import type { PeriodReport } from '../schema.ts'
import { timesOfRun } from '../times.ts'
import type { RunNumbers } from './points.ts'

/** The chain of evidence: every run of the period by its number, log entry and digests. */
export function runsView(
  { runs, period }: Pick<PeriodSource, 'runs' | 'period'>,
  numbers: RunNumbers,
): PeriodReport['runs'] {
  return runs.map((run) => ({
    number: numbers.numberOf(run.id) ?? '',
    id: visible(run.id),
    ...(run.slot === undefined ? {} : { slot: run.slot }),
    trigger: TRIGGER_WORDS[run.trigger],
    ...{ attempt: run.attempt, answers: run.answers },
    ...{ startedAt: run.startedAt, finishedAt: run.finishedAt, sealedAt: run.sealedAt },
    ...{ entry: run.entry, sumsDigest: run.sumsDigest, manifestDigest: run.manifestDigest },
    catalogue: run.catalogue,
    tool: toolWords(run.tool),
    clusters: Array.from(
      Map.groupBy(run.clusters, ({ status }) => status),
      ([status, inIt]) => ({ word: STATUS_WORDS[status], count: inIt.length }),
    ),
    times: timesOfRun(run, period),
  }))
}

/** `exhibit 0.1.0 (revision 4f2a9be)`. */
export function toolWords({ name, version, revision }: ManifestTool): string {
  return visible(`${name} ${version}${revision === undefined ? '' : ` (revision ${revision})`}`)
}

/** What one catalogue for all snapshots answers otherwise; absent: it was not asked for. */
export function reEvaluatedView(
  { reEvaluated }: PeriodSource,
  numbers: RunNumbers,
): Pick<PeriodReport, 'reEvaluated'> {
  if (reEvaluated === undefined) return {}
  return {
    reEvaluated: reEvaluated.map(({ run, difference }) => ({
      run: numbers.point(run),
      cluster: visible(difference.cluster),
      control: visible(`${difference.framework} ${difference.control}`),
      title: prose(difference.title),
      state: difference.state,
      before: difference.before === undefined ? 'none' : shortOutcomeWord(difference.before),
      after: difference.after === undefined ? 'none' : shortOutcomeWord(difference.after),
      reason: prose(difference.reason),
      newlyFailing: difference.newlyFailing.map(visible),
      noLongerFailing: difference.noLongerFailing.map(visible),
    })),
  }
}
