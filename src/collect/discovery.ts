import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import type { Connection } from './connection.ts'
import { CollectionFailure } from './failure.ts'
import { parseAnswer } from './json-page.ts'
import { requestJson } from './request.ts'

/** One resource in one version, as discovery describes it. */
export type ServedResource = {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly listable: boolean
}

/** What a cluster says it serves. */
export type Discovery = {
  /** all resources without subresources, in the server's order of versions */
  readonly served: readonly ServedResource[]
  /** group versions that are listed and cannot be described, or are stale: `group/version` to the reason */
  readonly failed: ReadonlyMap<string, string>
}

/** Aggregated discovery (KEP-3352), stable and beta form; a server that knows neither answers the legacy list of groups. */
const ACCEPT = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

/**
 * What a cluster serves, from `/api` and `/apis`: only this decides that something is not served, never a 403 or 404 of a list, since
 * authorisation answers before existence does.
 *
 * Rejects with CollectionFailure when discovery itself is refused or unreadable.
 */
export async function discover(connection: Connection): Promise<Discovery> {
  const served: ServedResource[] = []
  const failed = new Map<string, string>()
  for (const root of ['/api', '/apis']) {
    const answer = await get(connection, root)
    const part =
      answer.kind === 'APIGroupDiscoveryList'
        ? aggregated(answer)
        : await legacy(connection, root, answer)
    served.push(...part.served)
    for (const [groupVersion, reason] of part.failed) failed.set(groupVersion, reason)
  }
  return { served, failed }
}

function get(connection: Connection, path: string): Promise<JsonObject> {
  return requestJson(connection, { method: 'GET', path, accept: ACCEPT }, (body) =>
    parseAnswer(body, `discovery of ${path}`),
  )
}

function aggregated(answer: JsonObject): Discovery {
  const served: ServedResource[] = []
  const failed = new Map<string, string>()
  for (const item of objects(answer.items)) {
    const group = text(isJsonObject(item.metadata) ? item.metadata.name : undefined)
    const versions = objects(item.versions)
    if (versions.length === 0) failed.set(`${group}/`, 'no version is described')
    for (const version of versions) {
      const name = text(version.version)
      const resources = describedResources(version.resources, group, name)
      if (version.freshness === 'Stale') failed.set(`${group}/${name}`, 'its API server is down')
      else if (resources.length === 0) failed.set(`${group}/${name}`, 'no resource is described')
      else served.push(...resources)
    }
  }
  return { served, failed }
}

/** apidiscovery.k8s.io APIResourceDiscovery: subresources stand inside their resource. */
function describedResources(
  resources: JsonValue | undefined,
  group: string,
  version: string,
): ServedResource[] {
  return objects(resources).map((resource) => ({
    group,
    version,
    resource: text(resource.resource),
    kind: text(isJsonObject(resource.responseKind) ? resource.responseKind.kind : ''),
    namespaced: resource.scope === 'Namespaced',
    listable: hasList(resource.verbs),
  }))
}

/** `/api` as APIVersions, `/apis` as APIGroupList: each group version is described by its own answer. */
async function legacy(
  connection: Connection,
  root: string,
  answer: JsonObject,
): Promise<Discovery> {
  const served: ServedResource[] = []
  const failed = new Map<string, string>()
  for (const groupVersion of groupVersions(root, answer)) {
    const [group, version] = split(groupVersion)
    try {
      const described = await get(connection, `${root}/${groupVersion}`)
      if (described.kind !== 'APIResourceList')
        throw new CollectionFailure('parse', 'the answer is no list of resources')
      served.push(...legacyResources(described, group, version))
    } catch (error) {
      if (!(error instanceof CollectionFailure) || connection.signal.aborted) throw error
      failed.set(`${group}/${version}`, error.reason)
    }
  }
  return { served, failed }
}

function groupVersions(root: string, answer: JsonObject): string[] {
  if (root === '/api') {
    if (answer.kind === 'APIVersions') return strings(answer.versions)
    throw new CollectionFailure('parse', 'the answer to /api is no list of API versions', {
      hint: 'check that the server is a Kubernetes API server',
    })
  }
  if (answer.kind !== 'APIGroupList')
    throw new CollectionFailure('parse', 'the answer to /apis is no list of API groups', {
      hint: 'check that the server is a Kubernetes API server',
    })
  return objects(answer.groups).flatMap((group) =>
    objects(group.versions).map((version) => text(version.groupVersion)),
  )
}

/** meta/v1 APIResource: subresources have a slash in their name. */
function legacyResources(answer: JsonObject, group: string, version: string): ServedResource[] {
  return objects(answer.resources)
    .filter((resource) => !text(resource.name).includes('/'))
    .map((resource) => ({
      group,
      version,
      resource: text(resource.name),
      kind: text(resource.kind),
      namespaced: resource.namespaced === true,
      listable: hasList(resource.verbs),
    }))
}

function split(groupVersion: string): [string, string] {
  const [first = '', second] = groupVersion.split('/')
  return second === undefined ? ['', first] : [first, second]
}

function hasList(verbs: JsonValue | undefined): boolean {
  return strings(verbs).includes('list')
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
