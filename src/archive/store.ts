import { hasher, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'

/** What is to be stored: bytes at hand, or a local file that is read in pieces. */
export type StoreBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly file: string }

/** One stored object. `problem` says what it is when it is not a plain file (a symbolic link, a device). */
export type StoredItem = { readonly path: string; readonly size: number; readonly problem?: string }

/** One name in a folder: a stored object or a folder, whose name ends in `/`. */
export type StoredName = { readonly name: string; readonly problem?: string }

/** Whether an object was written now, or one of that name was there before and stays as it is. */
export type PutOutcome = 'created' | 'exists'

/**
 * Where archives are kept. Nothing is ever overwritten or deleted through it. Every method throws Fault `ARCHIVE_REFUSED` with a hint when the
 * store refuses, is unreachable or full. Paths are those of layout.ts; an unsafe one is refused before anything is touched.
 */
export type Store = {
  readonly kind: 'directory' | 's3'
  /** where it is, for people: `/var/lib/exhibit` or `s3://bucket/prefix at https://...` */
  describe(): string
  /** writes an object whole and durably, or not at all, when none of that name exists */
  putIfAbsent(path: string, body: StoreBody, mediaType: string): Promise<PutOutcome>
  /** the bytes of an object in pieces; absent when there is no such object */
  open(path: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** every object below a folder (`''` or ending in `/`), sorted by path by code unit */
  list(folder: string): AsyncIterable<StoredItem>
  /** the names directly in a folder, sorted by code unit */
  names(folder: string): AsyncIterable<StoredName>
  /** throws when something was written over this object since it was created, as far as the store can tell */
  confirmSole(path: string): Promise<void>
}

/** The whole of a small object; absent when there is none. Throws Fault `VERIFICATION_FAILED` when it is larger than `limit` bytes. */
export async function readBytes(
  store: Store,
  path: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  const pieces = await store.open(path)
  if (pieces === undefined) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > limit)
      throw new Fault('VERIFICATION_FAILED', `${path} is larger than ${limit} bytes`)
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

/** The digest and size of an object as the store gives it back, read in pieces; absent when there is none. */
export async function readBack(
  store: Store,
  path: string,
): Promise<{ digest: Digest; size: number } | undefined> {
  const pieces = await store.open(path)
  if (pieces === undefined) return undefined
  const hash = hasher()
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    hash.update(piece)
  }
  return { digest: hash.digest(), size }
}
