import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../core/canonical-json.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { Collection, CollectionRecord, ListRecord } from '../model/collection.ts'
import type { KubeObject, ResourceName } from '../model/object.ts'
import type { ResourceRecord, Snapshot } from '../model/snapshot.ts'
import { OBJECTS_FILE, REDACTIONS_FILE, SNAPSHOT_FILE } from './files.ts'
import { createLineFile, guarded } from './line-file.ts'
import { storedLine } from './stored-object.ts'
import { keyPrefix } from './root.ts'
import type { ObjectLine, Outputs } from './runs.ts'
import { snapshotOf } from './snapshot-of.ts'
import { SortedLines } from './sorted-lines.ts'
import type { Written } from './sorted-lines.ts'

/** A resource of which the list has ended. */
export type WrittenResource = {
  readonly record: ResourceRecord
  readonly redactions: Written['redactions']
  /** keys that came more than once; the list is inconsistent when there are any */
  readonly duplicates: Written['duplicates']
}

/**
 * Writes what a cluster said into a folder that exists: objects.ndjson.gz, redactions.ndjson.gz and snapshot.json, and gives the last one's content.
 *
 * Each object is reduced and redacted before it is written or even kept. One gzip member per resource, lines by key whatever the order of arrival; two
 * objects of one key make the list `inconsistent`. snapshot.json is canonical JSON on one line, with a newline. Memory does not grow with the cluster.
 * The same collection gives the same bytes. Throws Fault `ARCHIVE_REFUSED` when the folder cannot be written; what the collection throws goes through.
 */
export async function writeSnapshot(collection: Collection, folder: string): Promise<Snapshot> {
  const objects = await createLineFile(join(folder, OBJECTS_FILE))
  const redactions = await createLineFile(join(folder, REDACTIONS_FILE))
  const scratch = await guarded(folder, () => mkdtemp(join(folder, '.sorting-')))
  try {
    const { record, resources } = await writeAll(collection, { objects, redactions }, scratch)
    await objects.close()
    await redactions.close()
    const snapshot = snapshotOf(record, resources)
    const path = join(folder, SNAPSHOT_FILE)
    const text = `${canonicalJson(snapshot)}\n`
    await guarded(path, () => writeFile(path, text, { flag: 'wx', mode: 0o600 }))
    return snapshot
  } catch (error) {
    await Promise.allSettled([objects.abandon(), redactions.abandon()])
    throw error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

type Everything = {
  readonly record: CollectionRecord
  readonly resources: readonly WrittenResource[]
}

async function writeAll(
  collection: Collection,
  outputs: Outputs,
  scratch: string,
): Promise<Everything> {
  const writer = new ResourceWriter(outputs, scratch)
  const resources: WrittenResource[] = []
  let record: CollectionRecord | undefined
  for await (const event of collection) {
    if (record !== undefined) throw new Error(`${event.kind} after the end of the collection`)
    if (event.kind === 'objects') await writer.add(event.resource, event.objects)
    else if (event.kind === 'restart') await writer.restart(event.resource)
    else if (event.kind === 'list') resources.push(await writer.end(event.record))
    else record = event.record
  }
  if (record === undefined) throw new Error('the collection ended without its record')
  return { record, resources }
}

/** Writes one resource after the other. What breaks the order that a collection promises is a bug and throws Error. */
class ResourceWriter {
  readonly #outputs: Outputs
  readonly #scratch: string
  #open: { readonly resource: ResourceName; readonly lines: SortedLines } | undefined
  #prefix = ''
  #begun = 0

  constructor(outputs: Outputs, scratch: string) {
    this.#outputs = outputs
    this.#scratch = scratch
  }

  async add(resource: ResourceName, objects: readonly KubeObject[]): Promise<void> {
    const lines = this.#linesOf(resource)
    for (const object of objects) {
      const waiting = lines.add(lineOf(object))
      if (waiting !== undefined) await waiting
    }
  }

  async restart(resource: ResourceName): Promise<void> {
    await this.#linesOf(resource).restart()
  }

  async end(record: ListRecord): Promise<WrittenResource> {
    const lines = this.#open?.resource === record.resource ? this.#open.lines : this.#empty()
    if (this.#open?.lines === lines) this.#open = undefined
    const { root, count, redactions, duplicates } = await lines.end()
    const prefix = keyPrefix(record)
    if (count > 0 && prefix <= this.#prefix) throw new Error(`${prefix} after ${this.#prefix}`)
    if (count > 0) this.#prefix = prefix
    return { record: { ...record, count, root }, redactions, duplicates }
  }

  #linesOf(resource: ResourceName): SortedLines {
    this.#open ??= { resource, lines: this.#empty() }
    if (this.#open.resource !== resource)
      throw new Error(`${resource} began before ${this.#open.resource} ended`)
    return this.#open.lines
  }

  #empty(): SortedLines {
    return new SortedLines(this.#outputs, join(this.#scratch, String(this.#begun++)))
  }
}

/** One object as it is stored: reduced, redacted, canonical. */
export function lineOf(raw: KubeObject): ObjectLine {
  const { line, pointers } = storedLine(raw)
  const key = objectKeyOf(raw)
  return pointers === undefined ? { key, line } : { key, line, pointers }
}
