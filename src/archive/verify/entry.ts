import { canonicalJson } from '../../core/canonical-json.ts'
import type { Digest } from '../../core/digest.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import { entryOf } from '../entry-of.ts'
import { folderOf } from '../layout.ts'
import type { LoggedEntry } from '../log.ts'
import type { Store } from '../store.ts'
import type { Context } from './context.ts'
import { checkFolder, type SealedFacts } from './folder.ts'
import type { Recorder } from './recorder.ts'

/**
 * Checks the folder that a log entry records, and the entry against it: every field must be what the folder says. Gives what the folder
 * says when both are good in themselves.
 */
export async function checkRecorded(
  context: Context,
  { path, entry }: LoggedEntry,
): Promise<SealedFacts | undefined> {
  const { record, store } = context
  const { kind, runId: id } = entry
  const folder = folderOf(kind, id)
  if (await isEmpty(store, folder)) {
    record.add('invalid', folder, 'missing')
    record.add('invalid', path, `it records ${id}, which is missing`)
    return undefined
  }
  const facts = await checkFolder(context, { path: folder, kind, id })
  if (facts !== undefined) checkEntry(record, path, entry, facts)
  return facts
}

async function isEmpty(store: Store, folder: string): Promise<boolean> {
  for await (const { name } of store.names(folder)) return name === ''
  return true
}

/**
 * Checks a log entry against a folder that is good in itself: every field of it must be what the folder says. Number and previous entry are
 * checked by the log.
 */
export function checkEntry(
  record: Recorder,
  path: string,
  entry: RunEntry,
  facts: SealedFacts,
): void {
  const sealedAt = facts.sealedAt ?? entry.sealedAt
  const expected = entryOf({ ...facts, sealedAt }, entry.number, entry.previousEntry)
  const wrong = differences(expected, entry)
  if (wrong.length > 0)
    record.add('invalid', path, `it disagrees with ${entry.runId} on ${wrong.join(', ')}`)
  else record.add('valid', path, `records ${entry.runId} as it is`)
}

/** The entries that a manifest says were there before, by number: what is not known cannot be checked. */
export function checkPrevious(
  record: Recorder,
  path: string,
  facts: SealedFacts,
  entry: RunEntry,
  digestOfEntry: (number: number) => Digest | undefined,
): void {
  const { previous } = facts.manifest
  if (previous === undefined) return
  if (previous.number >= entry.number)
    record.add('invalid', path, `it names entry ${previous.number} as written before it`)
  else if (digestOfEntry(previous.number) !== previous.digest)
    record.add('invalid', path, `entry ${previous.number} is not the one it was made after`)
}

/** The runs that a report names: each must be committed before it, with exactly these digests. */
export function checkRuns(
  record: Recorder,
  path: string,
  { manifest }: SealedFacts,
  committedBefore: (id: string) => RunEntry | undefined,
): void {
  for (const { id, sumsDigest, manifestDigest } of manifest.runs ?? []) {
    const entry = committedBefore(id)
    if (entry === undefined)
      record.add('invalid', path, `it names run ${id}, which no entry before it records`)
    else if (entry.sumsDigest !== sumsDigest || entry.manifestDigest !== manifestDigest)
      record.add('invalid', path, `run ${id} is not the one that it was made from`)
  }
}

function differences(expected: RunEntry, entry: RunEntry): readonly string[] {
  const [one, other] = [fields(expected), fields(entry)]
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort()
}

function fields(entry: RunEntry): ReadonlyMap<string, string> {
  return new Map(Object.entries(entry).map(([name, value]) => [name, canonicalJson(value)]))
}
