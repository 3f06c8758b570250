import { isJsonObject } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { text } from './answer.ts'
import type { ApiClient } from './api-client.ts'
import type { Manifest } from './manifest.ts'

/** Resource path of a kind, as the server's discovery states it. */
type Resource = { readonly plural: string; readonly namespaced: boolean }

/**
 * Creates objects in the order given, so many at a time, and then sets the status of those that have one.
 *
 * Gives what the server made of them, in the same order, before the status was set. An object that exists already is an error.
 */
export type Apply = (manifests: readonly Manifest[]) => Promise<readonly JsonObject[]>

const AT_A_TIME = 8

/** `apply` for one server; discovery is read once per group version. */
export function applier(client: ApiClient): Apply {
  const discovered = new Map<string, Promise<ReadonlyMap<string, Resource>>>()
  const resources = (apiVersion: string) => {
    const known = discovered.get(apiVersion) ?? discover(client, apiVersion)
    discovered.set(apiVersion, known)
    return known
  }
  const collection = async ({ apiVersion, kind, metadata }: Manifest) => {
    const resource = (await resources(apiVersion)).get(kind)
    if (resource === undefined) throw new Error(`the server has no ${apiVersion} ${kind}`)
    const scope = resource.namespaced ? `namespaces/${metadata.namespace ?? 'default'}/` : ''
    return `${root(apiVersion)}/${scope}${resource.plural}`
  }
  const create = async (manifest: Manifest) => {
    const path = await collection(manifest)
    const { status, ...body } = manifest
    const created = await client.ask({ method: 'POST', path, body })
    if (status !== undefined) await setStatus(client, `${path}/${manifest.metadata.name}`, status)
    return created
  }
  return async (manifests) => {
    const created: JsonObject[] = []
    for (let at = 0; at < manifests.length; at += AT_A_TIME)
      created.push(...(await Promise.all(manifests.slice(at, at + AT_A_TIME).map(create))))
    return created
  }
}

function setStatus(client: ApiClient, path: string, status: JsonObject): Promise<JsonObject> {
  return client.ask({
    method: 'PATCH',
    path: `${path}/status`,
    body: { status },
    contentType: 'application/merge-patch+json',
  })
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

async function discover(
  client: ApiClient,
  apiVersion: string,
): Promise<ReadonlyMap<string, Resource>> {
  const { resources } = await client.ask({ path: root(apiVersion) })
  if (!Array.isArray(resources)) throw new Error(`no discovery of ${apiVersion}`)
  return new Map(
    resources
      .filter(isJsonObject)
      .filter(({ name }) => !text(name).includes('/'))
      .map(({ kind, name, namespaced }) => [
        text(kind),
        { plural: text(name), namespaced: namespaced === true },
      ]),
  )
}
