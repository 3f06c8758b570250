import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Instant } from '../../core/clock.ts'
import { Fault, messageOf } from '../../core/fault.ts'
import type { Trust } from '../../model/signer.ts'
import type { Verification } from '../../model/verification.ts'
import { directoryStore } from '../directory-store.ts'
import { errorCode } from '../directory/refusal.ts'
import { ARCHIVE_RECORD, ENTRIES, MANIFEST, SUMS, SUMS_SIGNATURE } from '../layout.ts'
import { verifyArchive } from './verify-archive.ts'
import { verifyFile } from './verify-file.ts'
import { verifyFolder, type FolderOptions } from './verify-folder.ts'
import { verifyRun } from './verify-run.ts'

/** What a local path turned out to be. */
export type TargetKind = 'archive' | 'run' | 'folder' | 'file'

/** A verification and what was verified. */
export type PathVerification = { readonly kind: TargetKind; readonly verification: Verification }

/**
 * Verifies whatever a local path holds: an archive, a run folder in its archive (with its log entry), a run folder copied out, or one file.
 *
 * A symbolic link that is named stands for what it leads to; inside of that none is followed. Throws Fault `MISSING` when there is nothing,
 * or something that is none of these.
 */
export async function verifyPath(
  path: string,
  trust: Trust,
  at: Instant,
  options: FolderOptions = {},
): Promise<PathVerification> {
  const target = await realTarget(resolve(path))
  const kind = await kindOf(target)
  switch (kind) {
    case 'archive':
      return { kind, verification: await verifyArchive(directoryStore(target), trust, at) }
    case 'run': {
      const store = directoryStore(dirname(dirname(target)))
      return { kind, verification: await verifyRun(store, basename(target), trust, at) }
    }
    case 'folder':
      return { kind, verification: await verifyFolder(target, trust, at, options) }
    case 'file':
      return { kind, verification: await verifyFile(target, trust, at) }
  }
}

async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw missing(`there is no ${path}`)
    throw missing(`cannot read ${path}: ${messageOf(error)}`)
  }
}

async function kindOf(target: string): Promise<TargetKind> {
  const status = await lstat(target)
  if (status.isFile()) return 'file'
  if (!status.isDirectory()) throw missing(`${target} is not a plain file`)
  if (await hasAny(target, [ARCHIVE_RECORD, ENTRIES])) return 'archive'
  if (!(await hasAny(target, [SUMS, SUMS_SIGNATURE, MANIFEST])))
    throw missing(`${target} is neither an archive nor a run folder`)
  return (await hasAny(dirname(dirname(target)), [ENTRIES])) ? 'run' : 'folder'
}

async function hasAny(folder: string, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    names.map((name) =>
      lstat(join(folder, name))
        .then(() => true)
        .catch(() => false),
    ),
  )
  return found.includes(true)
}

function missing(message: string): Fault {
  return new Fault('MISSING', message, {
    hint: 'name an archive folder, a run folder, a PDF, or a file with its .p7s beside it',
  })
}
