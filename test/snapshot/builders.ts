import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseJson } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { CollectionEvent, CollectionRecord, ListRecord } from '../../src/model/collection.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { storedLine } from '../../src/snapshot/stored-object.ts'
import type { Pointers } from '../../src/snapshot/stored-object.ts'

/** A folder that is removed when the suite ends. */
export function suiteFolder(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'snapshot-'))
  after(() => {
    rmSync(root, { recursive: true, force: true })
  })
  return () => mkdtempSync(join(root, 'run-'))
}

/** An object with a name, and whatever else is given. */
export function object(
  apiVersion: string,
  kind: string,
  metadata: JsonObject & { readonly name: string },
  rest: JsonObject = {},
): KubeObject {
  return { apiVersion, kind, metadata, ...rest }
}

/** A pod `shop/<name>`. */
export function pod(name: string, rest: JsonObject = {}): KubeObject {
  return object('v1', 'Pod', { name, namespace: 'shop' }, rest)
}

/** An object as it is read from its line, and what was replaced in it. */
export function storedObject(raw: KubeObject): { object: KubeObject; pointers?: Pointers } {
  const { line, ...more } = storedLine(raw)
  return { object: parseJson(line, 'the line') as KubeObject, ...more }
}

/** A list record of a resource that was read. */
export function listed(of: Partial<ListRecord> = {}): ListRecord {
  return { resource: 'pods', apiVersion: 'v1', kind: 'Pod', status: 'ok', count: 0, ...of }
}

/** The record of a cluster that was read whole. */
export function record(of: Partial<CollectionRecord> = {}): CollectionRecord {
  return {
    cluster: 'payments',
    status: 'complete',
    reasons: [],
    source: { kind: 'live', via: 'kubeconfig' },
    identity: { uid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' },
    takenFrom: '2026-11-23T02:00:00Z',
    takenTo: '2026-11-23T02:01:00Z',
    gaps: [],
    unknownPolicyApis: [],
    notes: [],
    ...of,
  }
}

/** Events in the order given, the record last. */
export async function* events(
  given: readonly CollectionEvent[],
  last = record(),
): AsyncGenerator<CollectionEvent> {
  for (const event of given) yield await Promise.resolve(event)
  yield { kind: 'record', record: last }
}

/** A collection of pods in the order given, in pages of `page`. */
export function pods(objects: readonly KubeObject[], page = 500): AsyncGenerator<CollectionEvent> {
  const pages: CollectionEvent[] = []
  for (let start = 0; start < objects.length; start += page)
    pages.push({ kind: 'objects', resource: 'pods', objects: objects.slice(start, start + page) })
  return events([...pages, { kind: 'list', record: listed({ count: objects.length }) }])
}

/** The text of a gzip file. */
export function unzipped(...path: readonly string[]): string {
  return gunzipSync(readFileSync(join(...path))).toString('utf8')
}
