import { existsSync, readFileSync, statSync } from 'node:fs'
import type { Authorship } from '../../model/sign-off.ts'
import { verifyCmsSignature, type ListedCertificate } from '../../sign/cms-signature.ts'
import { verifyGitRecord } from '../../sign/git-commit.ts'
import { verifySshSignature, type SshKey } from '../../sign/ssh-signature.ts'
import { gitRecordOf, pinnedGitRecord } from './git-record.ts'

/** Whom an approvers file lists, by what they sign with. */
export type Signers = {
  readonly keys: readonly SshKey[]
  readonly certificates: readonly ListedCertificate[]
}

/** Whether files lie where people wrote them, or are pinned in a run, which has the history of git beside them and nowhere else. */
export type FileOrigin = 'live' | 'pinned'

/** What follows the name of a file in the name of what git shows of it. */
export const GIT_RECORD = '.git.json'

/** A signature is some kilobytes; with the certificates of a whole chain some tens. */
const MAX_BYTES = 512 * 1024

/** What follows the name of a file in the name of a signature of it, and how each kind is judged. */
const SIGNATURES = {
  '.sig': (file: Uint8Array, signature: Buffer, { keys }: Signers) =>
    verifySshSignature(file, signature.toString('latin1'), keys),
  '.p7s': (file: Uint8Array, signature: Buffer, { certificates }: Signers) =>
    verifyCmsSignature(file, signature, certificates),
} as const
const ENDS = ['.sig', '.p7s'] as const

/** A signature beside a file. */
export type SignatureFile = { readonly end: (typeof ENDS)[number]; readonly path: string }

/** The signatures beside a file, that of OpenSSH first. */
export function signaturesOf(path: string): readonly SignatureFile[] {
  return ENDS.map((end) => ({ end, path: `${path}${end}` })).filter((each) => isFile(each.path))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/**
 * Who signed a file. Signatures beside it speak for themselves, and each must hold; else the commit that last touched it may. A commit that nobody of
 * the approvers signed says nothing.
 */
export function authorshipOf(path: string, signers: Signers, origin: FileOrigin): Authorship {
  if (!existsSync(path)) return { kind: 'asserted' }
  const bytes = readFileSync(path)
  const outcomes = signaturesOf(path).map((signature) => judged(bytes, signature, signers))
  const [first] = outcomes
  if (first !== undefined) return outcomes.find(({ kind }) => kind === 'refused') ?? first
  const record = origin === 'live' ? gitRecordOf(path) : pinnedGitRecord(`${path}${GIT_RECORD}`)
  const outcome = record === undefined ? undefined : verifyGitRecord(bytes, record, signers.keys)
  return outcome?.kind === 'committed' ? outcome : { kind: 'asserted' }
}

function judged(file: Uint8Array, { end, path }: SignatureFile, signers: Signers): Authorship {
  if (statSync(path).size > MAX_BYTES)
    return { kind: 'refused', why: 'it is larger than any signature' }
  return SIGNATURES[end](file, readFileSync(path), signers)
}
