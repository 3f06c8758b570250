import { z } from 'zod'
import type { Digest } from '../../core/digest.ts'
import { isJsonObject } from '../../core/json.ts'
import { looseMember, meaning, tellRepeatedIds } from '../../core/meaning.ts'
import type { ApprovedChange } from '../../model/scope.ts'
import { day, id, text } from './fields.ts'
import { written } from './written.ts'

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a digest (sha256: and 64 digits)')

/** Exact: a pattern would approve changes that nobody looked at. */
const object = z
  .string()
  .max(1000, 'longer than 1000 characters')
  .regex(/^[^/*]+\/[^/*]*\/[^/*]+\/[^/*]+$/, 'not cluster/namespace/Kind/name, without *')

const change = z
  .strictObject({
    id,
    objects: z
      .array(object)
      .min(1, 'empty list')
      .exactOptional()
      .describe(
        'cluster/namespace/Kind/name: one change of each on the day; of several each needs an entry of its own',
      ),
    digests: z
      .array(digest)
      .min(1, 'empty list')
      .exactOptional()
      .describe('the digests of changes as results print them: these and no others'),
    ticket: text,
    approvedBy: text.describe('as listed here; printed "listed as approved by"'),
    date: day.describe('the day on which the change was made, in UTC as the times of runs'),
  })
  .check(
    meaning((value, tell, hasUnknownKeys) => {
      const isNamed = ['objects', 'digests'].some((key) => looseMember(value, key) !== undefined)
      if (!isNamed && isJsonObject(value) && !hasUnknownKeys)
        tell([], 'names no objects and no digests')
    }),
  )

/** The schema of the file of approved changes; published for editors as controls/schemas/changes.json. */
export const changesSchema = z
  .strictObject({
    format: z.literal('changes/v1'),
    changes: z.array(change),
  })
  .check(
    meaning((value, tell) => {
      tellRepeatedIds(value, 'changes', tell)
    }),
  )

/** The approved changes that a file says, in its order. Throws Fault `CONFIGURATION` with all its faults, each with file and line. */
export function parseChanges(source: string, file: string): readonly ApprovedChange[] {
  const { changes } = written(changesSchema, source, file)
  return changes.map(({ objects = [], digests = [], ...said }) => ({
    ...said,
    objects,
    digests: digests as readonly Digest[],
  }))
}
