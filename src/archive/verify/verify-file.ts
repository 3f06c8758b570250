import type { Instant } from '../../core/clock.ts'
import { digestOfFile, hexOf } from '../../core/digest.ts'
import type { SignatureOutcome, Trust } from '../../model/signer.ts'
import type { Verification } from '../../model/verification.ts'
import { verifyCms } from '../../sign/cms-verify.ts'
import { verifyPdf } from '../../sign/pdf-verify.ts'
import { signatureOf } from '../layout.ts'
import { LARGEST_RECORD } from '../records.ts'
import { LARGEST_PDF } from './files.ts'
import { firstBytes, localBytes } from './local-file.ts'
import { newRecorder } from './recorder.ts'

/** How a content and its signature are judged; a text says why they cannot be. */
type Judgement = { readonly outcome: SignatureOutcome; readonly size: number } | string

/**
 * Verifies one file alone: a PDF by the signature in it, any other file by the `.p7s` beside it. Naming the `.p7s` means the file it signs.
 *
 * A missing signature beside a file leaves the answer undecided. Throws Fault `MISSING` when the file cannot be read.
 */
export async function verifyFile(path: string, trust: Trust, at: Instant): Promise<Verification> {
  const file = path.replace(/\.p7s$/, '')
  const isPdf = Buffer.from(await firstBytes(file, 5)).equals(Buffer.from('%PDF-'))
  const judgement = isPdf ? await judgePdf(file, trust, at) : await judgeBeside(file, trust, at)
  const record = newRecorder()
  if (typeof judgement === 'string') record.add('undecided', file, judgement)
  else {
    record.compared(judgement.size)
    record.signature(file, judgement.outcome)
  }
  record.add('noted', file, 'that it belongs to a committed run is not checked: that takes the run')
  return record.result()
}

async function judgePdf(file: string, trust: Trust, at: Instant): Promise<Judgement> {
  const pdf = await localBytes(file, LARGEST_PDF)
  if (pdf === 'too-large') return `not checked: larger than ${LARGEST_PDF} bytes`
  if (pdf === undefined) return 'it is gone'
  return { outcome: verifyPdf(pdf, trust, at), size: pdf.length }
}

async function judgeBeside(file: string, trust: Trust, at: Instant): Promise<Judgement> {
  const beside = signatureOf(file)
  const signature = await localBytes(beside, LARGEST_RECORD)
  const { digest, size } = await digestOfFile(file)
  if (signature === undefined) return `no signature beside it: ${beside} is missing`
  if (signature === 'too-large')
    return { outcome: { kind: 'invalid', reason: `${beside} is larger than any signature` }, size }
  const outcome = verifyCms(signature, Buffer.from(hexOf(digest), 'hex'), trust, at)
  return { outcome, size }
}
