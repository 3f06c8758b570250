import type { Instant } from '../../core/clock.ts'
import { nextSlot } from '../slot.ts'

/** So many slots are named one by one; of more, the first and the last are. */
const NAMED = 5
/** So many are counted; a longer downtime is said as "more than". */
const COUNTED = 400

/** One sentence of the slots that a schedule had after one that a run answers for and before another; empty where there are none. */
export function missedNotes(cron: string, after: Instant, before: Instant): readonly string[] {
  const slots: Instant[] = []
  let slot = nextSlot(cron, after)
  while (slot !== undefined && slot < before && slots.length <= COUNTED) {
    slots.push(slot)
    slot = nextSlot(cron, slot)
  }
  const [first, last] = [slots[0], slots.at(-1)]
  if (first === undefined || last === undefined) return []
  const said = `no run answers for ${countOf(slots)} of the schedule (${cron}, UTC) since the one before`
  if (slots.length > COUNTED) return [`${said}, the first ${first}`]
  return [`${said}: ${slots.length <= NAMED ? slots.join(', ') : `from ${first} to ${last}`}`]
}

function countOf({ length }: readonly Instant[]): string {
  if (length > COUNTED) return `more than ${COUNTED} slots`
  return length === 1 ? '1 slot' : `${length} slots`
}
