import type { LoggedEntry } from '../../archive/log.ts'
import { recordedManifest } from '../../archive/recorded.ts'
import type { Store } from '../../archive/store.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Period, PeriodRun } from '../../model/ledger.ts'
import type { PeriodSource } from '../../model/period.ts'

/** What decides which revision a report is. */
export type RevisionRequest = {
  readonly store: Store
  readonly entries: readonly LoggedEntry[]
  readonly period: Period
  readonly runs: readonly PeriodRun[]
  /** the id that a report over the same would have as one of the revisions, written at one of the attempts */
  readonly idOf: (revision: number, attempt: number) => string
}

/** A revision, and the archived report that says the same already. */
export type FoundRevision = {
  readonly revision: PeriodSource['revision']
  readonly archived?: RunEntry
}

/**
 * Which revision of a period's report one over some runs is: that of the archived report which says the same, else the next one. Each revision but the first names the one
 * before by its digest, and why it takes its place.
 */
export async function revisionOf({
  store,
  entries,
  period,
  runs,
  idOf,
}: RevisionRequest): Promise<FoundRevision> {
  const earlier = entries.map(({ entry }) => entry).filter((entry) => isOf(entry, period))
  const same = earlier.findIndex(({ runId, attempt }, index) => runId === idOf(index + 1, attempt))
  const archived = earlier[same]
  const number = (archived === undefined ? earlier.length : same) + 1
  const before = earlier[number - 2]
  const found = archived === undefined ? {} : { archived }
  if (before === undefined) return { revision: { number }, ...found }
  const why = await differenceFrom(store, before, runs)
  const of = { reportId: before.runId, digest: before.sumsDigest, why }
  return { revision: { number, of }, ...found }
}

/** The name of a period in the id of its reports: ids begin in lower case. */
export function nameInId({ name }: Period): string {
  return name.toLowerCase()
}

function isOf({ kind, runId }: RunEntry, period: Period): boolean {
  const name = `${nameInId(period)}-`
  return (
    kind === 'report' && runId.startsWith(name) && /^[0-9a-f]{8}$/.test(runId.slice(name.length))
  )
}

/** Why a report says something else than an archived one of the same period. */
async function differenceFrom(
  store: Store,
  entry: RunEntry,
  runs: readonly PeriodRun[],
): Promise<string> {
  if (runs.length === 0)
    return 'still without any run; what was due, what the organisation states of it, or the version of exhibit is another since'
  const { runs: known = [] } = await recordedManifest(store, entry)
  const [old, current] = [known, runs].map((all) => new Set(all.map(({ id }) => id)))
  const come = runs.filter(({ id }) => old?.has(id) !== true).map(({ id }) => id)
  const gone = known.filter(({ id }) => current?.has(id) !== true).map(({ id }) => id)
  const said = [
    ...(come.length === 0 ? [] : [`runs came since: ${come.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`without runs: ${gone.join(', ')}`]),
  ]
  return said.length === 0
    ? 'the same runs, with slots that came due since, other options or another version of exhibit'
    : said.join('; ')
}
