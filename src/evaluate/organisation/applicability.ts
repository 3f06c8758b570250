import { z } from 'zod'
import { meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { Applicability, Authorship } from '../../model/sign-off.ts'
import { day, id, pattern, text } from './fields.ts'
import { tellUnknownControl } from './known-controls.ts'
import type { KnownControls } from './known-controls.ts'
import { written } from './written.ts'

const inapplicable = z.strictObject({
  id,
  framework: z.string().describe('id of the framework'),
  control: z.string().exactOptional().describe('id of the control in it; absent: all of them'),
  clusters: z.array(pattern).min(1, 'empty list').exactOptional().describe('absent: all'),
  reason: text,
  approvedBy: text.describe('as listed here; printed "listed as approved by"'),
  approvedOn: day,
})

/** The schema of the applicability file; published for editors as controls/schemas/applicability.json. */
export const applicabilitySchema = z
  .strictObject({
    format: z.literal('applicability/v1'),
    entity: z
      .strictObject({
        multiTenantProvider: z.boolean().exactOptional(),
        designatedEntity: z.boolean().exactOptional(),
      })
      .default({})
      .describe('what is left out counts as applying'),
    notApplicable: z.array(inapplicable).default([]),
  })
  .check(meaning((value, tell) => tellRepeatedIds(value, 'notApplicable', tell)))

/**
 * What a file says of what applies. With the controls of a catalogue, each entry names one of them.
 *
 * Throws Fault `CONFIGURATION` with all its faults, each with file and line.
 */
export function parseApplicability(
  source: string,
  file: string,
  authorship: Authorship,
  known?: KnownControls,
): Applicability {
  const schema =
    known === undefined
      ? applicabilitySchema
      : applicabilitySchema.check(
          meaning((value, tell) => {
            tellUnknownControl(value, 'notApplicable', known, tell)
          }),
        )
  const { entity, notApplicable } = written(schema, source, file)
  return { ...entity, notApplicable, authorship }
}
