import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mediaTypeOf } from '../../archive/media-type.ts'
import { recordedPieces } from '../../archive/recorded.ts'
import type { Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { suggestion } from '../../core/nearest.ts'
import { writeWhole } from '../../core/whole-file.ts'
import type { Context } from '../context.ts'
import { inFolder, outFolderNamed } from '../named-folder.ts'
import type { Committed } from './committed.ts'

/** A file that was copied out of the archive. */
export type CopiedFile = { readonly path: string; readonly digest: Digest }

/**
 * Copies a run or report into a folder, whole or not at all. Throws Fault `USAGE` where the folder has something in it already: what lies there would be taken for a part of
 * it.
 */
export async function copyAll(
  committed: Committed,
  folder: string,
): Promise<readonly CopiedFile[]> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Fault('USAGE', `${folder} is not empty`, {
      hint: 'name a folder that is not there yet: --out FOLDER; one file of it: --file NAME',
    })
  }
  return inFolder(outFolderNamed(folder), async () => {
    await mkdir(dirname(folder), { recursive: true })
    const begun = await mkdtemp(`${folder}.part-`)
    try {
      for (const name of committed.files.keys()) await copy(committed, name, join(begun, name))
      await rename(begun, folder)
    } finally {
      await rm(begun, { recursive: true, force: true })
    }
    return [...committed.files].map(([name, digest]) => ({ path: join(folder, name), digest }))
  })
}

/** Copies one file into a folder, under the path that it has in its own. */
export async function copyOne(
  committed: Committed,
  name: string,
  folder: string,
): Promise<CopiedFile> {
  const digest = digestOfNamed(committed, name)
  return inFolder(outFolderNamed(folder), async () => {
    const path = join(folder, name)
    const begun = `${path}.part`
    try {
      await copy(committed, name, begun)
      await rename(begun, path)
    } finally {
      await rm(begun, { force: true })
    }
    return { path, digest }
  })
}

/** Writes one file to standard output. Throws Fault `USAGE` where that is a terminal and the file is not text. */
export async function printOne(
  committed: Committed,
  name: string,
  { stdout, drained, terminal }: Context,
): Promise<void> {
  const digest = digestOfNamed(committed, name)
  if (terminal && !isText(name)) {
    throw new Fault('USAGE', `${name} is not text, and standard output is a terminal`, {
      hint: `send it on (exhibit ... > ${baseName(name)}), or name a folder: --out FOLDER`,
    })
  }
  for await (const piece of recordedPieces(committed.store, committed.folder + name, digest)) {
    stdout(piece)
    await drained()
  }
}

function digestOfNamed({ files, entry }: Committed, name: string): Digest {
  const digest = files.get(name)
  if (digest !== undefined) return digest
  const known = [...files.keys()]
  throw new Fault(
    'MISSING',
    `${entry.runId} has no file ${JSON.stringify(name)}${suggestion(name, known)}`,
  )
}

async function copy({ store, folder, files }: Committed, name: string, to: string): Promise<void> {
  const digest = files.get(name)
  if (digest === undefined) throw new Error(`${name} is no file of ${folder}`)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const pieces = recordedPieces(store, folder + name, digest)
  await writeWhole(to, pieces, 0o600)
}

/** Whether a terminal can show it. */
function isText(name: string): boolean {
  return /^(text\/|application\/(json|yaml))/.test(mediaTypeOf(name))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
