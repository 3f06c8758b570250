import { z } from 'zod'
import { looseItems, looseMember, looseText, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import { daysBetween } from '../../core/clock.ts'
import { suggestion } from '../../core/nearest.ts'
import type { Waiver } from '../../model/scope.ts'
import { CHECKS } from '../check-list.ts'
import { OWN } from '../custom/check-schema.ts'
import { day, id, looseDay, text } from './fields.ts'
import type { KnownControls } from './known-controls.ts'
import { written } from './written.ts'

/** A waiver lasts at most a year (PCI DSS asks that compensating controls be looked at anew every twelve months). */
const MAX_DAYS = 366

const ours = CHECKS.map((check) => check.id)

/** Of the organisation's own checks only a catalogue says which there are. */
const check = z.string().check(
  meaning((value, tell) => {
    if (typeof value === 'string' && !ours.includes(value) && !value.startsWith(OWN))
      tell([], `unknown check${suggestion(value, ours)}`)
  }),
)

const subject = z
  .string()
  .max(1000, 'longer than 1000 characters')
  .regex(/^[^/]+\/[^/]*\/[^/]+\/[^/]+$/, 'not cluster/namespace/Kind/name')

const compensatingControl = z.strictObject({
  constraint: text,
  objective: text,
  risk: text,
  definition: text,
  validation: text,
  maintenance: text,
})

const waiver = z
  .strictObject({
    id,
    check,
    subjects: z.array(subject).min(1, 'empty list').describe('cluster/namespace/Kind/name with *'),
    reason: text,
    requestedBy: text,
    approvedBy: text,
    approvedOn: day,
    expires: day,
    maxSubjects: z.number().int('not a whole number').min(1, 'below 1'),
    ticket: text.exactOptional(),
    compensatingControl: compensatingControl
      .exactOptional()
      .describe('all six parts, or a PCI DSS requirement says nothing of it'),
  })
  .check(meaning(tellApproval), meaning(tellDates))

function tellApproval(value: Loose, tell: Tell): void {
  const [requested, approved] = ['requestedBy', 'approvedBy'].map((key) =>
    looseText(looseMember(value, key)).trim().toLowerCase().replace(/\s+/g, ' '),
  )
  if (requested !== '' && requested === approved)
    tell(['approvedBy'], 'the same as requestedBy; someone else approves')
}

function tellDates(value: Loose, tell: Tell): void {
  const [approved, expires] = [looseDay(value, 'approvedOn'), looseDay(value, 'expires')]
  if (approved === '' || expires === '') return
  const days = daysBetween(`${approved}T00:00:00Z`, `${expires}T00:00:00Z`)
  if (days < 0) tell(['expires'], 'before the day of approval')
  if (days > MAX_DAYS) tell(['expires'], `${days} days after its approval; at most ${MAX_DAYS}`)
}

/** The schema of the waivers file; published for editors as controls/schemas/waivers.json. */
export const waiversSchema = z
  .strictObject({ format: z.literal('waivers/v1'), waivers: z.array(waiver) })
  .check(meaning((value, tell) => tellRepeatedIds(value, 'waivers', tell)))

/**
 * The waivers that a file says, in its order. With a catalogue, those of the organisation's own checks name one of them. Throws Fault `CONFIGURATION`
 * with all its faults, each with file and line.
 */
export function parseWaivers(
  source: string,
  file: string,
  known?: KnownControls,
): readonly Waiver[] {
  const schema =
    known === undefined
      ? waiversSchema
      : waiversSchema.check(meaning((value, tell) => tellUnknownCustom(value, known, tell)))
  return written(schema, source, file).waivers
}

function tellUnknownCustom(value: Loose, { customChecks }: KnownControls, tell: Tell): void {
  for (const [index, entry] of looseItems(looseMember(value, 'waivers')).entries()) {
    const name = looseText(looseMember(entry, 'check'))
    if (name.startsWith(OWN) && !customChecks.includes(name))
      tell(
        ['waivers', index, 'check'],
        `unknown check${suggestion(name, [...ours, ...customChecks])}`,
      )
  }
}
