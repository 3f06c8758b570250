import { z } from 'zod'
import { isDigest } from '../../core/digest.ts'
import type { Digest } from '../../core/digest.ts'
import { day, id, text } from './fields.ts'

/** One entry of `reports`: that an archived report was signed off. */
export const reportSignOff = z.strictObject({
  id,
  report: z
    .string()
    .regex(/^[a-z0-9][A-Za-z0-9.~_-]{0,120}-[0-9a-f]{8}$/, 'not the id of a report')
    .describe("its id, as 'exhibit archive list' prints it"),
  digest: z
    .string()
    .refine((value): value is Digest => isDigest(value), 'not a digest, sha256: and 64 digits')
    .describe('SHA-256 of its SHA256SUMS, as its log entry has it'),
  by: z.strictObject({ name: text, role: text }),
  signedOffOn: day,
})
