import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseJson } from '../../src/core/json.ts'
import type { RunEntry } from '../../src/model/log-entry.ts'
import type { Manifest } from '../../src/model/manifest.ts'
import type { Evaluation } from '../../src/model/evaluation.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import type { Report } from '../../src/render/report-schema.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'

/** Paths of all files below a folder, relative to it, sorted; folders and files that begin with a dot are left out. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('.'))
    .sort()
}

/** The bytes of a file as somebody sees them who looks for something in it: unpacked where it is a .gz. */
export function plainBytes(file: string): Buffer {
  const bytes = readFileSync(file)
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** The entries of an archive's log, in their order; none where there is no log. */
export function entriesOf(archive: string): readonly RunEntry[] {
  return filesBelow(archive)
    .filter((path) => path.startsWith('log/entries/'))
    .map((path) => json(join(archive, path)) as RunEntry)
}

/** One committed run as it lies in a directory archive. What is read is not checked: that is `exhibit verify`'s task. */
export type ArchivedRun = {
  readonly folder: string
  readonly manifest: Manifest
  readonly snapshot: (cluster: string) => Snapshot
  readonly evaluation: (cluster: string) => Evaluation
  readonly report: Report
  /** Text of objects.ndjson of a cluster. */
  readonly objects: (cluster: string) => string
}

/** The run that an entry records. */
export function archivedRun(archive: string, { runId }: RunEntry): ArchivedRun {
  const folder = join(archive, 'runs', runId)
  const of = (cluster: string, name: string) => join(folder, 'clusters', cluster, name)
  return {
    folder,
    manifest: json(join(folder, 'manifest.json')) as Manifest,
    snapshot: (cluster) => json(of(cluster, 'snapshot.json')) as Snapshot,
    evaluation: (cluster) => readEvaluation(of(cluster, ''))!,
    report: json(join(folder, 'report.json')) as Report,
    objects: (cluster) => plainBytes(of(cluster, 'objects.ndjson.gz')).toString(),
  }
}

function json(file: string): unknown {
  return parseJson(readFileSync(file, 'utf8'), file)
}
