import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { grown } from './buffer-pool.ts'
import type { BufferPool } from './buffer-pool.ts'
import { CollectionFailure } from './failure.ts'

const GUNZIP_CHUNK = 128 * 1024

/** The decompressed body of an answer. */
export type Body = {
  /** valid until release */
  readonly bytes: Buffer
  /** Gives the memory back for the next answer; the bytes are gone. */
  readonly release: () => void
}

/**
 * Reads the body of an answer, decompressed.
 *
 * Rejects with CollectionFailure `too-large` beyond `limit` decompressed bytes (a gzip bomb stops there), `parse` on an encoding that was not asked for.
 */
export async function readAnswer(
  response: IncomingMessage,
  limit: number,
  pool: BufferPool,
): Promise<Body> {
  let buffer = pool.take()
  let used = 0
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      if (used + chunk.length > limit) throw tooLarge(limit)
      buffer = grown(buffer, used, used + chunk.length)
      used += chunk.copy(buffer, used)
    }
  }
  try {
    const encoding = response.headers['content-encoding'] ?? 'identity'
    if (encoding === 'gzip')
      await pipeline(response, createGunzip({ chunkSize: GUNZIP_CHUNK }), collect)
    else if (encoding === 'identity') await pipeline(response, collect)
    else throw new CollectionFailure('parse', 'the answer is in an encoding that was not asked for')
  } catch (error) {
    response.destroy()
    pool.give(buffer)
    throw error
  }
  return { bytes: buffer.subarray(0, used), release: () => pool.give(buffer) }
}

function tooLarge(limit: number): CollectionFailure {
  return new CollectionFailure('too-large', `the answer is larger than ${limit} bytes`)
}
