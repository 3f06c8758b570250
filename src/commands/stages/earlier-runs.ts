import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { clusterFolder, folderName, folderOf } from '../../archive/layout.ts'
import { recordedFile, recordedManifest } from '../../archive/recorded.ts'
import type { Store } from '../../archive/store.ts'
import type { Instant } from '../../core/clock.ts'
import { joinedUnlisted } from '../../evaluate/history/unlisted.ts'
import type { ClusterMemory, Earlier } from '../../model/history.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest } from '../../model/manifest.ts'
import { EARLIER, MEMORY, parseMemory, writeEarlier } from './memory-file.ts'

/** Bound of one memory that is read back, in bytes. */
const LARGEST_MEMORY = 256 * 1024 * 1024

/** Where `open` leaves what earlier runs remember of one cluster, below its part of the work folder. */
export function earlierFile(state: string, cluster: string): string {
  return join(state, 'earlier', `${folderName(cluster)}.${EARLIER}`)
}

/** Whose history is wanted, and for which slot; without slot for an ad-hoc run. */
export type EarlierRequest = {
  readonly clusters: readonly string[]
  readonly slot?: Instant | undefined
}

/**
 * Writes for each cluster what the newest committed run that speaks of it remembers, one file each and one in memory at a time. The digest of each file leads to its log
 * entry, as with what else is remembered of earlier runs.
 *
 * What the runs know of digests and of the newest changes comes from the newest run of any kind. What this run is compared with comes from the newest run
 * that its report continues: what an ad-hoc run or an earlier attempt saw first would else be in no report of a slot.
 */
export async function writeEarlierRuns(
  store: Store,
  entries: readonly RunEntry[],
  { clusters, slot }: EarlierRequest,
  state: string,
): Promise<void> {
  mkdirSync(join(state, 'earlier'), { recursive: true, mode: 0o700 })
  const runs = entries.filter(({ kind }) => kind === 'run').toReversed()
  const newest = new Map<string, Manifest>()
  const continued = new Map<string, Manifest>()
  for (const entry of runs) {
    if (continued.size === clusters.length) break
    const manifest = await recordedManifest(store, entry)
    const continues = slot === undefined || (entry.trigger !== 'ad-hoc' && entry.slot !== slot)
    for (const name of namedIn(manifest, clusters)) {
      if (!newest.has(name)) newest.set(name, manifest)
      if (continues && !continued.has(name)) continued.set(name, manifest)
    }
  }
  for (const cluster of clusters) {
    const found = { newest: newest.get(cluster), continued: continued.get(cluster) }
    writeEarlier(earlierFile(state, cluster), await earlierOf(store, cluster, found))
  }
}

function namedIn({ clusters }: Manifest, wanted: readonly string[]): readonly string[] {
  return clusters.map(({ name }) => name).filter((name) => wanted.includes(name))
}

type Found = { readonly newest: Manifest | undefined; readonly continued: Manifest | undefined }

async function earlierOf(
  store: Store,
  cluster: string,
  { newest, continued = newest }: Found,
): Promise<Earlier> {
  if (newest === undefined || continued === undefined)
    return { kind: 'none', why: 'no earlier run speaks of this cluster' }
  const latest = await memoryOf(store, newest, cluster)
  if (latest === undefined) return { kind: 'unknown', why: notRemembered(newest) }
  if (continued === newest) return { kind: 'known', run: newest.id, memory: latest }
  const compared = await memoryOf(store, continued, cluster)
  if (compared === undefined) return { kind: 'unknown', why: notRemembered(continued) }
  const { digests, changes } = latest
  const memory = { ...compared, digests, changes, ...unlistedOf(compared, latest) }
  return { kind: 'known', run: newest.id, memory }
}

/** An ad-hoc run may have been given another file of changes: it adds what it saw, and takes nothing away. */
function unlistedOf(
  { unlisted: one }: ClusterMemory,
  { unlisted: other }: ClusterMemory,
): Pick<ClusterMemory, 'unlisted'> {
  const unlisted =
    one === undefined || other === undefined ? (one ?? other) : joinedUnlisted(one, other)
  return unlisted === undefined ? {} : { unlisted }
}

function notRemembered({ id }: Manifest): string {
  return `run ${id} remembers nothing of it: it could not read the cluster, or an older version made it`
}

async function memoryOf(store: Store, manifest: Manifest, cluster: string) {
  const path = `${clusterFolder(cluster)}${MEMORY}`
  if (!manifest.files.some((file) => file.path === path)) return undefined
  const bytes = await recordedFile(store, manifest, path, LARGEST_MEMORY)
  return parseMemory(bytes, folderOf('run', manifest.id) + path)
}
