import { z } from 'zod'
import { validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import type { Approvers } from '../../model/sign-off.ts'
import { text } from './fields.ts'

const key = z
  .string()
  .max(4000, 'longer than 4000 characters')
  .regex(
    /^[a-z0-9-]+ [A-Za-z0-9+/]+={0,2}( [^\n]*)?$/,
    'not a public key as in ssh-ed25519 AAAA...',
  )

/** The schema of the approvers file; published for editors as controls/schemas/approvers.json. */
export const approversSchema = z.strictObject({
  format: z.literal('approvers/v1'),
  requireSigned: z
    .boolean()
    .default(false)
    .describe('a statement that nobody of them has signed counts as missing'),
  approvers: z.array(
    z.strictObject({
      name: text,
      keys: z.array(key).min(1, 'empty list').describe('public keys as OpenSSH writes them'),
    }),
  ),
})

/** Who may sign, as a file says. Throws Fault `CONFIGURATION` with all its faults, each with file and line. */
export function parseApprovers(source: string, file: string): Approvers {
  const { requireSigned, approvers } = validate(
    approversSchema,
    parseYamlDocument(source, file),
    file,
  )
  return { requireSigned, approvers }
}
