import { z } from 'zod'
import { looseItems, looseMember, looseText, meaning } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import type { Approvers } from '../../model/sign-off.ts'
import { text } from './fields.ts'
import { written } from './written.ts'

const key = z
  .string()
  .max(4000, 'longer than 4000 characters')
  .regex(
    /^(ssh-ed25519|ecdsa-sha2-nistp256|ssh-rsa) [A-Za-z0-9+/]+={0,2}( [^\n]*)?$/,
    'not a public key of OpenSSH, as in ssh-ed25519 AAAA... (Ed25519, ECDSA P-256 or RSA)',
  )

/** The schema of the approvers file; published for editors as controls/schemas/approvers.json. */
export const approversSchema = z
  .strictObject({
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
  .check(meaning(tellRepeated))

/** Whoever stands twice, or holds the key of another, could not be told apart. */
function tellRepeated(value: Loose, tell: Tell): void {
  const names = new Set<string>()
  const owners = new Map<string, string>()
  for (const [index, each] of looseItems(looseMember(value, 'approvers')).entries()) {
    const name = looseText(looseMember(each, 'name'))
    if (name !== '' && names.has(name))
      tell(['approvers', index, 'name'], `the name ${name} stands twice`)
    names.add(name)
    for (const [at, line] of looseItems(looseMember(each, 'keys')).entries()) {
      const [, encoded = ''] = looseText(line).split(' ')
      const owner = owners.get(encoded)
      if (encoded !== '' && owner !== undefined)
        tell(['approvers', index, 'keys', at], `the same key as of ${owner}`)
      owners.set(encoded, name)
    }
  }
}

/** Who may sign, as a file says. Throws Fault `CONFIGURATION` with all its faults, each with file and line. */
export function parseApprovers(source: string, file: string): Approvers {
  const { requireSigned, approvers } = written(approversSchema, source, file)
  return { requireSigned, approvers }
}
