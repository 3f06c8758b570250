import type { SignatureOutcome, SignerIdentity } from '../../model/signer.ts'
import type {
  Verification,
  VerificationCheck,
  VerificationOutcome,
} from '../../model/verification.ts'

/** Where a verification writes down what it sees. Paths are relative to what is verified. */
export type Recorder = {
  readonly add: (outcome: VerificationCheck['outcome'], path: string, reason: string) => void
  /** what a signature check said of a file; `untrusted` leaves the answer undecided */
  readonly signature: (path: string, outcome: SignatureOutcome) => void
  /** a file whose bytes were compared with a signed digest, whatever came of it */
  readonly compared: (size: number) => void
  readonly result: () => Verification
}

/** Problems beyond this many are counted and not kept: a hostile archive must not fill the memory. */
const MOST_CHECKS = 20_000

/** A new, empty recorder. Its outcome is `invalid` when any check is, else `undecided` when any is or nothing was valid, else `valid`. */
export function newRecorder(): Recorder {
  const checks: VerificationCheck[] = []
  const signers = new Map<string, SignerIdentity>()
  const seen = { valid: 0, invalid: 0, undecided: 0, noted: 0 }
  const total = { files: 0, bytes: 0, dropped: 0 }
  const add: Recorder['add'] = (outcome, path, reason) => {
    seen[outcome] += 1
    if (checks.length < MOST_CHECKS) checks.push({ path, outcome, reason })
    else total.dropped += 1
  }
  const outcome = (): VerificationOutcome => {
    if (seen.invalid > 0) return 'invalid'
    return seen.undecided > 0 || seen.valid === 0 ? 'undecided' : 'valid'
  }
  return {
    add,
    signature: (path, signature) => {
      const { signer } = signature
      if (signer !== undefined) signers.set(signer.fingerprint, signer)
      add(...signatureCheck(path, signature))
    },
    compared: (size) => {
      total.files += 1
      total.bytes += size
    },
    result: () => ({
      outcome: outcome(),
      checks: total.dropped === 0 ? checks : [...checks, dropped(total.dropped, outcome())],
      signers: [...signers.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
      files: total.files,
      bytes: total.bytes,
    }),
  }
}

function signatureCheck(
  path: string,
  { kind, reason, signer }: SignatureOutcome,
): [VerificationCheck['outcome'], string, string] {
  const by = signer === undefined ? '' : ` (${signer.subject}, ${signer.fingerprint})`
  switch (kind) {
    case 'valid':
      return ['valid', path, `signed by ${signer.subject}, ${signer.fingerprint}`]
    case 'untrusted':
      return ['undecided', path, `consistent; signer not trusted${by}`]
    case 'invalid':
    case 'undecided':
      return [kind, path, `${reason}${by}`]
  }
}

function dropped(count: number, outcome: VerificationOutcome): VerificationCheck {
  return { path: '', outcome, reason: `${count} more checks are not listed` }
}
