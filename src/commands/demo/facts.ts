import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { clusterFolder, folderOf, MANIFEST } from '../../archive/layout.ts'
import { parseManifest } from '../../archive/records.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest } from '../../model/manifest.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Verification } from '../../model/verification.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects } from '../../snapshot/read.ts'
import { readEvaluation } from '../stages/evaluation-file.ts'
import { readRunRecord } from '../stages/run-record.ts'
import type { History } from './history.ts'

/** One archived run, as its own files say. */
export type RunFacts = Pick<Manifest, 'slot' | 'trigger' | 'startedAt' | 'clusters'> & {
  readonly folder: string
  /** what the report says first of its population */
  readonly notes: readonly string[]
  /** of the clusters that were read, by name */
  readonly evaluations: ReadonlyMap<string, Evaluation>
}

/** What came of the demo, to be compared with its story. */
export type Facts = {
  readonly history: History
  readonly runs: readonly RunFacts[]
  readonly comparison: Comparison
  readonly verification: Verification
  /** the PDFs that were asked for, with their sizes; 0: not there */
  readonly pdfs: Readonly<Record<string, number>>
  /** objects of the last run, of the clusters in which claims are expected */
  readonly objects: ReadonlyMap<string, readonly KubeObject[]>
}

/** The runs of an archive folder, in the order of their log entries. */
export function runsOf(archive: string, entries: readonly RunEntry[]): readonly RunFacts[] {
  return entries
    .filter(({ kind }) => kind === 'run')
    .map(({ runId }) => {
      const folder = join(archive, folderOf('run', runId))
      const manifest = parseManifest(readFileSync(join(folder, MANIFEST)), runId)
      const { slot, trigger, startedAt, clusters } = manifest
      return {
        ...(slot === undefined ? {} : { slot }),
        ...{ trigger, startedAt, clusters, folder },
        notes: readRunRecord(folder).population.notes,
        evaluations: evaluationsOf(folder, clusters),
      }
    })
}

function evaluationsOf(
  folder: string,
  clusters: Manifest['clusters'],
): ReadonlyMap<string, Evaluation> {
  return new Map(
    clusters.flatMap(({ name }) => {
      const evaluation = readEvaluation(join(folder, clusterFolder(name)))
      return evaluation === undefined ? [] : [[name, evaluation] as const]
    }),
  )
}

/** The objects of some clusters of a run. */
export async function objectsOf(
  run: RunFacts | undefined,
  clusters: readonly string[],
): Promise<ReadonlyMap<string, readonly KubeObject[]>> {
  const found = new Map<string, readonly KubeObject[]>()
  for (const cluster of run === undefined ? [] : new Set(clusters)) {
    const path = join(run?.folder ?? '', clusterFolder(cluster), OBJECTS_FILE)
    const objects: KubeObject[] = []
    if (existsSync(path)) for await (const object of readObjects(path)) objects.push(object)
    found.set(cluster, objects)
  }
  return found
}

/** The size of each file, 0 where there is none. */
export function sizesOf(paths: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    paths.map((path) => [path, existsSync(path) ? statSync(path).size : 0] as const),
  )
}
