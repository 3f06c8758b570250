import { join, resolve } from 'node:path'
import { nodeFiles, type Files } from './directory/files.ts'
import { namesIn, open, walk, type FolderKind } from './directory/read.ts'
import { refusing } from './directory/refusal.ts'
import { put } from './directory/write.ts'
import { checkedFolder, checkedPath } from './layout.ts'
import type { Store } from './store.ts'

/**
 * An archive in a local folder. Folders are 0700, files 0400.
 *
 * A file is written under a temporary name, flushed, and then linked to its own name, which fails when that name is taken: so it is there
 * whole or not at all, and never replaced. The folder is flushed before the call returns. Symbolic links below the root are refused.
 * A `run` that was copied out is only read: what writers of an archive leave half-written has no place there, and is listed.
 */
export function directoryStore(
  folder: string,
  files: Files = nodeFiles,
  kind: FolderKind = 'archive',
): Store {
  const root = resolve(folder)
  const read = { files, root, kind }
  const absolute = (path: string) => join(root, checkedPath(path))
  return {
    kind: 'directory',
    describe: () => root,
    putIfAbsent: (path, body) => refusing(root, path, () => put(files, root, absolute(path), body)),
    open: (path) => refusing(root, path, () => open(files, root, absolute(path))),
    list: (prefix) => walk(read, checkedFolder(prefix)),
    names: (prefix) => namesIn(read, checkedFolder(prefix)),
    confirmSole: () => Promise.resolve(),
  }
}
