import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomHex } from '../../core/digest.ts'
import type { PutOutcome, StoreBody } from '../store.ts'
import { INCOMING, type Files } from './files.ts'
import { notPlain, statusOf } from './plain.ts'
import { errorCode } from './refusal.ts'

/**
 * Writes a file under a temporary name, flushes it, links it to its own name and flushes the folder; `exists` when the name is taken.
 * `path` is absolute and below `root`; folders on the way are made as 0700, the file is 0400.
 */
export async function put(
  files: Files,
  root: string,
  path: string,
  body: StoreBody,
): Promise<PutOutcome> {
  await makeFolder(files, root, join(root, INCOMING))
  await makeFolder(files, root, dirname(path))
  const temporary = join(root, INCOMING, randomHex(12))
  try {
    await writeDurably(files, temporary, body)
    return await linkAbsent(files, temporary, path)
  } finally {
    await files.unlink(temporary).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error
    })
  }
}

async function linkAbsent(files: Files, temporary: string, path: string): Promise<PutOutcome> {
  try {
    await files.link(temporary, path)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'exists'
    throw error
  }
  await flushFolder(files, dirname(path))
  return 'created'
}

async function writeDurably(files: Files, path: string, body: StoreBody): Promise<void> {
  const handle = await files.open(path, 'wx', 0o400)
  try {
    if (body.kind === 'bytes') await handle.writeFile(body.bytes)
    else for await (const piece of files.read(body.file)) await writeAll(handle, piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    written += (await handle.write(bytes, written)).bytesWritten
  }
}

/** Makes a folder and those above it, each flushed into its parent; refuses anything but real folders on the way. */
async function makeFolder(files: Files, root: string, folder: string): Promise<void> {
  const status = await statusOf(files, folder)
  if (status?.isDirectory() === true) {
    if (folder !== root) await makeFolder(files, root, dirname(folder))
    return
  }
  if (folder === root) {
    await files.mkdir(root, { recursive: true, mode: 0o700 })
    return
  }
  if (status !== undefined) throw notPlain('ARCHIVE_REFUSED', folder, 'not a folder')
  await makeFolder(files, root, dirname(folder))
  await files.mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
  await flushFolder(files, dirname(folder))
}

async function flushFolder(files: Files, folder: string): Promise<void> {
  const handle = await files.open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
