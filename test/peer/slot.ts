import { previousSlot } from '../../src/commands/slot.ts'
import { systemClock } from '../../src/core/clock.ts'

/** Once a year: a test that runs for minutes stays in one slot. */
const CRON = '0 0 1 1 *'

/** The slot that runs of this year answer for. */
export const SLOT = previousSlot(CRON, systemClock.now()) ?? ''

/** The member of exhibit.yaml by which every run of this year is in time for SLOT. */
export const SCHEDULE = `schedule: { cron: '${CRON}', startingDeadlineSeconds: 31622400 }\n`
