import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

/** One file of a ZIP archive: its path with slashes, and its bytes in pieces. */
export type ZipFile = {
  readonly path: string
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** Names are UTF-8 (APPNOTE.TXT 4.4.4, bit 11). */
const FLAGS = 0x0800
/** Version 2.0: deflate. */
const VERSION = 20
const DEFLATE = 8
/** The first moment that the format knows, 1980-01-01T00:00:00, so that the time of writing changes no byte. */
const [TIME, DATE] = [0, 0x21]

/** What the format counts in 32 and in 16 bits; beyond lies ZIP64, which is not written. */
const [MOST_BYTES, MOST_FILES] = [0xffff_fffe, 0xfffe]

/** A file as it stands in the archive. */
type Entry = { readonly path: Buffer; readonly crc: number; readonly size: number }
type Packed = Entry & { readonly packed: number }
type Placed = Packed & { readonly offset: number }

/**
 * A ZIP archive (PKWARE's APPNOTE.TXT 6.3.3) with the files in the given order, compressed, without times and rights of their own. Bytes come piece by piece: one file's
 * compressed form is held at a time. The same files give the same bytes.
 *
 * Throws for a path that is empty, absolute, repeated or leads out of the archive, and for what only ZIP64 could hold.
 */
export async function* zip(files: Iterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const placed: Placed[] = []
  const paths = new Set<string>()
  let offset = 0
  for (const { path, pieces } of files) {
    checkPath(path, paths)
    const { chunks, ...entry } = await packedOf(path, pieces)
    placed.push({ ...entry, offset })
    const header = localHeader(entry)
    offset += header.length + entry.packed
    if (offset > MOST_BYTES) throw new Error('a ZIP archive of 4 GiB or more is not written')
    yield header
    yield* chunks
  }
  if (placed.length > MOST_FILES) throw new Error('a ZIP archive of 65,535 files is not written')
  const directory = Buffer.concat(placed.map(directoryHeader))
  yield directory
  yield endOf(placed.length, directory.length, offset)
}

function checkPath(path: string, known: Set<string>): void {
  const parts = path.split('/')
  const isWrong = path.includes('\\') || parts.some((part) => ['', '.', '..'].includes(part))
  if (isWrong || known.has(path)) throw new Error(`no path for a ZIP archive: ${path}`)
  known.add(path)
}

async function packedOf(
  path: string,
  pieces: ZipFile['pieces'],
): Promise<Packed & { readonly chunks: readonly Buffer[] }> {
  let [crc, size, packed] = [0, 0, 0]
  const chunks: Buffer[] = []
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      crc = crc32(piece, crc)
      size += piece.length
      yield piece
    }
  }
  await pipeline(counted, createDeflateRaw(), async (from: AsyncIterable<Buffer>) => {
    for await (const chunk of from) {
      chunks.push(chunk)
      packed += chunk.length
    }
  })
  if (size > MOST_BYTES) throw new Error(`${path}: 4 GiB or more are not written`)
  return { path: Buffer.from(path), crc, size, packed, chunks }
}

/** What stands in both headers of a file, from the version that is needed to the length of its name. */
function common({ path, crc, size, packed }: Packed): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.writeUInt16LE(VERSION, 0)
  bytes.writeUInt16LE(FLAGS, 2)
  bytes.writeUInt16LE(DEFLATE, 4)
  bytes.writeUInt16LE(TIME, 6)
  bytes.writeUInt16LE(DATE, 8)
  bytes.writeUInt32LE(crc, 10)
  bytes.writeUInt32LE(packed, 14)
  bytes.writeUInt32LE(size, 18)
  bytes.writeUInt16LE(path.length, 22)
  return bytes
}

function localHeader(entry: Packed): Buffer {
  const noExtra = Buffer.alloc(2)
  return Buffer.concat([signature('PK\u0003\u0004'), common(entry), noExtra, entry.path])
}

function directoryHeader(entry: Placed): Buffer {
  const madeBy = Buffer.from([VERSION, 0])
  // no extra field, comment, disk number or attributes; the place of the file is the last of them
  const rest = Buffer.alloc(16)
  rest.writeUInt32LE(entry.offset, 12)
  return Buffer.concat([signature('PK\u0001\u0002'), madeBy, common(entry), rest, entry.path])
}

function endOf(files: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(18)
  bytes.writeUInt16LE(files, 4)
  bytes.writeUInt16LE(files, 6)
  bytes.writeUInt32LE(size, 8)
  bytes.writeUInt32LE(offset, 12)
  return Buffer.concat([signature('PK\u0005\u0006'), bytes])
}

function signature(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
