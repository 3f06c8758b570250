/** Signs a PDF as PAdES baseline B (ETSI EN 319 142-1): an invisible signature over the whole document, added behind its last byte. */
import { createHash } from 'node:crypto'
import type { Instant } from '../core/clock.ts'
import { Fault } from '../core/fault.ts'
import type { Signer } from '../model/signer.ts'
import { requireValidAt, signCms } from './cms.ts'
import { catalogOf, follow, followToDictionary, openPdf } from './pdf-file.ts'
import type { PdfDictionary, PdfFile } from './pdf-file.ts'
import { revisionOf, withEntries, withItem, type RevisedObject } from './pdf-revision.ts'
import { unreadablePdf } from './pdf-syntax.ts'

/** What a signature in a PDF says for itself: when, why, and who. */
export type PdfSignatureOptions = {
  readonly at: Instant
  readonly reason: string
  readonly name: string
}

/** Room for the CMS signature, in bytes: a chain and a time-stamp of a commercial authority come to 12 kB. */
const RESERVED = 16_384
const CONTENTS = `<${'0'.repeat(RESERVED * 2)}>`
const BYTE_RANGE = `[0 ${'0'.repeat(10)} ${'0'.repeat(10)} ${'0'.repeat(10)}]`

/**
 * The PDF with a signature: the given bytes, unchanged, and a revision behind them.
 *
 * Throws Fault `UNREADABLE` when the PDF is not of a form that can be signed (encrypted, damaged, or with a form or signature in it
 * already), and `SIGNING_FAILED` when the signer fails, its certificate is not valid at `at`, or the signature is larger than its place.
 */
export async function signPdf(
  pdf: Uint8Array,
  signer: Signer,
  options: PdfSignatureOptions,
): Promise<Uint8Array> {
  requireValidAt(signer, options.at)
  const hash = createHash('sha256').update(pdf)
  const id = hash.copy().digest('hex').slice(0, 32)
  const revision = revisionOf(...objectsOf(openPdf(pdf), options), id)
  const start = revision.indexOf(CONTENTS)
  const end = start + CONTENTS.length
  const range = [0, pdf.length + start, pdf.length + end, revision.length - end].join(' ')
  revision.write(`[${range}]`.padEnd(BYTE_RANGE.length), revision.indexOf(BYTE_RANGE), 'latin1')
  hash.update(revision.subarray(0, start)).update(revision.subarray(end))
  const cms = await signCms(hash.digest(), signer)
  if (cms.length > RESERVED)
    throw new Fault(
      'SIGNING_FAILED',
      `the signature of ${cms.length} bytes does not fit into the ${RESERVED} reserved in the PDF`,
      { hint: 'use a shorter certificate chain, or smaller certificates' },
    )
  revision.write(Buffer.from(cms).toString('hex'), start + 1, 'latin1')
  return Buffer.concat([pdf, revision])
}

/** The signature dictionary, first so that its placeholders are found first; the catalog with a form, the first page, the field. */
function objectsOf(
  file: PdfFile,
  options: PdfSignatureOptions,
): readonly [PdfFile, readonly RevisedObject[]] {
  const catalog = catalogOf(file)
  if (catalog.value.entries.has('AcroForm'))
    unreadablePdf('has a form or a signature already: sign it as it was printed')
  const page = firstPage(file, catalog)
  const signature = file.size
  const widget = file.size + 1
  return [
    file,
    [
      { number: signature, generation: 0, text: signatureText(options) },
      revised(
        catalog,
        withEntries(catalog, { AcroForm: `<</Fields [${widget} 0 R] /SigFlags 3>>` }),
      ),
      withAnnotation(file, page, `${widget} 0 R`),
      { number: widget, generation: 0, text: widgetText(signature, page) },
    ],
  ]
}

function signatureText({ at, reason, name }: PdfSignatureOptions): string {
  return [
    `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${BYTE_RANGE}`,
    `/Contents ${CONTENTS}`,
    `/M (D:${at.replace(/[-:T]/g, '')}) /Reason ${textString(reason)} /Name ${textString(name)}>>`,
  ].join('\n')
}

/** F 132: printed and locked. An empty rectangle: nothing to see. */
function widgetText(signature: number, page: PdfDictionary): string {
  const place = `/P ${page.number} ${page.generation} R`
  return `<</Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /V ${signature} 0 R /F 132 /Rect [0 0 0 0] ${place}>>`
}

/** The page, or where its annotations are an object of their own that object, with one more annotation. */
function withAnnotation(file: PdfFile, page: PdfDictionary, widget: string): RevisedObject {
  const annotations = page.value.entries.get('Annots')
  if (annotations === undefined) return revised(page, withEntries(page, { Annots: `[${widget}]` }))
  if (annotations.kind === 'array')
    return revised(page, withEntries(page, { Annots: withItem(page.source, annotations, widget) }))
  const array = follow(file, annotations, '/Annots')
  if (array.value.kind !== 'array') return unreadablePdf('has no proper /Annots')
  return revised(array, withItem(array.source, array.value, widget))
}

function revised(
  { number, generation }: { readonly number: number; readonly generation: number },
  text: string,
): RevisedObject {
  return { number, generation, text }
}

const MAX_TREE_DEPTH = 64

function firstPage(file: PdfFile, catalog: PdfDictionary): PdfDictionary {
  let node = followToDictionary(file, catalog.value.entries.get('Pages'), '/Pages')
  for (let depth = 0; depth < MAX_TREE_DEPTH; depth++) {
    const kids = node.value.entries.get('Kids')
    if (kids === undefined) return node
    node = followToDictionary(file, kids.kind === 'array' ? kids.items[0] : kids, '/Kids')
  }
  return unreadablePdf('has pages nested too deeply')
}

/** A text string (ISO 32000-1 7.9.2.2): plain where it is printable ASCII, else UTF-16 with its mark. */
function textString(text: string): string {
  if (/^[ -'*-[\]-~]*$/.test(text)) return `(${text})`
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`
}
