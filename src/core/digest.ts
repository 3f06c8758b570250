import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** A SHA-256 digest as lower-case hexadecimal with its algorithm in front. */
export type Digest = `sha256:${string}`

/** A running digest: feed it bytes in any pieces, take the result once. */
export type Hasher = { update(bytes: Uint8Array | string): void; digest(): Digest }

/** A new running SHA-256; text is hashed as UTF-8. */
export function hasher(): Hasher {
  const hash = createHash('sha256')
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => `sha256:${hash.digest('hex')}`,
  }
}

/** The SHA-256 digest of bytes, or of the UTF-8 form of text. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** The digest of no bytes at all: of a list without an entry, which names nothing that anybody could look at. */
export const DIGEST_OF_NOTHING = digestOf('')

/** The SHA-256 digest and the size in bytes of a file, read in pieces. Rejects with the system's error when it cannot be read. */
export async function digestOfFile(path: string): Promise<{ digest: Digest; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer
    size += bytes.length
    hash.update(bytes)
  }
  return { digest: `sha256:${hash.digest('hex')}`, size }
}

/** The 64 hexadecimal digits of a digest, without the algorithm. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length)
}

/** Whether text is a digest in the one form that we write. */
export function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text)
}

/** `count` random bytes as lower-case hexadecimal; only run ids and nonces are random. */
export function randomHex(count: number): string {
  return randomBytes(count).toString('hex')
}
