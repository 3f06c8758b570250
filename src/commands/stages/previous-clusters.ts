import { z } from 'zod'
import { clusterFolder, folderOf } from '../../archive/layout.ts'
import { recordedFile, recordedManifest } from '../../archive/recorded.ts'
import type { Store } from '../../archive/store.ts'
import { readerOf } from '../../collect/kinds.ts'
import { isInstant, type Instant } from '../../core/clock.ts'
import { isDigest, type Digest } from '../../core/digest.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { ResourceName } from '../../model/object.ts'
import type { ListStatus, ResourceRecord, Snapshot } from '../../model/snapshot.ts'
import { parseSnapshot } from '../../snapshot/read.ts'

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))

/** Bound of one file of an earlier run that is read back, in bytes. */
const LARGEST_FILE = 256 * 1024 * 1024

/** What earlier committed runs say of one cluster, as state/open.json holds it. */
export const previousClusterSchema = z.strictObject({
  /** who it was in the newest run that could tell */
  identity: z
    .strictObject({
      runId: z.string(),
      uid: z.string().exactOptional(),
      server: z.string().exactOptional(),
      caDigest: digest.exactOptional(),
    })
    .exactOptional(),
  /** policy APIs that a run saw, and no later one without */
  policyApis: z.array(
    z.strictObject({
      resource: z.string(),
      runId: z.string(),
      readAt: z.string().refine(isInstant),
    }),
  ),
})

/** What earlier committed runs say of one cluster: by it a replaced cluster and a policy API that vanished are known. */
export type PreviousCluster = Readonly<z.output<typeof previousClusterSchema>>

/** Whose memory is wanted, and for which slot; without slot for an ad-hoc run. */
export type MemoryRequest = {
  readonly clusters: readonly string[]
  readonly slot?: Instant | undefined
}

/**
 * What the committed runs remember of each cluster, the newest run that could read it first: a run that did not reach a cluster, or was not
 * asked for it, makes nothing forgotten. From files whose digests lead to their log entry; the log leads from there to the newest run, whose signature was checked.
 *
 * Reads back until each cluster is known: as a rule one run.
 */
export async function previousClusters(
  store: Store,
  entries: readonly RunEntry[],
  { clusters, slot }: MemoryRequest,
): Promise<Record<string, PreviousCluster>> {
  const memories = new Map(clusters.map((name) => [name, newMemory()]))
  const runs = entries.filter(({ kind }) => kind === 'run')
  for (const entry of runs.toReversed()) {
    if ([...memories.values()].every(isWhole)) break
    const manifest = await recordedManifest(store, entry)
    for (const { name, status, uid } of manifest.clusters) {
      const memory = memories.get(name)
      const wasRead = status === 'complete' || status === 'partial'
      if (memory === undefined || isWhole(memory) || !wasRead) continue
      if (uid === undefined && memory.open?.size === 0) continue
      const path = `${clusterFolder(name)}snapshot.json`
      const bytes = await recordedFile(store, manifest, path, LARGEST_FILE)
      const snapshot = parseSnapshot(bytes, folderOf('run', entry.runId) + path)
      remember(memory, snapshot, entry, slot)
    }
  }
  return Object.fromEntries([...memories].map(([name, memory]) => [name, recalled(memory)]))
}

type Identity = NonNullable<PreviousCluster['identity']>

type Memory = {
  /** of the newest run that the report of this one continues */
  continued: Identity | undefined
  /** of the newest run of any kind */
  newest: Identity | undefined
  /** policy APIs of which the runs so far say nothing; undefined before the first run */
  open: Set<ResourceName> | undefined
  readonly policyApis: Map<ResourceName, PreviousCluster['policyApis'][number]>
}

function newMemory(): Memory {
  return { continued: undefined, newest: undefined, open: undefined, policyApis: new Map() }
}

function isWhole({ continued, open }: Memory): boolean {
  return continued?.uid !== undefined && open?.size === 0
}

function recalled({ continued, newest, policyApis }: Memory): PreviousCluster {
  const identity = [continued, newest].find((one) => one?.uid !== undefined) ?? continued ?? newest
  return { ...(identity === undefined ? {} : { identity }), policyApis: [...policyApis.values()] }
}

function remember(
  memory: Memory,
  snapshot: Snapshot,
  entry: RunEntry,
  slot: Instant | undefined,
): void {
  const { runId } = entry
  const { uid, server, caDigest } = snapshot.identity
  const identity: Identity = {
    runId,
    ...(uid === undefined ? {} : { uid }),
    ...(server === undefined ? {} : { server }),
    ...(caDigest === undefined ? {} : { caDigest }),
  }
  // the reports of slots continue each other: what an ad-hoc run or an earlier attempt said of a cluster stands in none of them
  const continues = slot === undefined || (entry.trigger !== 'ad-hoc' && entry.slot !== slot)
  if (continues && memory.continued?.uid === undefined) memory.continued = identity
  if (memory.newest?.uid === undefined) memory.newest = identity
  rememberApis(memory, snapshot, runId)
}

function rememberApis(memory: Memory, snapshot: Snapshot, runId: string): void {
  const states = policyApisIn(snapshot)
  const asked = memory.open ?? new Set(states.keys())
  for (const resource of asked) {
    const status = states.get(resource)
    if (status !== undefined && status !== 'failed' && status !== 'not-served')
      memory.policyApis.set(resource, { resource, runId, readAt: snapshot.takenFrom })
  }
  memory.open = new Set([...asked].filter((resource) => states.get(resource) === 'failed'))
}

/** How a run found each policy API: those of the registry, and those that it named as not understood. */
function policyApisIn(snapshot: Snapshot): ReadonlyMap<ResourceName, ListStatus> {
  const named = snapshot.unknownPolicyApis.filter((api) => !api.startsWith('*.'))
  const decides = (resource: ResourceName) =>
    readerOf(resource)?.decidesTraffic === true || named.includes(resource)
  return new Map([
    ...named.map((api) => [api, 'ok'] as const),
    ...snapshot.resources
      .filter(({ resource }) => decides(resource))
      .map((record) => [record.resource, servedAs(record, snapshot)] as const),
  ])
}

/** A folder without objects of a kind does not say that the cluster served it. */
function servedAs({ status, count }: ResourceRecord, { source }: Snapshot): ListStatus {
  return source.kind === 'folder' && status === 'ok' && count === 0 ? 'not-served' : status
}
