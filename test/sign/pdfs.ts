import { PDFDocument } from '@cantoo/pdf-lib'

/** A PDF of some pages as @cantoo/pdf-lib writes it, with a classic cross-reference table or with a stream. */
export async function printed(kind: 'table' | 'stream', pages = 3): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false })
  for (let page = 1; page <= pages; page++) document.addPage([200, 200]).drawText(`page ${page}`)
  return document.save({ useObjectStreams: kind === 'stream' })
}

/** A PDF of the given objects, numbered from 1, with a classic cross-reference table; the first is the catalog. */
export function pdfOf(objects: readonly string[], trailer = ''): Uint8Array {
  let text = '%PDF-1.4\n'
  const rows = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${rows.length + 1}\n0000000000 65535 f \n${rows.join('')}`
  const end = `trailer\n<</Size ${rows.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${text.length}\n%%EOF`
  return Buffer.from(text + table + end, 'latin1')
}

/** The objects of a small document; its page tree is nested, and its annotations are an object of their own. */
export const NESTED: readonly string[] = [
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  '<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1>>',
  '<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]/Annots 5 0 R/Note(\\)(x)%)/H<aB>>>',
  '[ 6 0 R ]',
  '<</Type/Annot/Subtype/Link/Rect[0 0 1 1]>>',
]
