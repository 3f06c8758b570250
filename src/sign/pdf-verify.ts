import { createHash } from 'node:crypto'
import { isInstant } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'
import { isFault } from '../core/fault.ts'
import type { SignatureOutcome, Trust } from '../model/signer.ts'
import { verifyCms } from './cms-verify.ts'
import { derSize } from './der-reader.ts'
import {
  catalogOf,
  followToDictionary,
  openPdf,
  type PdfDictionary,
  type PdfFile,
} from './pdf-file.ts'
import { wholeNumber } from './pdf-stream.ts'
import { asciiOf, unreadablePdf, type PdfValue } from './pdf-syntax.ts'

/**
 * The answer for a PDF; `unsignedLength` is how many bytes from its start are the document as it was before it was signed. `unsigned` is a
 * PDF without any trace of a signature: whether it must have one, its reader knows.
 */
export type PdfSignatureOutcome =
  (SignatureOutcome & { readonly unsignedLength?: number }) | Unsigned

type Unsigned = { readonly kind: 'unsigned'; readonly reason: string }

/**
 * Whether a PDF carries one signature of a trusted signer over the whole of it, as signPdf writes it.
 *
 * Strict: the signed range is all but the hexadecimal digits of /Contents, it ends with the file, the digits are lower case and followed by
 * zeros only. `trust` and `at` as in verifyCms.
 */
export function verifyPdf(pdf: Uint8Array, trust: Trust, at: Instant): PdfSignatureOutcome {
  const reading = readStrictly(pdf)
  if (reading.kind !== 'signed') return reading
  const { cms, digest, claimedAt, unsignedLength } = reading
  return { ...verifyCms(cms, digest, trust, at, claimedAt), unsignedLength }
}

type SignedPdf = {
  readonly kind: 'signed'
  readonly cms: Uint8Array
  readonly digest: Uint8Array
  readonly claimedAt: Instant
  readonly unsignedLength: number
}

function readStrictly(pdf: Uint8Array): SignedPdf | Unsigned | { kind: 'invalid'; reason: string } {
  try {
    const file = openPdf(pdf)
    const form = catalogOf(file).value.entries.get('AcroForm')
    if (form !== undefined) return readSignedPdf(file, form)
    return isTraced(pdf)
      ? unreadablePdf('has a signature that its catalog does not name')
      : { kind: 'unsigned', reason: 'the PDF carries no signature' }
  } catch (error) {
    if (isFault(error)) return { kind: 'invalid', reason: error.message }
    throw error
  }
}

/** Whether bytes hold what every signature dictionary holds; ours are never packed. */
function isTraced(pdf: Uint8Array): boolean {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length)
  return bytes.includes('/ByteRange') || bytes.includes('/Adobe.PPKLite')
}

function readSignedPdf(file: PdfFile, form: PdfValue): SignedPdf {
  const { bytes } = file
  const signature = signatureOf(file, form)
  const { entries } = signature.value
  const contents = entries.get('Contents')
  if (signature.source !== bytes || contents?.kind !== 'hex')
    return unreadablePdf('has a signature that is not where it must be')
  const [from, start, end, rest] = byteRange(entries.get('ByteRange'))
  const isWhole = from === 0 && start === contents.start && end === contents.end
  if (!isWhole || end + rest !== bytes.length)
    return unreadablePdf('has a signature that does not cover all of it')
  const digest = createHash('sha256').update(bytes.subarray(0, start)).update(bytes.subarray(end))
  return {
    kind: 'signed',
    cms: cmsOf(asciiOf(bytes, { start: start + 1, end: end - 1 })),
    digest: digest.digest(),
    claimedAt: dateOf(signature, entries.get('M')),
    unsignedLength: unsignedLengthOf(file),
  }
}

/** The value of the only field of the form, checked to be a PAdES signature. */
function signatureOf(file: PdfFile, form: PdfValue): PdfDictionary {
  const { entries } =
    form.kind === 'dictionary' ? form : followToDictionary(file, form, '/AcroForm').value
  const fields = entries.get('Fields')
  if (fields?.kind !== 'array' || fields.items.length !== 1)
    return unreadablePdf('does not carry exactly one signature')
  const field = followToDictionary(file, fields.items[0], '/Fields').value.entries
  const signature = followToDictionary(file, field.get('V'), 'signature')
  const kind = ['Type', 'Filter', 'SubFilter'].map((name) =>
    nameOf(signature.value.entries.get(name)),
  )
  if (
    nameOf(field.get('FT')) !== 'Sig' ||
    kind.join(' ') !== 'Sig Adobe.PPKLite ETSI.CAdES.detached'
  )
    return unreadablePdf('has a signature of another kind')
  return signature
}

function nameOf(value: PdfValue | undefined): string {
  return value?.kind === 'name' ? value.text : ''
}

function byteRange(value: PdfValue | undefined): readonly [number, number, number, number] {
  const numbers =
    value?.kind === 'array' ? value.items.map((item) => wholeNumber(item, '/ByteRange')) : []
  const [from = -1, start = -1, end = -1, rest = -1] = numbers
  return numbers.length === 4 ? [from, start, end, rest] : unreadablePdf('has no proper /ByteRange')
}

/** The signature, cut where it ends; nothing but zeros may follow it, and one spelling of the digits only. */
function cmsOf(digits: string): Uint8Array {
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/.test(digits))
    return unreadablePdf('has a signature that is not written as exhibit writes it')
  const octets = Buffer.from(digits, 'hex')
  const size = derSize(octets, 'the signature')
  return octets.subarray(size).every((octet) => octet === 0)
    ? octets.subarray(0, size)
    : unreadablePdf('has bytes behind its signature')
}

function dateOf({ source }: PdfDictionary, value: PdfValue | undefined): Instant {
  const text = value?.kind === 'string' ? asciiOf(source, value) : ''
  const instant = text.replace(
    /^\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)$/,
    '$1-$2-$3T$4:$5:$6Z',
  )
  return isInstant(instant) ? instant : unreadablePdf('has a signature without a proper date')
}

/** The signature's revision is the newest; one line feed stands between it and the document as it was. */
function unsignedLengthOf({ bytes, sections }: PdfFile): number {
  const length = sections[0].lowest() - 1
  const end = asciiOf(bytes, { start: Math.max(0, length - 16), end: length + 1 })
  return /%%EOF[\r\n ]*\n$/.test(end)
    ? length
    : unreadablePdf('has a signature that was not added to a finished document')
}
