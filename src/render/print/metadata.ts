import type { Instant } from '../../core/clock.ts'
import { escaped } from '../picture/svg.ts'
import { readPdf, reference } from './pdf-reader.ts'
import type { PdfFile, PdfObject } from './pdf-reader.ts'

/** What made the document; the browser is what produced its form (ISO 32000-1, 14.3.3). */
const CREATOR = 'exhibit'

/** Bytes of a row of the cross-reference table. */
const ROW = 20

/** A text string after its name: characters or their digits. */
const TEXT = String.raw`(?:\(((?:[^\\()]|\\[^])*)\)|<([0-9A-Fa-f\s]*)>)`

/**
 * The same PDF with XMP metadata (ISO 16684-1): title, language, creator, producer and date, each as the PDF says it elsewhere. The browser
 * writes none, and names itself as the creator.
 *
 * Catalog and information are written anew behind the rest, with one cross-reference table over all, so that the file stays one revision.
 * Throws an Error when it is not as Chromium writes it.
 */
export function withMetadata(raw: Uint8Array, date: Instant): Uint8Array {
  const file = readPdf(raw)
  const { bytes, trailer } = file
  const [catalog, info] = [objectNamed(file, 'Root'), objectNamed(file, 'Info')]
  const count = Number(/\/Size (\d+)/.exec(trailer)?.[1])
  const after = bytes.length - trailer.length
  const rows = Buffer.from(bytes.subarray(after - count * ROW, after))
  const pieces = [bytes.subarray(0, bytes.lastIndexOf('xref\n', after - count * ROW))]
  let offset = pieces[0]?.length ?? 0
  const add = (number: number, text: string): string => {
    const row = `${String(offset).padStart(10, '0')} 00000 n \n`
    const piece = Buffer.from(`${number} 0 obj\n${text}endobj\n`, 'latin1')
    offset += piece.length
    pieces.push(piece)
    return row
  }
  rows.write(add(catalog.number, withReference(catalog.head, count)), catalog.number * ROW)
  rows.write(add(info.number, withCreator(info.head)), info.number * ROW)
  const last = add(count, streamText(packet(info.head, catalog.head, date)))
  const table = [Buffer.from(`xref\n0 ${count + 1}\n`), rows, Buffer.from(last)]
  const end = Buffer.from(trailerText(trailer, count + 1, offset), 'latin1')
  return Buffer.concat([...pieces, ...table, end])
}

function objectNamed(file: PdfFile, name: string): PdfObject {
  return file.object(reference(file.trailer, name) ?? 0)
}

function withReference(catalog: string, metadata: number): string {
  const end = catalog.lastIndexOf('>>')
  return `${catalog.slice(0, end)}\n/Metadata ${metadata} 0 R${catalog.slice(end)}`
}

function withCreator(info: string): string {
  return info.replace(new RegExp(`/Creator ${TEXT}`), `/Creator (${CREATOR})`)
}

/** Not packed, so that programs which know no PDF find it. One byte a character. */
function streamText(xml: string): string {
  const content = Buffer.from(xml).toString('latin1')
  const head = `<</Type /Metadata\n/Subtype /XML\n/Length ${content.length}>>`
  return `${head} stream\n${content}\nendstream\n`
}

function packet(info: string, catalog: string, date: Instant): string {
  const say = (text: string | undefined, before: string, after: string): readonly string[] =>
    text === undefined ? [] : [before + escaped(text.replace(/\p{Cc}/gu, ' ')) + after]
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">',
    '<dc:format>application/pdf</dc:format>',
    ...say(
      textIn(info, 'Title'),
      '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">',
      '</rdf:li></rdf:Alt></dc:title>',
    ),
    ...say(
      textIn(catalog, 'Lang'),
      '<dc:language><rdf:Bag><rdf:li>',
      '</rdf:li></rdf:Bag></dc:language>',
    ),
    `<xmp:CreatorTool>${CREATOR}</xmp:CreatorTool>`,
    `<xmp:CreateDate>${date}</xmp:CreateDate>`,
    `<xmp:ModifyDate>${date}</xmp:ModifyDate>`,
    ...say(textIn(info, 'Producer'), '<pdf:Producer>', '</pdf:Producer>'),
    '</rdf:Description>',
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n')
}

/** A text string of a dictionary (ISO 32000-1, 7.9.2.2): UTF-16 where its mark stands first. */
function textIn(head: string, name: string): string | undefined {
  const found = new RegExp(`/${name} ${TEXT}`).exec(head)
  if (found === null) return undefined
  const [, characters, hex = ''] = found
  const octets =
    characters === undefined
      ? Buffer.from(hex.replace(/\s/g, ''), 'hex')
      : Buffer.from(plain(characters), 'latin1')
  const isWide = octets.length % 2 === 0 && octets[0] === 0xfe && octets[1] === 0xff
  return isWide ? octets.subarray(2).swap16().toString('utf16le') : octets.toString('latin1')
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** A literal string without its escapes. */
function plain(characters: string): string {
  return characters.replace(/\\([0-7]{1,3}|[^])/g, (_, escape: string) =>
    /^[0-7]/.test(escape)
      ? String.fromCharCode(Number.parseInt(escape, 8) & 0xff)
      : (ESCAPES[escape] ?? escape),
  )
}

function trailerText(trailer: string, size: number, start: number): string {
  return trailer
    .replace(/\/Size \d+/, `/Size ${size}`)
    .replace(/startxref\s+\d+/, `startxref\n${start}`)
}
