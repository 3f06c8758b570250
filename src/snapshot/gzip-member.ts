import { once } from 'node:events'
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

/** Text is gathered to pieces of this many characters before it is hashed and compressed. */
const PIECE = 128 * 1024

/** One gzip member that is being written. */
export type GzipMember = {
  /** adds text; resolves when more may be added */
  write(text: string): Promise<void>
  /** ends the member; resolves, when all its bytes are written, to the SHA-256 of its text in UTF-8 */
  end(): Promise<Digest>
}

/** Begins a gzip member whose bytes go to `append`, one call after the other. The same text gives the same bytes. */
export function gzipMember(append: (bytes: Uint8Array) => Promise<void>): GzipMember {
  const deflate = createDeflateRaw({ level: LEVEL, chunkSize: PIECE })
  const written = drain(deflate, append)
  // a failure is thrown by the next write or end; until then it must not count as unhandled
  written.catch(() => deflate.destroy())
  const hash = hasher()
  let pending = ''
  let checksum = 0
  let size = 0
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(pending, 'utf8')
    pending = ''
    checksum = crc32(bytes, checksum)
    size = (size + bytes.length) >>> 0
    hash.update(bytes)
    if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), written])
  }
  return {
    write: async (text) => {
      pending += text
      if (pending.length >= PIECE) await flush()
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
