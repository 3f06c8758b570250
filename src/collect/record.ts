import type { Instant } from '../core/clock.ts'
import { unreadReason } from '../core/unread-lists.ts'
import type { CollectionRecord, ListRecord } from '../model/collection.ts'
import type { EstateMember } from '../model/estate.ts'
import type { ResourceName } from '../model/object.ts'
import type { ClusterStatus, Gap } from '../model/snapshot.ts'
import { NOT_UNDERSTOOD } from '../policy/apis.ts'
import type { CollectionFailure } from './failure.ts'
import { isRefusal } from './failure.ts'

/** What the lists of one cluster came to, noted while they pass. */
export type Minutes = {
  note(record: ListRecord, gaps: readonly Gap[]): void
  /** Ends a cluster as a whole: the reason why nothing of it could be read. */
  end(failure: CollectionFailure): void
  record(facts: RecordFacts): CollectionRecord
}

/** What a record says besides how the lists ended. */
export type RecordFacts = Pick<
  CollectionRecord,
  'source' | 'identity' | 'account' | 'anchor' | 'clockDifference' | 'notes'
> & {
  readonly takenFrom: Instant
  readonly takenTo: Instant
  /** resources outside the registry that look like a policy API */
  readonly unknownPolicyApis: readonly string[]
}

/** Minutes of one cluster in which nothing is noted yet. */
export function newMinutes(member: Pick<EstateMember, 'name'>): Minutes {
  const gaps: Gap[] = []
  const records: ListRecord[] = []
  let whole: CollectionFailure | undefined
  return {
    note: (record, inside) => {
      records.push(record)
      gaps.push(...gapOf(record), ...inside)
    },
    end: (failure) => {
      whole = failure
    },
    record: ({ unknownPolicyApis, notes, ...facts }) => ({
      cluster: member.name,
      status: statusOf(records, gaps, whole),
      reasons: reasonsOf(gaps, whole),
      ...facts,
      gaps: [...gaps].sort(byResource),
      unknownPolicyApis: notUnderstood(records, unknownPolicyApis),
      notes: [...notes].sort(),
    }),
  }
}

/** The gap that a list leaves; none when it was read or is not served. */
function gapOf({ resource, status, reason }: ListRecord): Gap[] {
  if (status === 'ok' || status === 'not-served') return []
  return [{ resource, status, reason: reason ?? status }]
}

function statusOf(
  records: readonly ListRecord[],
  gaps: readonly Gap[],
  whole: CollectionFailure | undefined,
): ClusterStatus {
  if (whole !== undefined) return isRefusal(whole) ? 'unauthorised' : 'unreachable'
  if (gaps.length === 0) return 'complete'
  if (records.some(({ status }) => status === 'ok' || status === 'inconsistent')) return 'partial'
  return gaps.some(({ status }) => status === 'forbidden') ? 'unauthorised' : 'unreachable'
}

function reasonsOf(gaps: readonly Gap[], whole: CollectionFailure | undefined): string[] {
  if (whole !== undefined) return [whole.reason]
  return gaps.map(unreadReason).sort()
}

function notUnderstood(
  records: readonly ListRecord[],
  unknown: readonly ResourceName[],
): ResourceName[] {
  const found = records
    .filter(({ resource, count }) => count > 0 && NOT_UNDERSTOOD.includes(resource))
    .map(({ resource }) => resource)
  return [...new Set([...found, ...unknown])].sort()
}

function byResource(a: Gap, b: Gap): number {
  const [left, right] = [a, b].map(({ resource, namespace = '' }) => `${resource} ${namespace}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}
