import { z } from 'zod'
import { isDigest } from '../../core/digest.ts'
import type { Digest } from '../../core/digest.ts'
import { looseItems, looseMember, looseText, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import type { Interval } from '../../model/control.ts'
import type { Authorship, MissedRuns, ReportSignOff, SignOff } from '../../model/sign-off.ts'
import { CADENCE_DAYS, intervalDays } from '../cadence.ts'
import { day, id, looseDay, pattern, text } from './fields.ts'
import { missedRuns } from './missed-runs.ts'
import { tellUnknownControl } from './known-controls.ts'
import type { KnownControls } from './known-controls.ts'
import { reportSignOff } from './report-sign-offs.ts'
import { written } from './written.ts'

/** What a draft has for the id; whoever completes it gives one. */
export const ID_TO_BE_GIVEN = 'TO-BE-GIVEN'

const digest = z
  .string()
  .refine((value): value is Digest => isDigest(value), 'not a digest, sha256: and 64 digits 0-9a-f')

const digests = z.strictObject({
  'rule-set': digest.exactOptional(),
  segmentation: digest.exactOptional(),
  scope: digest.exactOptional(),
  rights: digest.exactOptional(),
})

const cluster = z
  .strictObject({
    name: pattern,
    digests: digests.default({}).describe('of what was reviewed, as the report prints them'),
  })
  .check(
    meaning((value, tell) => {
      const isBound = Object.keys(looseMember(value, 'digests') ?? {}).length > 0
      if (isBound && looseText(looseMember(value, 'name')).includes('*'))
        tell(['name'], 'a pattern; digests are of one cluster')
    }),
  )

const interval = z
  .string()
  .refine((value): value is Interval => /^P(?:1M|3M|6M|12M|[1-9][0-9]{0,2}D)$/.test(value), {
    error: 'not an interval, as in P7D, P1M, P3M, P6M or P12M',
    abort: true,
  })
  .refine((value) => intervalDays(value) <= CADENCE_DAYS.P12M, 'longer than 366 days')

const missed = z.strictObject({ noticedOn: day, cause: text, doneOn: day, newSchedule: text })

const signOff = z
  .strictObject({
    id: id.refine(
      (value) => value !== ID_TO_BE_GIVEN,
      `still ${ID_TO_BE_GIVEN}; give an id of your own`,
    ),
    framework: z.string().describe('id of the framework'),
    control: z.string().describe('id of the control in it'),
    by: z.strictObject({ name: text, role: text }),
    performedOn: day.describe('the day of the review, test or confirmation'),
    clusters: z.array(cluster).min(1, 'empty list'),
    cadence: interval
      .exactOptional()
      .describe(
        'how long it holds: sooner than the control asks, or what it leaves to the organisation; absent: as it asks',
      ),
    period: z
      .strictObject({ from: day, to: day })
      .exactOptional()
      .describe('the days of an activity that goes on, both included'),
    evidence: z
      .array(z.strictObject({ link: text, digest: digest.exactOptional() }))
      .default([])
      .describe('records of it, each with the digest of the file behind the link'),
    missed: missed.exactOptional().describe('that it was missed, noticed and made up for'),
    note: text.exactOptional(),
  })
  .check(meaning(tellMissed), meaning(tellPeriod))

/** Nobody can state that something took place on days still to come. */
function tellPeriod(value: Loose, tell: Tell): void {
  const period = looseMember(value, 'period')
  const [from, to] = [looseDay(period, 'from'), looseDay(period, 'to')]
  const performed = looseDay(value, 'performedOn')
  if (to === '') return
  if (to < from) tell(['period', 'to'], 'before the first day of the period')
  if (performed !== '' && performed < to) tell(['period', 'to'], 'after the day of the statement')
}

function tellMissed(value: Loose, tell: Tell): void {
  const record = looseMember(value, 'missed')
  const [noticed, done] = [looseDay(record, 'noticedOn'), looseDay(record, 'doneOn')]
  if (done !== '' && done < noticed)
    tell(['missed', 'doneOn'], 'before the day on which it was noticed')
  const seen = new Set<string>()
  for (const [index, each] of looseItems(looseMember(value, 'clusters')).entries()) {
    const name = looseText(looseMember(each, 'name'))
    if (name !== '' && seen.has(name))
      tell(['clusters', index, 'name'], `the cluster ${name} stands twice`)
    seen.add(name)
  }
}

/** The schema of a file of sign-offs; published for editors as controls/schemas/sign-offs.json. */
export const signOffsSchema = z
  .strictObject({
    format: z.literal('sign-offs/v1'),
    signOffs: z.array(signOff).default([]),
    missedRuns: z
      .array(missedRuns)
      .default([])
      .describe('slots that no run answers for, and why: a gap that is stated is evidence'),
    reports: z.array(reportSignOff).default([]).describe('archived reports that were signed off'),
  })
  .check(
    meaning((value, tell) => {
      for (const list of ['signOffs', 'missedRuns', 'reports']) tellRepeatedIds(value, list, tell)
    }),
  )

/** What is known of a file of sign-offs beside its text. */
export type SignOffsOrigin = {
  readonly authorship: Authorship
  /** as the list of the organisation's files has it */
  readonly name: string
  readonly known?: KnownControls | undefined
}

/** Everything that one file of sign-offs states, each list in its order. */
export type SignOffsFile = {
  readonly signOffs: readonly SignOff[]
  readonly missedRuns: readonly MissedRuns[]
  readonly reports: readonly ReportSignOff[]
}

/**
 * What a file of sign-offs states. With the controls of a catalogue, each sign-off names one of them.
 *
 * Throws Fault `CONFIGURATION` with all its faults, each with file and line.
 */
export function parseSignOffs(
  source: string,
  file: string,
  { authorship, name, known }: SignOffsOrigin,
): SignOffsFile {
  const schema =
    known === undefined
      ? signOffsSchema
      : signOffsSchema.check(
          meaning((value, tell) => {
            tellUnknownControl(value, 'signOffs', known, tell)
          }),
        )
  const { signOffs, missedRuns: missing, reports } = written(schema, source, file)
  const origin = { authorship, file: name }
  return {
    signOffs: signOffs.map((each) => ({ ...each, ...origin })),
    missedRuns: missing.map((each) => ({ ...each, ...origin })),
    reports: reports.map((each) => ({ ...each, ...origin })),
  }
}
