import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Fault, messageOf } from '../../core/fault.ts'
import { errorCode } from '../directory/refusal.ts'

/**
 * A local file whole; absent when there is none, `too-large` beyond `limit` bytes. Throws Fault `MISSING` when it is there and cannot be
 * read.
 */
export async function localBytes(
  path: string,
  limit: number,
): Promise<Uint8Array | 'too-large' | undefined> {
  try {
    await using file = await openPlain(path)
    if ((await file.stat()).size > limit) return 'too-large'
    return await file.readFile()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw unreadable(path, error)
  }
}

/** The first bytes of a local file. Throws Fault `MISSING` when it cannot be read. */
export async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  try {
    await using file = await openPlain(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Opens a plain file. A pipe or device is refused, and its opening is not waited for: a blocked one cannot be stopped, not even by a signal. */
async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if ((await file.stat()).isFile()) return file
  } catch (error) {
    await file.close()
    throw error
  }
  await file.close()
  throw new Error('it is not a plain file')
}

function unreadable(path: string, cause: unknown): Fault {
  return new Fault('MISSING', `cannot read ${path}: ${messageOf(cause)}`, {
    hint: 'name a file that exists and that this user may read',
    cause,
  })
}
