import { hexOf, type Digest } from '../../core/digest.ts'
import type { SignatureOutcome } from '../../model/signer.ts'
import { verifyCms } from '../../sign/cms-verify.ts'
import { signatureOf } from '../layout.ts'
import { LARGEST_RECORD } from '../records.ts'
import { readBounded } from './bounded.ts'
import type { Context } from './context.ts'

/** Checks the detached signature beside a file whose digest is known, and writes down what it says. Absent: there is none to be read. */
export async function checkDetached(
  context: Context,
  path: string,
  digest: Digest,
): Promise<SignatureOutcome | undefined> {
  const { trust, at, record } = context
  const signaturePath = signatureOf(path)
  const bytes = await readBounded(context, signaturePath, LARGEST_RECORD)
  if (bytes === undefined) return undefined
  const outcome = verifyCms(bytes, Buffer.from(hexOf(digest), 'hex'), trust, at)
  record.signature(signaturePath, outcome)
  return outcome
}
