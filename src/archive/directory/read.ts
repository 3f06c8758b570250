import { dirname, join } from 'node:path'
import type { StoredItem, StoredName } from '../store.ts'
import { INCOMING, type Files } from './files.ts'
import { notPlain, statusOf } from './plain.ts'
import { directoryRefusal, refusing } from './refusal.ts'

/** What stands in the root of a folder and is passed over: what a fresh file system has there, and in an archive what writers leave half-written. */
const NOT_OURS = {
  archive: new Set([`${INCOMING}/`, 'lost+found/']),
  run: new Set(['lost+found/']),
}

/** What a folder is: a whole archive, or one run that was copied out of it. */
export type FolderKind = keyof typeof NOT_OURS

/** The folder that is read. */
export type ReadFolder = {
  readonly files: Files
  readonly root: string
  readonly kind: FolderKind
}

/** The bytes of a plain file in pieces, absent when there is none; `path` is absolute and below `root`. Refuses to follow symbolic links. */
export async function open(
  files: Files,
  root: string,
  path: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    if ((await statusOf(files, folder))?.isSymbolicLink() === true)
      throw notPlain('VERIFICATION_FAILED', folder, 'a symbolic link')
  }
  const status = await statusOf(files, path)
  if (status === undefined) return undefined
  if (!status.isFile()) throw notPlain('VERIFICATION_FAILED', path, 'not a plain file')
  return refusingPieces(root, path, files.read(path))
}

async function* refusingPieces(
  root: string,
  path: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  try {
    yield* pieces
  } catch (error) {
    throw directoryRefusal(error, root, path)
  }
}

/** Every file below a folder, sorted by path by code unit; anything that is not a plain file or folder comes with its problem. */
export async function* walk(folder: ReadFolder, prefix: string): AsyncIterable<StoredItem> {
  const { files, root } = folder
  for await (const { name, problem } of namesIn(folder, prefix)) {
    const path = prefix + name
    if (problem !== undefined) yield { path, size: 0, problem }
    else if (name.endsWith('/')) yield* walk(folder, path)
    else {
      const status = await refusing(root, path, () => files.lstat(join(root, path)))
      yield { path, size: status.size }
    }
  }
}

/** The names in a folder, sorted by code unit, folders with `/` behind; nothing when there is no such folder. */
export async function* namesIn(
  { files, root, kind }: ReadFolder,
  prefix: string,
): AsyncIterable<StoredName> {
  const found = await refusing(root, prefix, () => folderNames(files, join(root, prefix)))
  for (const entry of found) {
    if (prefix !== '' || !NOT_OURS[kind].has(entry.name)) yield entry
  }
}

async function folderNames(files: Files, folder: string): Promise<StoredName[]> {
  if ((await statusOf(files, folder)) === undefined) return []
  const entries = await files.readdir(folder, { withFileTypes: true })
  return entries
    .map((entry): StoredName => {
      if (entry.isDirectory()) return { name: `${entry.name}/` }
      if (entry.isFile()) return { name: entry.name }
      const problem = entry.isSymbolicLink() ? 'a symbolic link' : 'not a plain file'
      return { name: entry.name, problem }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
