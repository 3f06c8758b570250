import { basename, dirname, join } from 'node:path'
import type { Instant } from '../../core/clock.ts'
import { digestOfFile, hexOf } from '../../core/digest.ts'
import { isFault } from '../../core/fault.ts'
import type { SignatureOutcome, Trust } from '../../model/signer.ts'
import type { Verification } from '../../model/verification.ts'
import { verifyCms } from '../../sign/cms-verify.ts'
import { verifyPdf } from '../../sign/pdf-verify.ts'
import { MANIFEST, signatureOf } from '../layout.ts'
import { LARGEST_LIST, LARGEST_RECORD, parseManifest } from '../records.ts'
import { LARGEST_PDF } from './files.ts'
import { firstBytes, localBytes } from './local-file.ts'
import { newRecorder } from './recorder.ts'

/** How a content and its signature are judged. */
type Judgement =
  | { readonly kind: 'judged'; readonly outcome: SignatureOutcome; readonly size: number }
  | { readonly kind: 'unsigned' | 'not-checked'; readonly reason: string }

/**
 * Verifies one file alone: a PDF by the signature in it, any other file by the `.p7s` beside it. Naming the `.p7s` means the file it signs.
 *
 * A file without signature leaves the answer undecided, unless the manifest beside it says that it is signed. Throws Fault `MISSING` when the file cannot be read.
 */
export async function verifyFile(path: string, trust: Trust, at: Instant): Promise<Verification> {
  const file = path.replace(/\.p7s$/, '')
  const isPdf = Buffer.from(await firstBytes(file, 5)).equals(Buffer.from('%PDF-'))
  const judgement = isPdf ? await judgePdf(file, trust, at) : await judgeBeside(file, trust, at)
  const record = newRecorder()
  if (judgement.kind === 'judged') {
    record.compared(judgement.size)
    record.signature(file, judgement.outcome)
  } else if (judgement.kind === 'unsigned' && (await isSaidSigned(file)))
    record.add(
      'invalid',
      file,
      `${judgement.reason}, but ${MANIFEST} beside it says that it is signed`,
    )
  else record.add('undecided', file, judgement.reason)
  record.add('noted', file, 'that it belongs to a committed run is not checked: that takes the run')
  return record.result()
}

async function judgePdf(file: string, trust: Trust, at: Instant): Promise<Judgement> {
  const pdf = await localBytes(file, LARGEST_PDF)
  if (pdf === 'too-large') return notChecked(`not checked: larger than ${LARGEST_PDF} bytes`)
  if (pdf === undefined) return notChecked('it is gone')
  const outcome = verifyPdf(pdf, trust, at)
  return outcome.kind === 'unsigned' ? outcome : { kind: 'judged', outcome, size: pdf.length }
}

async function judgeBeside(file: string, trust: Trust, at: Instant): Promise<Judgement> {
  const beside = signatureOf(file)
  const signature = await localBytes(beside, LARGEST_RECORD)
  const { digest, size } = await digestOfFile(file)
  if (signature === undefined)
    return { kind: 'unsigned', reason: `no signature beside it: ${beside} is missing` }
  const outcome: SignatureOutcome =
    signature === 'too-large'
      ? { kind: 'invalid', reason: `${beside} is larger than any signature` }
      : verifyCms(signature, Buffer.from(hexOf(digest), 'hex'), trust, at)
  return { kind: 'judged', outcome, size }
}

function notChecked(reason: string): Judgement {
  return { kind: 'not-checked', reason }
}

/**
 * Whether the file lies in a run folder that says it is signed: as a signed PDF, or with its `.p7s`. What else a manifest.json may be says
 * nothing; a forged one can make the answer only worse.
 */
async function isSaidSigned(file: string): Promise<boolean> {
  const bytes = await localBytes(join(dirname(file), MANIFEST), LARGEST_LIST)
  if (bytes === undefined || bytes === 'too-large') return false
  try {
    const { files } = parseManifest(bytes, MANIFEST)
    const name = basename(file)
    return files.some(
      ({ path, unsigned }) =>
        path === signatureOf(name) || (path === name && unsigned !== undefined),
    )
  } catch (error) {
    if (!isFault(error)) throw error
    return false
  }
}
