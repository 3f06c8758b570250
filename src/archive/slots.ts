import type { Instant } from '../core/clock.ts'
import type { RunEntry } from '../model/log-entry.ts'

/**
 * What the log holds for one slot. `result` is the run that answers for it: the first complete attempt, else the first. `open`: none yet.
 * `attempts` are all of them in the order of the log.
 */
export type SlotState =
  | { readonly kind: 'open'; readonly nextAttempt: 1 }
  | {
      readonly kind: 'complete'
      readonly result: RunEntry
      readonly attempts: readonly RunEntry[]
    }
  | {
      readonly kind: 'partial'
      readonly result: RunEntry
      readonly attempts: readonly RunEntry[]
      readonly nextAttempt: number
    }

/** What the log holds for a slot: a complete one needs no other run, a partial one takes a new attempt on request. */
export function slotState(entries: readonly RunEntry[], slot: Instant): SlotState {
  const attempts = entries.filter((entry) => answersFor(entry, slot))
  const [first] = attempts
  if (first === undefined) return { kind: 'open', nextAttempt: 1 }
  const complete = attempts.find(({ summary }) => summary.status === 'complete')
  if (complete !== undefined) return { kind: 'complete', result: complete, attempts }
  const nextAttempt = 1 + Math.max(...attempts.map(({ attempt }) => attempt))
  return { kind: 'partial', result: first, attempts, nextAttempt }
}

/** The newest slot that any run answers for, ad-hoc runs apart; a run for an older one is ad-hoc. Absent: none yet. */
export function newestSlot(entries: readonly RunEntry[]): Instant | undefined {
  const counted = entries.filter(({ kind, trigger }) => kind === 'run' && trigger !== 'ad-hoc')
  const slots = counted.flatMap(({ slot }) => slot ?? [])
  return slots.sort().at(-1)
}

/**
 * The committed run that leaves no place for one of this slot and attempt: a complete one, or one of the same or a later attempt; absent:
 * the place is free.
 */
export function rivalOf(
  entries: readonly RunEntry[],
  run: { readonly slot?: Instant; readonly attempt: number },
): RunEntry | undefined {
  const { slot, attempt } = run
  if (slot === undefined) return undefined
  return entries.find(
    (entry) =>
      answersFor(entry, slot) && (entry.summary.status === 'complete' || entry.attempt >= attempt),
  )
}

function answersFor(entry: RunEntry, slot: Instant): boolean {
  return entry.kind === 'run' && entry.trigger !== 'ad-hoc' && entry.slot === slot
}
