import { crc32, createDeflateRaw } from 'node:zlib'
import { hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'

/**
 * Header of a gzip member (RFC 1952 section 2.3.1): deflate, no flags, no time, no name, operating system unknown. Node's own header names the operating
 * system, which would make the same text differ between machines.
 */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

/** The fastest: collection is bound by CPU, and the file grows by a fifth only. */
const LEVEL = 1

/** Text is gathered to pieces of this many bytes before it is hashed and compressed. */
const PIECE = 128 * 1024

const LINE_FEED = 10

/** The most bytes of UTF-8 that a UTF-16 code unit stands for. */
const BYTES_PER_UNIT = 3

/** One gzip member that is being written. */
export type GzipMember = {
  /** adds a line, with a line feed behind it; a promise where it must be waited for before the next */
  write(line: string): Promise<void> | undefined
  /** ends the member; resolves, when all its bytes are written, to the SHA-256 of its text in UTF-8 */
  end(): Promise<Digest>
}

/** Begins a gzip member whose bytes go to `append`, one call after the other. The same text gives the same bytes. */
export function gzipMember(append: (bytes: Uint8Array) => Promise<void>): GzipMember {
  const deflate = createDeflateRaw({ level: LEVEL })
  let failed = false
  const written = drain(deflate, append)
  // thrown by the next write or end; until then it must not count as unhandled
  written.catch(() => {
    failed = true
    deflate.destroy()
  })
  const hash = hasher()
  // one is filled while the other is compressed
  let [piece, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)]
  let used = 0
  let checksum = 0
  let size = 0
  const send = async (bytes: Buffer): Promise<void> => {
    checksum = crc32(bytes, checksum)
    size = (size + bytes.length) >>> 0
    hash.update(bytes)
    await new Promise<void>((resolve) => {
      deflate.write(bytes, () => {
        resolve()
      })
    })
    if (failed) await written
  }
  const flush = async (): Promise<void> => {
    const bytes = piece.subarray(0, used)
    ;[piece, other, used] = [other, piece, 0]
    await send(bytes)
  }
  return {
    write: (line) => {
      const most = line.length * BYTES_PER_UNIT + 1
      if (most > PIECE) return flush().then(() => send(Buffer.from(`${line}\n`)))
      const waiting = used + most > PIECE ? flush() : undefined
      used += piece.write(line, used)
      piece[used++] = LINE_FEED
      return waiting
    },
    end: async () => {
      await flush()
      deflate.end()
      await written
      await append(trailer(checksum, size))
      return hash.digest()
    },
  }
}

async function drain(
  from: AsyncIterable<unknown>,
  append: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  await append(HEADER)
  for await (const chunk of from) await append(chunk as Buffer)
}

function trailer(checksum: number, size: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(checksum, 0)
  bytes.writeUInt32LE(size, 4)
  return bytes
}
