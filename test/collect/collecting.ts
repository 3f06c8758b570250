import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collectCluster } from '../../src/collect/collect-cluster.ts'
import { DEFAULT_BOUNDS } from '../../src/collect/options.ts'
import type { CollectBounds, CollectOptions } from '../../src/collect/options.ts'
import { systemClock } from '../../src/core/clock.ts'
import { silentLog } from '../../src/core/log.ts'
import type { CollectionRecord, ListRecord } from '../../src/model/collection.ts'
import type { ClusterReader, EstateMember } from '../../src/model/estate.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** Everything that one collection gave, put together as a writer of snapshots would. */
export type Collected = {
  readonly record: CollectionRecord
  readonly lists: ReadonlyMap<string, ListRecord>
  readonly objects: ReadonlyMap<string, readonly KubeObject[]>
  /** resources in the order in which their first object came */
  readonly order: readonly string[]
  readonly restarts: number
}

/** Reads a cluster to its end. */
export async function collect(
  member: EstateMember,
  options: CollectOptions = testOptions(),
): Promise<Collected> {
  const lists = new Map<string, ListRecord>()
  const objects = new Map<string, KubeObject[]>()
  let restarts = 0
  for await (const event of collectCluster(member, options)) {
    if (event.kind === 'objects')
      objects.set(event.resource, [...(objects.get(event.resource) ?? []), ...event.objects])
    else if (event.kind === 'restart') {
      objects.delete(event.resource)
      restarts++
    } else if (event.kind === 'list') lists.set(event.record.resource, event.record)
    else return { record: event.record, lists, objects, order: [...objects.keys()], restarts }
  }
  throw new Error('the collection ended without a record')
}

/** Options for tests: quick to give up, otherwise as published. */
export function testOptions(
  bounds: Partial<CollectBounds> = {},
  more: Partial<CollectOptions> = {},
): CollectOptions {
  return {
    clock: systemClock,
    log: silentLog,
    environment: {},
    userAgent: 'exhibit/test',
    bounds: { ...DEFAULT_BOUNDS, silenceSeconds: 5, longestWaitSeconds: 0.02, ...bounds },
    policyApisBefore: [],
    ...more,
  }
}

/** An entry of the estate. */
export function memberOf(reader: ClusterReader, more: Partial<EstateMember> = {}): EstateMember {
  return { name: 'prod-eu', reader, allowExec: false, configMaps: false, ...more }
}

/** An entry that reads a server with a kubeconfig made of these sections. */
export function memberFor(
  server: { readonly url: string; readonly ca: string },
  user: object = { token: 'token-of-prod' },
  cluster: object = {},
  more: Partial<EstateMember> = {},
): EstateMember {
  const data = Buffer.from(server.ca).toString('base64')
  const path = kubeconfigFile(
    {
      server: server.url,
      'certificate-authority-data': data,
      ...cluster,
    },
    user,
  )
  return memberOf({ kind: 'kubeconfig', path }, more)
}

/** Writes a kubeconfig with one context and gives its path. */
export function kubeconfigFile(cluster: object, user: object): string {
  const path = join(temporaryFolder(), 'kubeconfig')
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'one',
      clusters: [{ name: 'one', cluster }],
      users: [{ name: 'one', user }],
      contexts: [{ name: 'one', context: { cluster: 'one', user: 'one' } }],
    }),
  )
  return path
}

let root: string | undefined

/** A new folder; all of them are gone when the tests end. */
export function temporaryFolder(): string {
  if (root === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'exhibit-collect-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    root = made
  }
  return mkdtempSync(join(root, 'folder-'))
}
