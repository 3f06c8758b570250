import { plusSeconds } from '../core/clock.ts'
import { DIGEST_OF_NOTHING } from '../core/digest.ts'
import type { SignOffDemand } from '../model/control.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { DueDay, StatementDue } from '../model/statement-due.ts'
import { ageOf, intervalOf } from './cadence.ts'
import { digestChanges } from './ended-by-change.ts'

type Asked = Pick<SignOffDemand, 'binds' | 'cadence' | 'endsOn'>
type Known = Pick<Evaluation, 'history' | 'asOf'>

/**
 * By which day a statement is due in a cluster. Without one that counts it is counted from the day since which the archive knows what is to be reviewed: earlier it
 * may have been there, too, and nobody can tell. Undefined where nothing is asked.
 */
export function dueDay(
  demand: Asked,
  { state, stated }: StatementDue,
  known: Known,
): DueDay | undefined {
  if (state === 'not-asked') return undefined
  if (isEmpty(demand, known)) return { from: 'nothing' }
  if (stated === undefined || state === 'missing') return sinceFirstSeen(demand, known)
  const { performedOn, until } = stated
  if (state === 'invalidated') return { from: 'change', ...lastChange(demand, known, performedOn) }
  const last = until === undefined ? {} : withDay(until, known.asOf)
  return { from: 'statement', since: performedOn, ...cadenceOf(demand), ...last }
}

/** Whether it is bound to lists alone that have no entry. */
function isEmpty({ binds }: Asked, { history }: Known): boolean {
  const digests = binds.map((bound) => history?.digests[bound]?.newest.digest)
  return digests.length > 0 && digests.every((digest) => digest === DIGEST_OF_NOTHING)
}

function sinceFirstSeen(demand: Asked, known: Known): DueDay {
  const since = firstSeen(demand, known)
  const cadence = intervalOf(demand, undefined)
  if (since === undefined || cadence === undefined)
    return { from: 'first-seen', ...(since === undefined ? {} : { since }), ...cadenceOf(demand) }
  const { until } = ageOf(since, cadence, known.asOf.slice(0, 10))
  return { from: 'first-seen', since, cadence, ...withDay(until, known.asOf) }
}

/** The day of the first run that could tell one of the digests; of what is bound to none, of the first that knows the cluster. */
function firstSeen({ binds }: Asked, { history }: Known): string | undefined {
  const tracks = binds.flatMap((bound) => history?.digests[bound]?.knownFrom.asOf ?? [])
  const [first = history?.first.asOf] = tracks.sort()
  return first?.slice(0, 10)
}

function lastChange({ binds, endsOn }: Asked, { history }: Known, performedOn: string) {
  const bound = digestChanges(binds, history, performedOn).map(({ change }) => change.to.asOf)
  const changes = endsOn === 'significant-change' ? (history?.changes ?? []) : []
  const significant = changes.map(({ to }) => to.asOf)
  const days = [...bound, ...significant].map((at) => at.slice(0, 10))
  const since = days
    .filter((day) => day > performedOn)
    .sort()
    .at(-1)
  return since === undefined ? {} : { since }
}

function cadenceOf(demand: Asked): Pick<DueDay, 'cadence'> {
  const cadence = intervalOf(demand, undefined)
  return cadence === undefined ? {} : { cadence }
}

function withDay(day: string, asOf: string): Pick<DueDay, 'day' | 'overdueSince'> {
  const next = plusSeconds(`${day}T00:00:00Z`, 86_400).slice(0, 10)
  return asOf.slice(0, 10) > day ? { day, overdueSince: next } : { day }
}
