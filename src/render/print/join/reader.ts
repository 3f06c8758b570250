/** Reads a joined file as `writer.ts` writes it, and only that: every other PDF throws. */
import { inflateSync } from 'node:zlib'
import type { PdfFile, PdfObject } from '../pdf-reader.ts'

/** Bytes of a row of the cross-references, and of that row with the mark of its predictor. */
const ROW = 7
const MOST_UNPACKED = 256 * 1024 * 1024

const END = /startxref\n(\d+)\n%%EOF\n$/
const REFERENCES =
  /^(\d+) 0 obj\n(<<\/Type\/XRef\/Size (\d+)\/Root \d+ 0 R\/Info \d+ 0 R\/ID\[<\w{32}><\w{32}>\]\/W\[1 4 2\]\/Filter\/FlateDecode\/DecodeParms<<\/Predictor 12\/Columns 7>>\/Length (\d+)>>)stream\n/

/** Opens a file; what is packed is unpacked when it is asked for, the newest streams being kept. Throws an Error that says what is not as expected. */
export function readJoined(raw: Uint8Array): PdfFile {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = END.exec(bytes.toString('latin1', Math.max(0, bytes.length - 64)))
  const start = Number(end?.[1])
  const found = REFERENCES.exec(bytes.toString('latin1', start, start + 400))
  if (end === null || found === null || bytes.toString('latin1', 0, 9) !== '%PDF-1.7\n')
    throw new Error('the file is not one that exhibit joined')
  const [all, , trailer = '', size, length] = found
  const from = start + all.length
  const rows = unpredicted(unpacked(bytes.subarray(from, from + Number(length))), Number(size))
  const streams = packedStreams(bytes, rows)
  const numbers = Array.from({ length: rows.length / ROW }, (_, number) => number)
  return {
    bytes,
    numbers: numbers.filter((number) => (rows[number * ROW] ?? 0) > 0),
    trailer,
    object: (number) => {
      const at = number * ROW
      if (rows[at] === 2)
        return streams(rows.readUInt32BE(at + 1), rows.readUInt16BE(at + 5), number)
      if (rows[at] === 1) return objectAt(bytes, number, rows.readUInt32BE(at + 1))
      throw new Error(`the file has no object ${number}`)
    },
  }
}

function unpacked(bytes: Uint8Array): Buffer {
  return inflateSync(bytes, { maxOutputLength: MOST_UNPACKED })
}

/** Undoes the PNG predictor Up. */
function unpredicted(data: Buffer, size: number): Buffer {
  if (data.length !== size * (ROW + 1)) throw new Error('the cross-references are damaged')
  const rows = Buffer.alloc(size * ROW)
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < ROW; column += 1) {
      const above = row === 0 ? 0 : (rows[(row - 1) * ROW + column] ?? 0)
      rows[row * ROW + column] = (data[row * (ROW + 1) + 1 + column] ?? 0) + above
    }
  return rows
}

function objectAt(bytes: Buffer, number: number, offset: number): PdfObject {
  const opening = `${number} 0 obj\n`
  const start = offset + opening.length
  const marker = bytes.indexOf('>>stream\n', start)
  const head = bytes.toString('latin1', start, marker + 2)
  const length = Number(/\/Length (\d+)>>$/.exec(head)?.[1])
  const from = marker + '>>stream\n'.length
  const isThere = bytes.toString('latin1', offset, start) === opening && marker !== -1
  if (
    !isThere ||
    bytes.toString('latin1', from + length, from + length + 18) !== '\nendstream\nendobj\n'
  )
    throw new Error(`object ${number} is not where the file says`)
  return { number, start, head, stream: bytes.subarray(from, from + length) }
}

/** Objects of one unpacked stream, by their place in it. */
type Packed = readonly { readonly number: number; readonly head: string }[]

/** More than there are kinds of objects: neighbours are in one stream for each kind. */
const MOST_KEPT = 60

function packedStreams(
  bytes: Buffer,
  rows: Buffer,
): (stream: number, index: number, number: number) => PdfObject {
  const kept = new Map<number, Packed>()
  return (stream, index, number) => {
    const there =
      kept.get(stream) ?? packedIn(objectAt(bytes, stream, rows.readUInt32BE(stream * ROW + 1)))
    kept.delete(stream)
    kept.set(stream, there)
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest)
    const found = there[index]
    if (found?.number !== number) throw new Error(`object ${number} is not where the file says`)
    return { number, start: 0, head: found.head }
  }
}

function packedIn({ head, stream, number }: PdfObject): Packed {
  const first = Number(/^<<\/Type\/ObjStm\/N \d+\/First (\d+)\//.exec(head)?.[1])
  if (!Number.isInteger(first) || stream === undefined)
    throw new Error(`object ${number} holds no others`)
  const text = unpacked(stream).toString('latin1')
  const list = text.slice(0, first).trim().split(' ').map(Number)
  return Array.from({ length: list.length / 2 }, (_, index) => {
    const [own = 0, at = 0] = list.slice(index * 2, index * 2 + 2)
    const next = list[index * 2 + 3]
    return {
      number: own,
      head: text.slice(first + at, next === undefined ? undefined : first + next - 1),
    }
  })
}
