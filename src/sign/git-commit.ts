/** Signed commits of git (gitformat-signature: SSH signatures in the header `gpgsig`), judged by their objects alone. */
import { createHash } from 'node:crypto'
import { verifySshSignature } from './ssh-signature.ts'
import type { SshKey, SshOutcome } from './ssh-signature.ts'

/** The objects that show how a file stood in a commit and in its parents, as `git cat-file` gives them. */
export type GitRecord = {
  /** the path of the file in its repository, in parts */
  readonly path: readonly string[]
  readonly commit: Uint8Array
  /** the commits before it, and every tree on the way to the file in each of them, in any order */
  readonly parents: readonly Uint8Array[]
  readonly trees: readonly Uint8Array[]
}

/** Whose commit last touched a file, or why that is not known. `commit` is its id. */
export type GitOutcome =
  | {
      readonly kind: 'committed'
      readonly by: string
      readonly key: string
      readonly commit: string
    }
  | Extract<SshOutcome, { readonly kind: 'refused' }>

type Hash = 'sha1' | 'sha256'

/** How a file is found in a commit. */
type Way = {
  readonly path: readonly string[]
  readonly trees: ReadonlyMap<string, Uint8Array>
  readonly hash: Hash
}

/**
 * Whether the commit of a record is signed by one of some keys, has the file with these very bytes, and differs in it from each commit before it. Every
 * object is named by the hash of its bytes, so that nothing rests on what git says. Never throws.
 */
export function verifyGitRecord(
  file: Uint8Array,
  record: GitRecord,
  keys: readonly SshKey[],
): GitOutcome {
  const text = Buffer.from(record.commit).toString('latin1')
  const hash: Hash = treeOf(text).length === 64 ? 'sha256' : 'sha1'
  const why = elsewhere(file, record, hash)
  if (why !== undefined) return refused(why)
  const parts = withoutSignature(text, hash === 'sha256' ? 'gpgsig-sha256' : 'gpgsig')
  if (parts === undefined) return refused('the commit has no signature')
  const message = Buffer.from(parts.payload, 'latin1')
  const outcome = verifySshSignature(message, parts.signature, keys, 'git')
  if (outcome.kind === 'refused') return outcome
  const { by, key } = outcome
  return { kind: 'committed', by, key, commit: idOf('commit', record.commit, hash) }
}

/** Why the commit is not the one that made the file what it is; undefined: it is. */
function elsewhere(file: Uint8Array, record: GitRecord, hash: Hash): string | undefined {
  const named = (kind: string, all: readonly Uint8Array[]) =>
    new Map(all.map((bytes) => [idOf(kind, bytes, hash), bytes]))
  const way: Way = { path: record.path, trees: named('tree', record.trees), hash }
  const parents = named('commit', record.parents)
  const text = Buffer.from(record.commit).toString('latin1')
  const blob = idOf('blob', file, hash)
  if (blobAt(text, way) !== blob) return 'the file is not as the commit left it'
  for (const id of parentsOf(text)) {
    const parent = parents.get(id)
    if (parent === undefined) return 'the commits before it are not at hand'
    const before = Buffer.from(parent).toString('latin1')
    if (!way.trees.has(treeOf(before))) return 'the commits before it are not at hand'
    if (blobAt(before, way) === blob) return 'the commit does not touch the file'
  }
  return undefined
}

function refused(why: string): GitOutcome {
  return { kind: 'refused', why }
}

/** The id of an object (gitformat-loose): the hash of its kind, its length and its bytes. */
function idOf(kind: string, bytes: Uint8Array, hash: Hash): string {
  return createHash(hash).update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex')
}

function headOf(commit: string): string {
  const end = commit.indexOf('\n\n')
  return end < 0 ? commit : commit.slice(0, end)
}

/** The ids of the commits before one. */
export function parentsOf(commit: string): readonly string[] {
  return [...headOf(commit).matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, id = '']) => id)
}

/** The id of the tree of a commit; empty where it names none. */
export function treeOf(commit: string): string {
  return /^tree ([0-9a-f]{40,64})\n/.exec(commit)?.[1] ?? ''
}

/** The id of the file at a path of a commit; undefined where it is not there, or a tree on the way is not at hand. */
function blobAt(commit: string, { path, trees, hash }: Way): string | undefined {
  let id: string | undefined = treeOf(commit)
  for (const name of path) {
    const tree: Uint8Array | undefined = id === undefined ? undefined : trees.get(id)
    if (tree === undefined) return undefined
    id = entryOf(tree, name, hash === 'sha256' ? 32 : 20)
  }
  return id
}

/** The id of an entry of a tree (`mode name\0`, then the bytes of an id, of 20 or 32); undefined where there is none. */
export function entryOf(tree: Uint8Array, name: string, idBytes: number): string | undefined {
  const bytes = Buffer.from(tree)
  let at = 0
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at)
    const zero = bytes.indexOf(0, blank)
    const end = zero + 1 + idBytes
    if (blank < 0 || zero < 0 || end > bytes.length) return undefined
    if (bytes.toString('utf8', blank + 1, zero) === name)
      return bytes.toString('hex', zero + 1, end)
    at = end
  }
  return undefined
}

/** What was signed, which is the commit without its headers of signatures, and the signature of one of them; undefined where it has none. */
function withoutSignature(
  commit: string,
  wanted: string,
): { readonly payload: string; readonly signature: string } | undefined {
  const head = headOf(commit)
  let header = ''
  const kept: string[] = []
  const signature: string[] = []
  for (const line of head.split('\n')) {
    const isContinued = line.startsWith(' ')
    if (!isContinued) header = line.slice(0, line.indexOf(' '))
    if (header === wanted)
      signature.push(isContinued ? line.slice(1) : line.slice(wanted.length + 1))
    if (header !== 'gpgsig' && header !== 'gpgsig-sha256') kept.push(line)
  }
  if (signature.length === 0) return undefined
  return { payload: kept.join('\n') + commit.slice(head.length), signature: signature.join('\n') }
}
