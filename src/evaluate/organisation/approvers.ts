import { z } from 'zod'
import { looseItems, looseMember, looseText, meaning } from '../../core/meaning.ts'
import type { Loose, Tell } from '../../core/meaning.ts'
import type { Approvers } from '../../model/sign-off.ts'
import { text } from './fields.ts'
import { sshKeyFault } from './ssh-key.ts'
import { written } from './written.ts'

const key = z
  .string()
  .max(4000, 'longer than 4000 characters')
  .regex(/^(ssh-ed25519|ecdsa-sha2-nistp256|ssh-rsa) [A-Za-z0-9+/]+={0,2}( [^\n]*)?$/, {
    error: 'not a public key of OpenSSH, as in ssh-ed25519 AAAA... (Ed25519, ECDSA P-256 or RSA)',
    abort: true,
  })
  .superRefine((line, context) => {
    const fault = sshKeyFault(line)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })

/** What `openssl x509 -fingerprint -sha256` prints, with or without what stands before it and the colons. */
const certificate = z
  .string()
  .regex(
    /^([sS][hH][aA]256( Fingerprint=|:))?([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/,
    'not the SHA-256 fingerprint of a certificate (openssl x509 -noout -fingerprint -sha256)',
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
        keys: z
          .array(key)
          .min(1, 'empty list')
          .exactOptional()
          .describe('public keys as OpenSSH writes them'),
        certificates: z
          .array(certificate)
          .min(1, 'empty list')
          .exactOptional()
          .describe('SHA-256 fingerprints of certificates, as openssl writes them'),
      }),
    ),
  })
  .check(meaning(tellRepeated))

/** Whoever stands twice, or holds the key or the certificate of another, could not be told apart; who has neither can sign nothing. */
function tellRepeated(value: Loose, tell: Tell): void {
  const names = new Set<string>()
  const owners = new Map<string, string>()
  for (const [index, each] of looseItems(looseMember(value, 'approvers')).entries()) {
    const name = looseText(looseMember(each, 'name'))
    if (name !== '' && names.has(name))
      tell(['approvers', index, 'name'], `the name ${name} stands twice`)
    names.add(name)
    if (IDENTIFIES.every(([member]) => looseMember(each, member) === undefined))
      tell(['approvers', index], 'has neither keys nor certificates')
    for (const [member, what, identify] of IDENTIFIES)
      for (const [at, value] of looseItems(looseMember(each, member)).entries()) {
        const id = identify(looseText(value))
        const owner = owners.get(id)
        if (id !== '' && owner !== undefined)
          tell(['approvers', index, member, at], `the same ${what} as of ${owner}`)
        owners.set(id, name)
      }
  }
}

/** What an approver signs with: the member, its word, and what tells one from another. */
const IDENTIFIES = [
  ['keys', 'key', encodedKey],
  ['certificates', 'certificate', digitsOf],
] as const

function encodedKey(line: string): string {
  return line.split(' ')[1] ?? ''
}

/** The digits of a fingerprint, however it is written. */
function digitsOf(fingerprint: string): string {
  return fingerprint
    .replace(/^sha256( fingerprint=|:)/i, '')
    .replaceAll(':', '')
    .toLowerCase()
}

/** Who may sign, as a file says. Throws Fault `CONFIGURATION` with all its faults, each with file and line. */
export function parseApprovers(source: string, file: string): Approvers {
  const { requireSigned, approvers } = written(approversSchema, source, file)
  return {
    requireSigned,
    approvers: approvers.map(({ name, keys = [], certificates = [] }) => ({
      name,
      keys,
      certificates,
    })),
  }
}
