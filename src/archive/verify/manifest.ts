import type { Digest } from '../../core/digest.ts'
import { isFault } from '../../core/fault.ts'
import type { Manifest, ManifestKind } from '../../model/manifest.ts'
import { MANIFEST } from '../layout.ts'
import { LARGEST_LIST, parseManifest } from '../records.ts'
import { startOf } from '../run-id.ts'
import type { Sums } from '../sums.ts'
import { readBounded } from './bounded.ts'
import type { Context } from './context.ts'

/** A folder to be checked: its path in the store, and what it must be when its place says so. */
export type RunFolder = {
  readonly path: string
  readonly kind?: ManifestKind
  readonly id?: string
}

/** Reads a folder's manifest and checks it against SHA256SUMS and its place; absent when it cannot be read, which is then written down. */
export async function checkManifest(
  context: Context,
  folder: RunFolder,
  sums: Sums,
): Promise<Manifest | undefined> {
  const path = folder.path + MANIFEST
  const bytes = await readBounded(context, path, LARGEST_LIST)
  if (bytes === undefined) return undefined
  try {
    const manifest = parseManifest(bytes, 'it')
    for (const problem of problemsOf(manifest, folder, sums)) {
      context.record.add('invalid', path, problem)
    }
    return manifest
  } catch (error) {
    if (!isFault(error)) throw error
    context.record.add('invalid', path, error.message)
    return undefined
  }
}

function* problemsOf(manifest: Manifest, folder: RunFolder, sums: Sums): Iterable<string> {
  if (folder.id !== undefined && manifest.id !== folder.id)
    yield `it is the manifest of ${manifest.id}`
  if (folder.kind !== undefined && manifest.kind !== folder.kind)
    yield `it is the manifest of a ${manifest.kind}`
  if (manifest.kind === 'run' && startOf(manifest.id) !== manifest.startedAt)
    yield 'its run id carries another start'
  if ((manifest.kind === 'report') !== (manifest.runs !== undefined))
    yield 'a report names the runs that it was made from, and a run names none'
  if (manifest.finishedAt < manifest.startedAt) yield 'it finished before it started'
  const files = Object.fromEntries(manifest.files.map(({ path, digest }) => [path, digest]))
  if (!isSame(files, without(sums, MANIFEST))) yield 'it lists other files than SHA256SUMS'
  if (!isSame(manifest.inputs, below(files, 'inputs/'))) yield 'its inputs are not its files'
}

type Digests = Readonly<Record<string, Digest>>

function isSame(one: Digests, other: Digests): boolean {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  )
}

function without(sums: Sums, left: string): Digests {
  return Object.fromEntries([...sums].filter(([path]) => path !== left))
}

function below(files: Digests, folder: string): Digests {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(folder)))
}
