import { isJsonObject } from '../core/json.ts'
import type { JsonObject } from '../core/json.ts'
import type { KubeObject, ResourceRef } from '../model/object.ts'
import { READABLE_CONFIG_MAPS } from './config-maps.ts'
import type { ReadableConfigMap } from './config-maps.ts'
import type { Connection } from './connection.ts'
import { CollectionFailure, listStatusOf } from './failure.ts'
import { parseItem, parsePage } from './json-page.ts'
import { CONFIG_MAPS } from './kinds.ts'
import type { ListStep } from './list.ts'
import { acceptItem, pageHead } from './list-page.ts'
import { requestJson } from './request.ts'

const REF: ResourceRef = { ...CONFIG_MAPS, version: 'v1' }

/** Reads the two ConfigMaps that may be read, each by its name; only the published keys of their data are given on. */
export async function* readConfigMaps(connection: Connection): AsyncGenerator<ListStep> {
  const record = { resource: REF.resource, apiVersion: 'v1', kind: REF.kind, pages: 0, count: 0 }
  try {
    for (const wanted of READABLE_CONFIG_MAPS) {
      const objects = await readOne(connection, wanted)
      record.pages++
      record.count += objects.length
      if (objects.length > 0) yield { kind: 'objects', resource: REF.resource, objects }
    }
    yield { kind: 'end', record: { ...record, status: 'ok' }, gaps: [] }
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    const ending = { status: listStatusOf(error), reason: error.reason }
    yield { kind: 'end', record: { ...record, ...ending }, gaps: [] }
  }
}

async function readOne(
  connection: Connection,
  wanted: ReadableConfigMap,
): Promise<readonly KubeObject[]> {
  const query = new URLSearchParams({ fieldSelector: `metadata.name=${wanted.name}`, limit: '1' })
  const path = `/api/v1/namespaces/${wanted.namespace}/configmaps?${query.toString()}`
  const outgoing = { method: 'GET', path, accept: 'application/json' } as const
  const objects = await requestJson(connection, outgoing, objectsOf)
  return objects
    .filter(({ metadata }) => isNamed(metadata, wanted))
    .map((object) => withPublishedKeys(object, wanted.keys))
}

/** The ConfigMaps of an answer. Throws CollectionFailure `parse` when it is no list of them, or holds anything else: there is one to read, or none. */
function objectsOf(bytes: Buffer): KubeObject[] {
  const page = parsePage(bytes, 'the answer')
  pageHead(page.envelope, REF)
  return page.items.map((range) => {
    const accepted = acceptItem(parseItem(bytes, range, 'the answer'), REF)
    if (accepted.kind === 'object') return accepted.object
    throw new CollectionFailure('parse', accepted.what)
  })
}

/** A server that ignores the selector gives other ConfigMaps too: they are dropped unseen. */
function isNamed(metadata: JsonObject, wanted: ReadableConfigMap): boolean {
  return metadata.namespace === wanted.namespace && metadata.name === wanted.name
}

/** A ConfigMap with the published keys of its data, and none of its binaryData. */
export function withPublishedKeys(object: KubeObject, keys: readonly string[]): KubeObject {
  const { apiVersion, kind, metadata } = object
  const data = isJsonObject(object.data) ? object.data : {}
  const kept = Object.entries(data).filter(([key]) => keys.includes(key))
  return { apiVersion, kind, metadata, data: Object.fromEntries(kept) }
}
