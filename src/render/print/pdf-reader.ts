/**
 * Reads what Chromium's PDF writer makes, and only that: a classic cross-reference table, no object streams, direct stream lengths
 * (ISO 32000-1, 7.5.4). Anything else throws, so that a changed writer is noticed and not misread.
 */
import { inflateSync } from 'node:zlib'

/** One object of the file. */
export type PdfObject = {
  readonly number: number
  /** offset of the first byte after `N 0 obj` and its line end */
  readonly start: number
  /** text of the dictionary, or of the whole object when it has no stream (one byte per character) */
  readonly head: string
  /** the raw bytes of the stream; absent: it has none */
  readonly stream?: Uint8Array
}

/** A read file. Objects are read when asked for. */
export type PdfFile = {
  readonly bytes: Buffer
  /** numbers of all objects in use, ascending */
  readonly numbers: readonly number[]
  readonly trailer: string
  object(number: number): PdfObject
}

/** Opens a file. Throws an Error that says what was not as expected. */
export function readPdf(raw: Uint8Array): PdfFile {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = bytes.toString('latin1', Math.max(0, bytes.length - 64))
  const start = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(end)
  if (bytes.toString('latin1', 0, 5) !== '%PDF-' || start === null)
    throw new Error('the printed file is not a whole PDF')
  const { offsets, after } = crossReferences(bytes, Number(start[1]))
  return {
    bytes,
    numbers: Array.from(offsets.keys()),
    trailer: bytes.toString('latin1', after, bytes.length),
    object: (number) => objectAt(bytes, number, offsets.get(number)),
  }
}

type References = { readonly offsets: ReadonlyMap<number, number>; readonly after: number }

function crossReferences(bytes: Buffer, at: number): References {
  const head = /^xref\s+0 (\d+) ?\r?\n/.exec(bytes.toString('latin1', at, at + 40))
  if (head === null) throw new Error('the printed file has no cross-reference table')
  const [first, count] = [at + head[0].length, Number(head[1])]
  const offsets = new Map<number, number>()
  const table = bytes.toString('latin1', first, first + count * 20)
  if (table.length !== count * 20 || !/^(?:\d{10} \d{5} [nf][ \r]\n)*$/.test(table))
    throw new Error('the cross-reference table is damaged')
  for (let number = 1; number < count; number += 1)
    if (table[number * 20 + 17] === 'n')
      offsets.set(number, Number(table.slice(number * 20, number * 20 + 10)))
  return { offsets, after: first + count * 20 }
}

function objectAt(bytes: Buffer, number: number, offset: number | undefined): PdfObject {
  const opening = `${number} 0 obj\n`
  if (offset === undefined || bytes.toString('latin1', offset, offset + opening.length) !== opening)
    throw new Error(`object ${number} is not where the table says`)
  const start = offset + opening.length
  const end = bytes.indexOf('endobj', start)
  if (end === -1) throw new Error(`object ${number} does not end`)
  // Looked for up to the object's end only: most objects are tags without stream, and the next one may be megabytes away.
  const text = bytes.toString('latin1', start, end)
  const stream = text.indexOf('>> stream\n')
  if (stream === -1) return { number, start, head: text }
  const head = text.slice(0, stream + 2)
  const length = /\/Length (\d+)/.exec(head)
  if (length === null) throw new Error(`the stream of object ${number} has no length`)
  const from = start + stream + '>> stream\n'.length
  const after = from + Number(length[1])
  if (after > bytes.length) throw new Error(`the stream of object ${number} does not end`)
  return { number, start, head, stream: bytes.subarray(from, after) }
}

/** No page of ours is larger when unpacked. */
const MOST_UNPACKED = 64 * 1024 * 1024

/** The decoded bytes of an object's stream. */
export function decoded({ number, head, stream }: PdfObject): Buffer {
  if (stream === undefined) throw new Error(`object ${number} has no stream`)
  return head.includes('/FlateDecode')
    ? inflateSync(stream, { maxOutputLength: MOST_UNPACKED })
    : Buffer.from(stream)
}

/** The object that `/Name N 0 R` in a dictionary points to. */
export function reference(head: string, name: string): number | undefined {
  const found = new RegExp(`/${name} (\\d+) 0 R`).exec(head)
  return found === null ? undefined : Number(found[1])
}

/** The pages in their order (ISO 32000-1, 7.7.3). Throws an Error where their tree has a branch twice. */
export function pagesOf(file: PdfFile): readonly PdfObject[] {
  const catalog = file.object(reference(file.trailer, 'Root') ?? 0)
  const pages: PdfObject[] = []
  const seen = new Set<number>()
  const visit = (number: number): void => {
    if (seen.has(number)) throw new Error('the tree of pages has a branch twice')
    seen.add(number)
    const node = file.object(number)
    const kids = /\/Kids \[([^\]]*)\]/.exec(node.head)?.[1] ?? ''
    if (!/\/Type \/Pages\b/.test(node.head)) pages.push(node)
    else for (const [, kid] of kids.matchAll(/(\d+) 0 R/g)) visit(Number(kid))
  }
  visit(reference(catalog.head, 'Pages') ?? 0)
  return pages
}
