import { createReadStream } from 'node:fs'
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Fault, messageOf } from '../core/fault.ts'

/** The longest line in characters: an object as a server may hold it (etcd takes 1.5 MB, folders may hold more). */
export const MAX_LINE = 32 * 1024 * 1024

/**
 * The lines of a gzip file, without their ends, as they are decompressed.
 *
 * Throws Fault `UNREADABLE` naming `what` on damage, bytes that are no UTF-8, a line beyond MAX_LINE and a last line without an end. Memory is bounded by
 * the longest line, whatever the file decompresses to.
 */
export async function* gzipLines(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = ''
  for await (const bytes of decompressed(chunks, what)) {
    const lines = (rest + decoded(decoder, bytes, what)).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE)
      throw unreadable(what, `a line is longer than ${MAX_LINE} characters`)
    yield* lines
  }
  if (rest !== '') throw unreadable(what, 'the last line has no end')
}

function decoded(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array | undefined,
  what: string,
): string {
  try {
    return decoder.decode(bytes, { stream: true })
  } catch (error) {
    throw unreadable(what, 'its text is not UTF-8', error)
  }
}

async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 128 * 1024 })
  let failure: unknown
  pipeline(Readable.from(chunks, { objectMode: false }), gunzip, (error) => {
    failure = error
  })
  try {
    for await (const bytes of gunzip) yield bytes as Uint8Array
  } catch (error) {
    if (error instanceof Fault) throw error
    throw unreadable(what, messageOf(failure ?? error), error)
  } finally {
    gunzip.destroy()
  }
}

function unreadable(what: string, why: string, cause?: unknown): Fault {
  return new Fault('UNREADABLE', `cannot read ${what}: ${why}`, {
    cause,
    hint: 'the file is damaged or was not written by exhibit; get it again from the archive',
  })
}

/** The bytes of a local file in pieces. Errors of the system come with the first piece. */
export function fileBytes(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 128 * 1024 })
}
