import { daysBetween, type Instant } from '../../core/clock.ts'
import { CONFIRMATION_DAYS, estateNotes } from '../../collect/estate.ts'
import type { Estate } from '../../model/estate.ts'
import { ok, warn, type Diagnosis } from './diagnosis.ts'

/** Days before a confirmation is due in which it is said. */
const SOON = 14

/** Which clusters are expected, and whether somebody has confirmed lately that the list is whole. */
export function checkEstate(estate: Estate, now: Instant): readonly Diagnosis[] {
  const { members, retired, file } = estate
  const gone = retired.length === 0 ? '' : `, ${retired.length} retired`
  const population = ok('estate', `${file}: ${members.length} clusters expected${gone}`)
  return [population, confirmation(estate, now)]
}

function confirmation(estate: Estate, now: Instant): Diagnosis {
  const subject = 'list of clusters'
  const fix = 'compare the list with the cloud accounts, and write listConfirmed in the estate file'
  const [note] = estateNotes(estate, now)
  if (note !== undefined) return warn(subject, note, fix)
  const { at, role, comparedWith } = estate.listConfirmed ?? { at: '', role: '', comparedWith: '' }
  const left = CONFIRMATION_DAYS - daysBetween(`${at}T00:00:00Z`, now)
  const what = `confirmed on ${at} by ${role} against ${comparedWith}; due again in ${left} days`
  return left < SOON ? warn(subject, what, fix) : ok(subject, what)
}
