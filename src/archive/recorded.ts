import { digestOf, hasher, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { RunEntry } from '../model/log-entry.ts'
import type { Manifest } from '../model/manifest.ts'
import { folderOf, MANIFEST } from './layout.ts'
import { LARGEST_LIST, parseManifest } from './records.ts'
import { readBytes, type Store } from './store.ts'

/**
 * The manifest of a committed run, which must be the one that its log entry names. Throws Fault `VERIFICATION_FAILED` when it is missing or
 * another.
 */
export async function recordedManifest(store: Store, entry: RunEntry): Promise<Manifest> {
  const path = folderOf(entry.kind, entry.runId) + MANIFEST
  return parseManifest(await bytesOf(store, path, entry.manifestDigest, LARGEST_LIST), path)
}

/**
 * The bytes of one file of a committed run, given its manifest, which must be those that the manifest names; at most `limit` of them. Throws
 * Fault `VERIFICATION_FAILED` when they are missing or others.
 */
export async function recordedFile(
  store: Store,
  manifest: Manifest,
  name: string,
  limit: number,
): Promise<Uint8Array> {
  const digest = manifest.files.find(({ path }) => path === name)?.digest
  return bytesOf(store, folderOf(manifest.kind, manifest.id) + name, digest, limit)
}

/**
 * One file of a committed run in pieces, which must be those of its digest: what was changed since it was verified is told after the last piece, so that whoever takes them
 * keeps nothing before that. Throws Fault `VERIFICATION_FAILED` when it is missing or another.
 */
export async function* recordedPieces(
  store: Store,
  path: string,
  digest: Digest,
): AsyncGenerator<Uint8Array> {
  const pieces = await store.open(path)
  if (pieces === undefined) throw altered(`${path} is missing from ${store.describe()}`)
  const hash = hasher()
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
  if (hash.digest() !== digest) throw altered(`${path} is not what was archived`)
}

async function bytesOf(
  store: Store,
  path: string,
  digest: Digest | undefined,
  limit: number,
): Promise<Uint8Array> {
  const bytes = await readBytes(store, path, limit)
  if (bytes === undefined) throw altered(`${path} is missing from ${store.describe()}`)
  if (digestOf(bytes) !== digest) throw altered(`${path} is not what was archived`)
  return bytes
}

function altered(message: string): Fault {
  return new Fault('VERIFICATION_FAILED', message, {
    hint: "run 'exhibit verify' on the archive and find out who altered it",
  })
}
