import type { BoundDigest, SignOffDemand } from '../model/control.ts'
import type { Between, EvaluationHistory, RunPoint, SignificantChange } from '../model/history.ts'
import { wordOf } from './bound-words.ts'

/** What the history of a cluster says of a statement made on a day. */
export type ChangesSince = {
  /** changes that end it, one sentence each */
  readonly ended: readonly string[]
  /** what is not known of the time since, one sentence each */
  readonly notKnown: readonly string[]
}

/**
 * What ended a statement that a change ends (`endsOn`), also where it was put back since. Runs tell days apart, and so do statements: one of the day of the
 * later run counts as made after the change, unless the earlier run is of that day, too.
 *
 * What is not known of the time since is said and ends nothing: the digest that the statement names is the same before and after.
 */
export function changesSince(
  performedOn: string,
  { endsOn, binds }: SignOffDemand,
  history: EvaluationHistory | undefined,
): ChangesSince {
  if (endsOn === undefined || history === undefined) return { ended: [], notKnown: [] }
  const anew = endsOn === 'change' ? 'retest required' : 'required anew'
  const ofDigests = binds.map((bound) => digestSince(performedOn, bound, history))
  const changes = endsOn === 'change' ? [] : history.changes
  const significant = changes.filter((change) => isBefore(performedOn, change))
  const isYoung = endsOn === 'significant-change' && performedOn < dayOf(history.first)
  return {
    ended: [...ofDigests.flatMap(({ ended }) => ended), ...significant.map(describeChange)].map(
      (what) => `${anew}: ${what}`,
    ),
    notKnown: [
      ...ofDigests.flatMap(({ notKnown }) => notKnown),
      ...(isYoung ? [`significant changes before ${describePoint(history.first)}`] : []),
    ].map((what) => `not known: ${what}`),
  }
}

function digestSince(
  performedOn: string,
  bound: BoundDigest,
  { digests }: EvaluationHistory,
): ChangesSince {
  const track = digests[bound]
  if (track === undefined) return { ended: [], notKnown: [] }
  const { changed, gaps, knownFrom } = track
  const word = wordOf(bound)
  return {
    ended:
      changed !== undefined && isBefore(performedOn, changed)
        ? [`${word} changed ${describeBetween(changed)}`]
        : [],
    notKnown: [
      ...(performedOn < dayOf(knownFrom)
        ? [`whether ${word} changed before ${describePoint(knownFrom)}`]
        : []),
      ...(gaps !== undefined && performedOn <= dayOf(gaps.newest.to)
        ? [`whether ${word} changed ${describeBetween(gaps.newest)}`]
        : []),
    ],
  }
}

/** The newest change of each digest, of those that a statement is bound to and that changed since a day; without a day of those that changed at all. Order of `binds`. */
export function digestChanges(
  binds: readonly BoundDigest[],
  history: Pick<EvaluationHistory, 'digests'> | undefined,
  performedOn: string | undefined,
): readonly { readonly bound: BoundDigest; readonly change: Between }[] {
  return binds.flatMap((bound) => {
    const change = history?.digests[bound]?.changed
    const isSince =
      change !== undefined && (performedOn === undefined || dayOf(change.to) > performedOn)
    return isSince ? [{ bound, change }] : []
  })
}

function describeChange(change: SignificantChange): string {
  const [first = ''] = change.what
  const more = change.count > 1 ? ` and ${change.count - 1} more` : ''
  return `significant change ${describeBetween(change)}: ${first}${more}`
}

/** Whether a statement of a day was made before something happened, or may have been. */
function isBefore(day: string, { from, to }: Between): boolean {
  const end = dayOf(to)
  return day < end || (day === end && dayOf(from) === end)
}

function dayOf({ asOf }: RunPoint): string {
  return asOf.slice(0, 10)
}

/** Between which runs something happened, for people. */
export function describeBetween({ from, to }: Between): string {
  return `between ${describePoint(from)} and ${describePoint(to)}`
}

/** A run with the time at which the cluster said what it holds, for people. */
export function describePoint({ run, asOf }: RunPoint): string {
  return `${run} (${asOf})`
}
