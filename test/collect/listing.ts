import type { ServerResponse } from 'node:http'
import { collect, memberFor, testOptions } from './collecting.ts'
import type { Collected } from './collecting.ts'
import { fakeCluster, pods } from './fake-cluster.ts'
import type { FakeCluster } from './fake-cluster.ts'
import { startFake } from './fake-server.ts'
import type { FakeServer, Hook, Seen } from './fake-server.ts'
import type { CollectBounds } from '../../src/collect/options.ts'
import type { ListRecord } from '../../src/model/collection.ts'

/** What reading a cluster gave, and of its pods in particular. */
export type Listing = Collected & {
  readonly server: FakeServer
  readonly list: ListRecord | undefined
  readonly names: readonly string[]
}

/** Reads a cluster with 1,200 pods, or the given one, whose server answers as the hook says; stops the server afterwards. */
export async function podsOf(
  hook: Hook,
  bounds: Partial<CollectBounds> = {},
  cluster: FakeCluster = fakeCluster(pods(1200)),
): Promise<Listing> {
  const server = await startFake(cluster, hook)
  try {
    const all = await collect(memberFor(server), testOptions(bounds))
    const names = (all.objects.get('pods') ?? []).map(({ metadata }) => metadata.name)
    return { ...all, server, list: all.lists.get('pods'), names }
  } finally {
    await server.close()
  }
}

/** A hook that answers requests for pods only; it is told how many came before. */
export function onPods(
  answer: (seen: Seen, response: ServerResponse, before: number) => boolean,
): Hook {
  let before = 0
  return (seen, response) => seen.path === '/api/v1/pods' && answer(seen, response, before++)
}

/** A page of pods with these items. */
export function page(items: readonly unknown[], metadata: object = {}): object {
  const head = { resourceVersion: '700', ...metadata }
  return { kind: 'PodList', apiVersion: 'v1', metadata: head, items }
}

/** A pod of namespace shop. */
export function pod(name: string, more: object = {}): object {
  return { metadata: { name, namespace: 'shop' }, ...more }
}
