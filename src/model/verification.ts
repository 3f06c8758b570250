import type { SignerIdentity } from './signer.ts'

/** The three answers of a verification: `undecided` means that something needed for an answer is missing, never that all is well. */
export type VerificationOutcome = 'valid' | 'invalid' | 'undecided'

/** One thing that was looked at. `noted` is said to the reader and changes no outcome. */
export type VerificationCheck = {
  /** the file it is about, relative to what was verified */
  readonly path: string
  readonly outcome: VerificationOutcome | 'noted'
  /** one line, lower case, without full stop */
  readonly reason: string
}

/** The answer and what it rests on. */
export type Verification = {
  readonly outcome: VerificationOutcome
  /** in the order in which they were made */
  readonly checks: readonly VerificationCheck[]
  /** every signer seen, sorted by fingerprint, trusted or not */
  readonly signers: readonly SignerIdentity[]
  /** files whose bytes were compared with a signed digest, and their total size */
  readonly files: number
  readonly bytes: number
}
