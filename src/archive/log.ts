import { digestOf, type Digest } from '../core/digest.ts'
import { Fault, isFault } from '../core/fault.ts'
import type { RunEntry } from '../model/log-entry.ts'
import { ENTRIES, entryNumber, entryPath } from './layout.ts'
import { LARGEST_RECORD, parseEntry } from './records.ts'
import { readBytes, type Store } from './store.ts'

/** One log entry as it is stored. */
export type LoggedEntry = {
  readonly kind: 'entry'
  readonly path: string
  readonly entry: RunEntry
  /** SHA-256 of its bytes */
  readonly digest: Digest
}

/** Something in the log that is not as it was written; `path` is the file it is about. */
export type LogProblem = {
  readonly kind: 'problem'
  readonly path: string
  readonly reason: string
}

/** How many entries are fetched ahead of the one being looked at. */
const AHEAD = 8

/**
 * The log from entry `from` on, one entry at a time: numbers must follow without gaps, and each entry must name the digest of the one before.
 * What does not hold comes as a problem, and reading goes on.
 */
export async function* readLog(store: Store, from = 0): AsyncIterable<LoggedEntry | LogProblem> {
  let expected = from
  let previous: Digest | undefined
  for await (const stored of ahead(entryFiles(store, from), (file) => readFile(store, file))) {
    if (stored.kind === 'problem') {
      yield stored
      continue
    }
    if (stored.number > expected) yield missing(expected, stored.number)
    const isNext = stored.number === expected
    const item = itemOf(stored)
    if (item.kind === 'entry' && isNext && (stored.number === 0 || previous !== undefined))
      yield* breaks(item, previous)
    yield item
    expected = stored.number + 1
    previous = stored.digest
  }
}

/** Every entry from `from` on. Throws Fault `VERIFICATION_FAILED` at the first problem: nothing may be built on a damaged log. */
export async function readEntries(store: Store, from = 0): Promise<readonly LoggedEntry[]> {
  const entries: LoggedEntry[] = []
  for await (const item of readLog(store, from)) {
    if (item.kind === 'problem') throw damaged(item)
    entries.push(item)
  }
  return entries
}

/** The newest entry; absent when the log is empty. Throws Fault `VERIFICATION_FAILED` when it cannot be read. */
export async function newestEntry(store: Store): Promise<LoggedEntry | undefined> {
  let newest: StoredFile | LogProblem | undefined
  for await (const file of entryFiles(store, 0)) {
    if (file.kind === 'problem') throw damaged(file)
    newest = file
  }
  if (newest === undefined) return undefined
  const stored = await readFile(store, newest)
  const item = stored.kind === 'problem' ? stored : itemOf(stored)
  if (item.kind === 'problem') throw damaged(item)
  return item
}

type StoredFile = { readonly kind: 'file'; readonly path: string; readonly number: number }
type StoredEntry = StoredFile & { readonly bytes: Uint8Array; readonly digest: Digest }

async function* entryFiles(store: Store, from: number): AsyncIterable<StoredFile | LogProblem> {
  for await (const { name, problem } of store.names(ENTRIES)) {
    const path = ENTRIES + name
    const number = entryNumber(name)
    if (problem !== undefined) yield { kind: 'problem', path, reason: `it is ${problem}` }
    else if (number === undefined) yield { kind: 'problem', path, reason: 'it is not a log entry' }
    else if (number >= from) yield { kind: 'file', path, number }
  }
}

async function readFile(
  store: Store,
  file: StoredFile | LogProblem,
): Promise<StoredEntry | LogProblem> {
  if (file.kind === 'problem') return file
  const { path } = file
  try {
    const bytes = await readBytes(store, path, LARGEST_RECORD)
    if (bytes === undefined) return { kind: 'problem', path, reason: 'it was listed and is gone' }
    return { ...file, bytes, digest: digestOf(bytes) }
  } catch (error) {
    if (isFault(error) && error.code === 'VERIFICATION_FAILED')
      return { kind: 'problem', path, reason: error.message }
    throw error
  }
}

function itemOf({ path, number, bytes, digest }: StoredEntry): LoggedEntry | LogProblem {
  try {
    const entry = parseEntry(bytes, 'it')
    if (entry.number !== number)
      return { kind: 'problem', path, reason: `it says that it is entry ${entry.number}` }
    return { kind: 'entry', path, entry, digest }
  } catch (error) {
    if (!isFault(error)) throw error
    return { kind: 'problem', path, reason: error.message }
  }
}

function* breaks({ path, entry }: LoggedEntry, previous: Digest | undefined): Iterable<LogProblem> {
  if (entry.previousEntry === previous) return
  const reason =
    previous === undefined
      ? 'it is the first entry and names one before'
      : `it does not continue ${entryPath(entry.number - 1)}: one of the two was altered`
  yield { kind: 'problem', path, reason }
}

function missing(expected: number, found: number): LogProblem {
  const count = found - expected
  const reason = count === 1 ? 'the entry is missing' : `${count} entries from here on are missing`
  return { kind: 'problem', path: entryPath(expected), reason }
}

function damaged({ path, reason }: LogProblem): Fault {
  return new Fault('VERIFICATION_FAILED', `${path}: ${reason}`, {
    hint: 'nothing is written behind a damaged log: run `exhibit verify` on the archive and find out who altered it',
  })
}

/** Does work on items, up to `AHEAD` at once, and gives the results in the order of the items. */
async function* ahead<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
): AsyncIterable<R> {
  const running: Promise<R>[] = []
  try {
    for await (const item of items) {
      const result = work(item)
      // Its failure is thrown when its turn comes, not when nobody waits for it yet.
      result.catch(() => undefined)
      running.push(result)
      const next = running.length >= AHEAD ? running.shift() : undefined
      if (next !== undefined) yield await next
    }
    while (running.length > 0) {
      const next = running.shift()
      if (next !== undefined) yield await next
    }
  } finally {
    await Promise.allSettled(running)
  }
}
