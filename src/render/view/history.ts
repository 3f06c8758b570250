import type { Between, DigestTrack, EvaluationHistory, RunPoint } from '../../model/history.ts'
import type { ReportSource } from '../../model/report.ts'
import type { ClusterView, Report } from '../report-schema.ts'
import { entryWords } from '../entry-words.ts'
import { prose, visible } from '../text.ts'
import { BOUND_WORDS, CHANGE_WORDS } from '../words.ts'

/** What became of a cluster since earlier runs; absent for what no run has evaluated with its history. */
export function clusterHistoryView(
  history: EvaluationHistory | undefined,
): Pick<ClusterView, 'history'> {
  if (history === undefined) return {}
  const { run, first, none, digests, changes, unknown, equalEdits } = history
  return {
    history: {
      against: prose(
        none === undefined
          ? `Held against earlier runs since ${pointWords(first)}`
          : `Held against no earlier run: ${none}`,
      ),
      digests: Object.entries(digests)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([of, track]) => digestView(of as keyof typeof BOUND_WORDS, track, run)),
      changes: changes.map((change) => ({
        kind: CHANGE_WORDS[change.kind],
        between: betweenWords(change),
        isNew: change.to.run === run,
        what: change.what.map(prose),
        more: change.count - change.what.length,
      })),
      unknown: unknown.map(prose),
      equalEdits: equalEdits.map(({ key, change }) => ({
        key: visible(key),
        change: change === 'relabelled' ? 'labels or annotations only' : visible(change),
      })),
    },
  }
}

function digestView(
  of: keyof typeof BOUND_WORDS,
  { newest, since, changed, gaps }: DigestTrack,
  run: string,
) {
  const known =
    newest.run === run
      ? `since ${pointWords(since)}`
      : `not known in this run; ${pointWords(newest)} made it last`
  return {
    of: BOUND_WORDS[of],
    since: visible(known),
    ...(changed === undefined ? {} : { changed: `changed ${betweenWords(changed)}` }),
    ...(gaps === undefined
      ? {}
      : { gaps: `not known ${betweenWords(gaps.newest)} (so ${times(gaps.count)} in all)` }),
  }
}

/** What changed in the organisation's files since the run that this one continues; absent in runs of older versions. */
export function organisationHistoryView({
  organisationChanges: changes,
}: ReportSource): Pick<Report['statements'], 'changes'> {
  if (changes === undefined) return {}
  const compared = changes.kind === 'compared'
  return {
    changes: {
      against: visible(compared ? changes.run : changes.why),
      compared,
      changes: compared
        ? changes.changes.map(({ file, entry, change, what }) => ({
            file: visible(file),
            entry: visible(entry),
            change: visible(change),
            ...entryWords(what),
          }))
        : [],
    },
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function betweenWords({ from, to }: Between): string {
  return visible(`between ${pointWords(from)} and ${pointWords(to)}`)
}

function pointWords({ run, asOf }: RunPoint): string {
  return `${run} (${asOf})`
}
