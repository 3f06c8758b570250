import { atMost } from '../../archive/at-most.ts'
import { collectCluster } from '../../collect/collect-cluster.ts'
import { CLUSTERS_AT_ONCE } from '../../collect/estate-run.ts'
import type { CollectOptions } from '../../collect/options.ts'
import { probeCluster, type Probe } from '../../collect/probe.ts'
import { EXIT_CODES } from '../../core/fault.ts'
import type { Estate, EstateMember } from '../../model/estate.ts'
import type { CollectionRecord } from '../../model/collection.ts'
import { checkReached } from './reached.ts'
import type { ClockReading } from './clock.ts'
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts'

/** What asking the clusters came to, in the order of the estate. */
export type CheckedClusters = {
  readonly diagnoses: readonly Diagnosis[]
  readonly clocks: readonly ClockReading[]
}

/** Asks every cluster what a run would ask it, several at a time. A dead one costs only itself. */
export async function checkClusters(
  estate: Estate,
  options: CollectOptions,
): Promise<CheckedClusters> {
  const answers = new Map<string, CheckedClusters>()
  await atMost(CLUSTERS_AT_ONCE, estate.members, async (member) => {
    answers.set(member.name, await checkCluster(member, options))
  })
  const inOrder = estate.members.flatMap(({ name }) => answers.get(name) ?? [])
  return {
    diagnoses: inOrder.flatMap(({ diagnoses }) => diagnoses),
    clocks: inOrder.flatMap(({ clocks }) => clocks),
  }
}

async function checkCluster(
  member: EstateMember,
  options: CollectOptions,
): Promise<CheckedClusters> {
  if (member.reader.kind === 'folder')
    return { diagnoses: await checkFolder(member, member.reader.path, options), clocks: [] }
  const probe = await probeCluster(member, options)
  const { clockDifference } = probe
  const clocks =
    clockDifference === undefined
      ? []
      : [{ name: `cluster ${member.name}`, seconds: clockDifference }]
  return { diagnoses: checkLive(member, probe), clocks }
}

function checkLive(member: EstateMember, probe: Probe): readonly Diagnosis[] {
  const { name } = member
  if (probe.kind === 'reached') return checkReached(member, probe)
  const { class: cause, message, hint } = probe.failure
  const fix = hint ?? 'check its entry in the estate file'
  const line = fail(`cluster ${name}`, `${cause}: ${message}`, fix)
  return [cause === 'configuration' ? { ...line, exitCode: EXIT_CODES.CONFIGURATION } : line]
}

/** Reads a folder as a run would, and keeps nothing of it. */
async function checkFolder(
  member: EstateMember,
  path: string,
  options: CollectOptions,
): Promise<readonly Diagnosis[]> {
  let lists = 0
  for await (const event of collectCluster(member, options)) {
    if (event.kind === 'list' && event.record.status === 'ok') lists += 1
    if (event.kind === 'record') return folderLines(member.name, path, lists, event.record)
  }
  throw new Error('a collection ended without its record')
}

function folderLines(
  name: string,
  path: string,
  lists: number,
  { status, reasons, takenFrom, source, notes }: CollectionRecord,
): readonly Diagnosis[] {
  const subject = `cluster ${name}`
  const [first = ''] = reasons
  if (status === 'unreachable' || status === 'unauthorised')
    return [fail(subject, first, 'check the folder that the estate file names')]
  const stated = source.kind === 'folder' && source.statedBy === 'collected.yaml'
  const asOf = stated ? `, as of ${takenFrom} (stated by collected.yaml)` : ''
  const read = `${path}: ${lists} kinds${asOf}`
  const fix =
    'list in collected.yaml every kind that was asked for, and dump those that are missing'
  if (reasons.length > 0)
    return [warn(subject, `${read}; ${reasons.length} gaps, the first: ${first}`, fix)]
  return notes.length === 0 ? [ok(subject, read)] : [warn(subject, notes.join('; '), fix)]
}
