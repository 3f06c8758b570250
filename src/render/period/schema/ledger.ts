/** The cadence ledger, as report.json of a period shows it. */
import { z } from 'zod'
import { count, instant, list, shape, text } from '../../schema/shape.ts'

/** What became of a slot. */
export const slotState = z.enum([
  ...['missed-silent', 'missed-recorded', 'missed-stated', 'unread', 'ad-hoc', 'partial'],
  ...['caught-up', 'late', 'done', 'retired', 'to-come', 'not-expected'],
] as const)

const states = list(
  shape({ state: slotState, letter: text, word: text, meaning: text, count }),
).describe('every state, gravest first, also those with count 0')

const answered = count.describe(
  'of these, those that something was read for at their time, whole or in part',
)
const unwitnessed = count.describe(
  'of the answered, those that rest on files whose time nobody witnessed',
)

/** Expected slots against runs. */
export const ledger = shape({
  schedules: list(shape({ cron: text, deadline: text, from: instant, statedBy: text })),
  beginsWith: instant
    .optional()
    .describe('the first slot that was expected: before it the archive says nothing'),
  slots: count.describe('expected slots of the period, those to come included'),
  due: count.describe(
    'slots times clusters that were due: without those to come, retired or not expected',
  ),
  answered,
  unwitnessed,
  states,
  clusters: list(shape({ cluster: text, due: count, answered, unwitnessed, states })),
  calendar: list(
    shape({
      clusters: list(text),
      months: list(
        shape({
          month: text.describe('`2026-10`, in the time zone of the period'),
          days: list(shape({ day: count, state: slotState, slots: count })),
        }),
      ),
    }),
  ).describe(
    'clusters whose slots ended alike together; a day with several slots shows the gravest',
  ),
  several: z.boolean().describe('true: some day has more than one slot'),
  exceptions: list(
    shape({
      from: instant,
      to: instant,
      slots: count,
      clusters: list(text),
      state: slotState,
      word: text,
      reasons: list(text),
      runs: list(text).describe('evidence numbers of the runs'),
    }),
  ).describe(
    'every slot that is not simply done, slots in a row and clusters alike together; ledger.csv has each',
  ),
  adHoc: list(shape({ run: text, number: text, startedAt: instant })).describe(
    'runs that count for no slot',
  ),
})
