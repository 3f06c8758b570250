import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folderName } from '../../archive/layout.ts'
import { collectEstate, identityNotes } from '../../collect/estate-run.ts'
import { DEFAULT_BOUNDS, type CollectOptions } from '../../collect/options.ts'
import type { Collection } from '../../model/collection.ts'
import type { Estate, EstateMember } from '../../model/estate.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { writeSnapshot } from '../../snapshot/write.ts'
import type { Context } from '../context.ts'
import { toolVersion } from '../tool.ts'
import type { OpenRecord } from './open.ts'

/**
 * Reads every cluster of the estate into a folder of its own below `folder` and gives the collection records, sorted by cluster. A cluster
 * that cannot be read costs nothing but itself.
 */
export async function collectClusters(
  folder: string,
  estate: Estate,
  open: Pick<OpenRecord, 'previousClusters'>,
  context: Context,
): Promise<readonly Snapshot[]> {
  return collectEstate(
    estate,
    (member) => optionsFor(member, open, context),
    (member, events) => writeCluster(join(folder, folderName(member.name)), events, context),
  )
}

/** Duplicate and replaced clusters, one sentence each. */
export function identityRemarks(
  snapshots: readonly Snapshot[],
  open: OpenRecord,
): readonly string[] {
  const previous = Object.entries(open.previousClusters).map(([cluster, { uid }]) => ({
    cluster,
    identity: uid === undefined ? {} : { uid },
  }))
  return identityNotes(snapshots, previous)
}

async function writeCluster(path: string, events: Collection, context: Context): Promise<Snapshot> {
  mkdirSync(path, { mode: 0o700 })
  const snapshot = await writeSnapshot(events, path)
  const { cluster, status, objectCount, reasons } = snapshot
  const fields = { cluster, status, objects: objectCount }
  if (status === 'complete') context.log.info('cluster read', fields)
  else context.log.warn('cluster not read completely', { ...fields, why: reasons[0] })
  return snapshot
}

function optionsFor(
  member: EstateMember,
  open: Pick<OpenRecord, 'previousClusters'>,
  context: Context,
): CollectOptions {
  return {
    clock: context.clock,
    log: context.log,
    environment: context.env,
    userAgent: `exhibit/${toolVersion(context.packageRoot)}`,
    bounds: DEFAULT_BOUNDS,
    previousResources: open.previousClusters[member.name]?.lists ?? [],
    signal: context.signal,
  }
}
