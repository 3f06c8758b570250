import { unreadReason } from '../core/unread-lists.ts'
import type { CollectionRecord } from '../model/collection.ts'
import type { Gap, Redaction, RedactionCount, ResourceRecord, Snapshot } from '../model/snapshot.ts'
import { snapshotRoot } from './root.ts'
import type { WrittenResource } from './write.ts'

/** The content of snapshot.json: what the collector recorded, and what only writing has shown: counts, roots, objects that came twice, redactions. */
export function snapshotOf(
  record: CollectionRecord,
  written: readonly WrittenResource[],
): Snapshot {
  const found = written.map(withDuplicates).sort((a, b) => byResource(a.record, b.record))
  const resources = found.map((one) => one.record)
  const reasons = found.flatMap(({ gap }) => (gap === undefined ? [] : [unreadReason(gap)]))
  return {
    ...record,
    format: 'snapshot/v1',
    status: record.status === 'complete' && reasons.length > 0 ? 'partial' : record.status,
    reasons: [...record.reasons, ...reasons].sort(),
    resources,
    gaps: [...record.gaps, ...found.flatMap(({ gap }) => gap ?? [])].sort(byGap),
    redactions: counts(written),
    objectCount: resources.reduce((sum, { count }) => sum + count, 0),
    root: snapshotRoot(resources),
  }
}

/** The record of a list in which keys came twice: `inconsistent`, and a gap. A list that is a gap already stays what it is. */
function withDuplicates(one: WrittenResource): {
  readonly record: ResourceRecord
  readonly gap?: Gap
} {
  const { record, duplicates } = one
  const [first] = duplicates
  if (first === undefined || record.status !== 'ok') return { record }
  const reason = `the server gave more than one object of the key ${duplicates.join(', ')}`
  const gap: Gap = { resource: record.resource, status: 'inconsistent', reason }
  return { record: { ...record, status: 'inconsistent', reason }, gap }
}

function counts(written: readonly WrittenResource[]): readonly RedactionCount[] {
  const sums = new Map<Redaction['why'], number>()
  for (const { redactions } of written)
    for (const [why, count] of redactions) sums.set(why, (sums.get(why) ?? 0) + count)
  return [...sums].map(([why, count]) => ({ why, count })).sort((a, b) => byText(a.why, b.why))
}

function byResource(a: ResourceRecord, b: ResourceRecord): number {
  return byText(a.resource, b.resource)
}

function byGap(a: Gap, b: Gap): number {
  return byText(a.resource, b.resource) || byText(a.namespace ?? '', b.namespace ?? '')
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
