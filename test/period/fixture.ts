import type { Instant } from '../../src/core/clock.ts'
import { digestOf } from '../../src/core/digest.ts'
import type { PeriodCluster, PeriodRun } from '../../src/model/ledger.ts'

/** A cluster of a run's manifest, read completely unless told otherwise. */
export function member(name: string, more: Partial<PeriodCluster> = {}): PeriodCluster {
  return { name, status: 'complete', asOf: '2026-10-05T02:00:10Z', reasons: [], ...more }
}

/** A scheduled run for a slot that answers for it unless told otherwise. */
export function runFor(slot: Instant, more: Partial<PeriodRun> = {}): PeriodRun {
  const id = more.id ?? `${slot.replaceAll(/[-:]/g, '')}-00000000`
  return {
    id,
    sumsDigest: digestOf(`sums of ${id}`),
    manifestDigest: digestOf(`manifest of ${id}`),
    entry: 0,
    slot,
    at: slot,
    trigger: 'scheduled',
    attempt: 1,
    startedAt: slot,
    finishedAt: slot,
    sealedAt: slot,
    answers: true,
    tool: { name: 'exhibit', version: '1.0.0' },
    catalogue: digestOf('catalogue'),
    inputs: {},
    clusters: [member('east'), member('west')],
    ...more,
  }
}
