import { join } from 'node:path'
import { canonicalJson } from '../core/canonical-json.ts'
import { digestOf, hasher } from '../core/digest.ts'
import { isFault } from '../core/fault.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { Redaction, ResourceRecord, Snapshot } from '../model/snapshot.ts'
import { OBJECTS_FILE, REDACTIONS_FILE } from './files.ts'
import { fileBytes, gzipLines } from './gzip-lines.ts'
import { checkCanonical, objectOfLine } from './object-lines.ts'
import { readRedactions, readSnapshot } from './read.ts'
import type { StoredBytes } from './read.ts'
import { keyPrefix, snapshotRoot } from './root.ts'

/**
 * Whether the objects in a snapshot folder are those that its record names: every digest is computed again from the bytes.
 *
 * Gives what is wrong, one line each; empty when nothing is. Stops at the first line that cannot be read.
 */
export async function verifySnapshot(folder: string): Promise<readonly string[]> {
  try {
    const snapshot = readSnapshot(folder)
    return [
      ...verifyRecord(snapshot),
      ...(await verifyObjects(join(folder, OBJECTS_FILE), snapshot)),
      ...(await verifyRedactions(join(folder, REDACTIONS_FILE), snapshot)),
    ]
  } catch (error) {
    if (!isFault(error)) throw error
    return error.message.split('\n')
  }
}

/** What is wrong with a record in itself: order, sums, root digest. */
export function verifyRecord(snapshot: Snapshot): readonly string[] {
  const { resources } = snapshot
  const wrong: string[] = []
  const names = resources.map(({ resource }) => resource)
  if (names.some((name, index) => index > 0 && name <= (names[index - 1] ?? '')))
    wrong.push('the resources are not sorted, or one stands twice')
  if (resources.reduce((sum, { count }) => sum + count, 0) !== snapshot.objectCount)
    wrong.push('objectCount is not the sum of the counts')
  if (snapshotRoot(resources) !== snapshot.root)
    wrong.push('the root digest is not that of the resources')
  return wrong
}

/** What is wrong with the objects of a record: their count and digest, resource by resource. Throws Fault `UNREADABLE` on damage. */
export async function verifyObjects(
  from: StoredBytes,
  { resources }: Snapshot,
): Promise<readonly string[]> {
  const { found, disorder } = await tallies(from)
  const wrong = resources.flatMap((record) => difference(record, found))
  const unknown = [...found.keys()].map((prefix) => `no record speaks of the objects ${prefix}`)
  return [...disorder, ...wrong, ...unknown]
}

type Tally = { readonly hash: ReturnType<typeof hasher>; count: number }

/** Count and digest by the prefix of keys, and the first key that does not come after the one before. */
type Found = { readonly found: Map<string, Tally>; readonly disorder: readonly string[] }

async function tallies(from: StoredBytes): Promise<Found> {
  const what = typeof from === 'string' ? from : OBJECTS_FILE
  const found = new Map<string, Tally>()
  let disorder: readonly string[] = []
  let last = ''
  let number = 0
  const pieces = typeof from === 'string' ? fileBytes(from) : from
  for await (const line of gzipLines(pieces, what)) {
    const where = `${what}:${++number}`
    const object = objectOfLine(line, where)
    checkCanonical(object, line, where)
    const key = objectKeyOf(object)
    if (key <= last && disorder.length === 0) disorder = [`${key} does not come after ${last}`]
    last = key
    const tally = tallyOf(found, keyPrefix(object))
    tally.hash.update(`${line}\n`)
    tally.count++
  }
  return { found, disorder }
}

function tallyOf(found: Map<string, Tally>, prefix: string): Tally {
  const known = found.get(prefix) ?? { hash: hasher(), count: 0 }
  found.set(prefix, known)
  return known
}

/** Takes the tally of a record out of what was found. */
function difference(record: ResourceRecord, found: Map<string, Tally>): readonly string[] {
  const prefix = keyPrefix(record)
  const tally = record.count > 0 ? found.get(prefix) : undefined
  if (record.count > 0) found.delete(prefix)
  const count = tally?.count ?? 0
  const root = tally === undefined ? digestOf('') : tally.hash.digest()
  if (count !== record.count)
    return [`${record.resource}: ${count} objects, the record says ${record.count}`]
  return root === record.root ? [] : [`${record.resource}: the objects are not those of the record`]
}

async function verifyRedactions(
  path: string,
  { redactions }: Snapshot,
): Promise<readonly string[]> {
  const counts = new Map<Redaction['why'], number>()
  for await (const { why } of readRedactions(path)) counts.set(why, (counts.get(why) ?? 0) + 1)
  const found = [...counts].map(([why, count]) => ({ why, count }))
  const sorted = found.sort((a, b) => (a.why < b.why ? -1 : 1))
  if (canonicalJson(sorted) === canonicalJson(redactions)) return []
  return ['the redactions listed are not as many as the record says']
}
