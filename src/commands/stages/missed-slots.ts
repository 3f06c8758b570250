import type { Instant } from '../../core/clock.ts'
import { nextSlot } from '../slot.ts'

/** So many slots are named one by one; of more, the first and the last are. */
const NAMED = 5
/** So many are listed; a longer downtime is said as "more than". */
const LISTED = 400

/** Slots that no run answers for, the first 400 of them, and whether there are more. */
export type MissedSlots = { readonly slots: readonly Instant[]; readonly more: boolean }

/** The slots that a schedule had after one that a run answers for and before another. */
export function missedSlots(cron: string, after: Instant, before: Instant): MissedSlots {
  const slots: Instant[] = []
  let slot = nextSlot(cron, after)
  while (slot !== undefined && slot < before && slots.length < LISTED) {
    slots.push(slot)
    slot = nextSlot(cron, slot)
  }
  return { slots, more: slot !== undefined && slot < before }
}

/** One sentence of missed slots; empty where there are none. */
export function missedNotes(cron: string, { slots, more }: MissedSlots): readonly string[] {
  const [first, last] = [slots[0], slots.at(-1)]
  if (first === undefined || last === undefined) return []
  const said = `no run answers for ${countOf(slots.length, more)} of the schedule (${cron}, UTC) since the one before`
  if (more) return [`${said}, the first ${first}`]
  return [`${said}: ${slots.length <= NAMED ? slots.join(', ') : `from ${first} to ${last}`}`]
}

function countOf(count: number, more: boolean): string {
  if (more) return `more than ${count} slots`
  return count === 1 ? '1 slot' : `${count} slots`
}
