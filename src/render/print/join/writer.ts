/** Writes a PDF from first to last byte (ISO 32000-1, 7.5.7 and 7.5.8): objects packed into streams, and where each one is in a stream too. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { hasher, hexOf } from '../../../core/digest.ts'
import type { Digest, Hasher } from '../../../core/digest.ts'

/** Objects in one stream: more pack better, and cost a reader more for one of them. */
const PACKED = 500

/** Objects of one kind stand together, as they pack better by a tenth: elements by what they are, all else by its type or its first entry. */
const KIND = /^<<\/(?:Type ?\/StructElem\s*\/S ?\/\w+|Type ?\/\w+|\w+)/

/** The bytes of a stream that is packed, as well as can be: it is written once, and kept for years. */
export function packedBytes(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 6 })
}

/** Bytes that are gathered before they are written. */
const CHUNK = 1_000_000

/** A file that is being written. Numbers are given before objects are written, so that objects can name each other in any order. */
export type PdfWriter = {
  /** a number that no object has */
  reserve(): number
  /** writes an object that has no stream */
  put(number: number, text: string): void
  /** writes an object with a stream; `entries` are those of its dictionary but for the length */
  putStream(number: number, entries: string, bytes: Uint8Array): void
  /** writes the rest, and closes the file */
  finish(root: number, info: number): { readonly digest: Digest; readonly size: number }
  /** closes the file as it is */
  abandon(): void
}

/** Begins a file, which must not be there yet. */
export function pdfWriter(path: string): PdfWriter {
  const output = outputTo(path)
  const places = placeTable()
  const waiting = new Map<string, Packed[]>()
  output.write(Buffer.from('%PDF-1.7\n%\xd3\xeb\xe9\xe1\n', 'latin1'))

  const putStream = (number: number, entries: string, bytes: Uint8Array): void => {
    places.atOffset(number, output.size())
    const head = `${number} 0 obj\n<<${entries}/Length ${bytes.length}>>stream\n`
    output.write(Buffer.from(head, 'latin1'))
    output.write(bytes)
    output.write(Buffer.from('\nendstream\nendobj\n'))
  }
  const flush = (objects: readonly Packed[]): void => {
    const stream = places.reserve()
    objects.forEach(([number], index) => places.inStream(number, stream, index))
    const { entries, bytes } = packed(objects)
    putStream(stream, entries, bytes)
  }
  return {
    reserve: places.reserve,
    put: (number, text) => {
      const kind = KIND.exec(text)?.[0] ?? ''
      const objects = waiting.get(kind) ?? []
      objects.push([number, text])
      const isFull = objects.length === PACKED
      waiting.set(kind, isFull ? [] : objects)
      if (isFull) flush(objects)
    },
    putStream,
    finish: (root, info) => {
      for (const objects of waiting.values()) if (objects.length > 0) flush(objects)
      const id = hexOf(output.digestSoFar()).slice(0, 32)
      const start = output.size()
      const own = places.reserve()
      places.atOffset(own, start)
      const rows = places.rows()
      const entries = `/Type/XRef/Size ${places.size()}/Root ${root} 0 R/Info ${info} 0 R/ID[<${id}><${id}>]/W[1 4 2]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns ${ROW}>>`
      putStream(own, entries, packedBytes(rows))
      output.write(Buffer.from(`startxref\n${start}\n%%EOF\n`))
      return output.finish()
    },
    abandon: output.abandon,
  }
}

type Packed = readonly [number: number, text: string]

/** Objects as one stream: their numbers and places, then their texts. */
function packed(objects: readonly Packed[]): {
  readonly entries: string
  readonly bytes: Uint8Array
} {
  let [at, header] = [0, '']
  for (const [number, text] of objects) {
    header += `${number} ${at} `
    at += text.length + 1
  }
  const entries = `/Type/ObjStm/N ${objects.length}/First ${header.length + 1}/Filter/FlateDecode`
  const texts = objects.map(([, text]) => text).join('\n')
  return { entries, bytes: packedBytes(Buffer.from(`${header}\n${texts}`, 'latin1')) }
}

/** Bytes of a row: its kind, an offset or the number of a stream, the place in that stream. */
const ROW = 7

/** Where each object is. Kinds: 0 not there, 1 at an offset, 2 in a stream. */
function placeTable() {
  const kinds: number[] = [0]
  const seconds: number[] = [0]
  const indexes: number[] = [65_535]
  return {
    size: () => kinds.length,
    reserve: (): number => {
      seconds.push(0)
      indexes.push(0)
      return kinds.push(0) - 1
    },
    atOffset: (number: number, offset: number): void => {
      kinds[number] = 1
      seconds[number] = offset
    },
    inStream: (number: number, stream: number, index: number): void => {
      kinds[number] = 2
      seconds[number] = stream
      indexes[number] = index
    },
    /** each as its difference to the one before (PNG predictor Up) */
    rows: (): Buffer => {
      const plain = Buffer.alloc(kinds.length * ROW)
      kinds.forEach((kind, number) => {
        plain[number * ROW] = kind
        plain.writeUInt32BE(seconds[number] ?? 0, number * ROW + 1)
        plain.writeUInt16BE(indexes[number] ?? 0, number * ROW + 5)
      })
      const rows = Buffer.alloc(kinds.length * (ROW + 1))
      for (let row = 0; row < kinds.length; row += 1) {
        rows[row * (ROW + 1)] = 2
        for (let column = 0; column < ROW; column += 1) {
          const above = row === 0 ? 0 : (plain[(row - 1) * ROW + column] ?? 0)
          rows[row * (ROW + 1) + 1 + column] = (plain[row * ROW + column] ?? 0) - above
        }
      }
      return rows
    },
  }
}

/** The file itself, with the digest of what was written. */
function outputTo(path: string) {
  const descriptor = openSync(path, 'wx', 0o600)
  const hash = hasher()
  let body: Hasher | undefined = hasher()
  // one for the whole file: what is written is no longer needed, and what it came from may be overwritten
  const gathered = Buffer.alloc(CHUNK)
  let [filled, size] = [0, 0]
  const flush = (): void => {
    const bytes = gathered.subarray(0, filled)
    hash.update(bytes)
    body?.update(bytes)
    for (let at = 0; at < filled;) at += writeSync(descriptor, bytes, at)
    filled = 0
  }
  return {
    size: () => size,
    write: (bytes: Uint8Array): void => {
      size += bytes.length
      for (let at = 0; at < bytes.length;) {
        const piece = bytes.subarray(at, at + CHUNK - filled)
        gathered.set(piece, filled)
        filled += piece.length
        at += piece.length
        if (filled === CHUNK) flush()
      }
    },
    /** can be asked for once */
    digestSoFar: (): Digest => {
      flush()
      const digest = (body ?? hasher()).digest()
      body = undefined
      return digest
    },
    finish: () => {
      flush()
      closeSync(descriptor)
      return { digest: hash.digest(), size }
    },
    abandon: () => closeSync(descriptor),
  }
}
