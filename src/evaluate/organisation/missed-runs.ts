import { z } from 'zod'
import { isInstant } from '../../core/clock.ts'
import { looseMember, looseText, meaning } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { day, id, pattern, text } from './fields.ts'

const slot = z.string().refine(isInstant, 'not a slot in UTC, as in 2026-10-26T02:00:00Z')

/** One entry of `missedRuns`: slots that no run answers for, as the organisation states them. */
export const missedRuns = z
  .strictObject({
    id,
    from: slot.describe('the first slot that was missed'),
    to: slot.describe('the last one; the same where it is one'),
    clusters: z
      .array(pattern)
      .min(1, 'empty list')
      .exactOptional()
      .describe('only these; absent: all'),
    cause: text,
    noticedOn: day,
    by: z.strictObject({ name: text, role: text }),
  })
  .check(meaning(tellOrder))

function tellOrder(value: Loose, tell: Tell): void {
  const [from, to] = ['from', 'to'].map((name) => looseText(looseMember(value, name)))
  if (from !== undefined && to !== undefined && isInstant(from) && isInstant(to) && to < from)
    tell(['to'], 'before the first slot')
}
