import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folderName } from '../../archive/layout.ts'
import { collectEstate, identityNotes } from '../../collect/estate-run.ts'
import { DEFAULT_BOUNDS, type CollectOptions } from '../../collect/options.ts'
import type { Collection } from '../../model/collection.ts'
import type { Instant } from '../../core/clock.ts'
import { groupedReasons } from '../../core/unread-lists.ts'
import type { Estate, EstateMember, RetiredCluster } from '../../model/estate.ts'
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
  const write = (name: string, events: Collection) =>
    writeCluster(join(folder, folderName(name)), events, context)
  const read = await collectEstate(
    estate,
    (member) => optionsFor(member, open, context),
    (member, events) => write(member.name, events),
  )
  const retired = []
  for (const entry of estate.retired) {
    retired.push(await write(entry.name, retirement(entry, context.clock.now())))
  }
  return [...read, ...retired].sort((one, two) => (one.cluster < two.cluster ? -1 : 1))
}

/** What stands for a retired cluster: never silently gone, and nothing was asked of it. */
async function* retirement(entry: RetiredCluster, now: Instant): Collection {
  await Promise.resolve()
  const { name, at, reason, approvedBy } = entry
  yield {
    kind: 'record',
    record: {
      cluster: name,
      status: 'retired',
      reasons: [`retired on ${at}: ${reason}; listed as approved by ${approvedBy}`],
      source: { kind: 'none' },
      identity: {},
      takenFrom: now,
      takenTo: now,
      gaps: [],
      unknownPolicyApis: [],
      notes: [],
    },
  }
}

/** Duplicate and replaced clusters, one sentence each. */
export function identityRemarks(
  snapshots: readonly Snapshot[],
  open: OpenRecord,
): readonly string[] {
  const previous = Object.entries(open.previousClusters).flatMap(([cluster, { identity }]) =>
    identity === undefined ? [] : { cluster, identity, runId: identity.runId },
  )
  return identityNotes(snapshots, previous)
}

/** How many names of lists a line of the log shows. */
const MOST_NAMES = 10

async function writeCluster(path: string, events: Collection, context: Context): Promise<Snapshot> {
  mkdirSync(path, { mode: 0o700 })
  const snapshot = await writeSnapshot(events, path)
  const { cluster, status, objectCount, reasons, gaps } = snapshot
  const fields = { cluster, status, objects: objectCount }
  if (status === 'complete' || status === 'retired') context.log.info('cluster read', fields)
  else
    context.log.warn('cluster not read completely', {
      ...fields,
      why: groupedReasons(reasons, gaps, MOST_NAMES).join('; '),
    })
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
    policyApisBefore: open.previousClusters[member.name]?.policyApis ?? [],
    signal: context.signal,
  }
}
