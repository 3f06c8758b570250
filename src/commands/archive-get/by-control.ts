import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { canonicalJson } from '../../core/canonical-json.ts'
import { hasher, hexOf, type Digest } from '../../core/digest.ts'
import { zip, type ZipFile } from '../../core/zip.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { SignedParent } from '../../model/parent.ts'
import type { ReportSource } from '../../model/report.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { controlJob, type ControlOfRun } from '../../render/by-control/control-pdf.ts'
import { populationOfControl } from '../../render/by-control/population.ts'
import { withPrinter } from '../../render/print/print.ts'
import { reportView } from '../../render/view/report.ts'
import { readObjects } from '../../snapshot/read.ts'
import type { Context } from '../context.ts'
import { inFolder, outFolderNamed, withTemporaryFolder } from '../named-folder.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { loadReportSource } from '../stages/report-source.ts'
import { archivedClusters, linesOf } from './archived-cluster.ts'
import { requireRun } from './archived-object.ts'
import type { Committed } from './committed.ts'
import { folderNames } from './control-folders.ts'
import { ObjectFile, objectsNamedBy } from './evidence-objects.ts'

/** A ZIP that was written. */
export type WrittenZip = {
  readonly path: string
  readonly digest: Digest
  readonly controls: number
  readonly parent: SignedParent
}

/** One control, and where it goes in the ZIP. */
type Placed = ControlOfRun & {
  readonly folder: string
  /** what its evidence names, by cluster, sorted */
  readonly objects: readonly { readonly cluster: string; readonly keys: readonly ObjectKey[] }[]
}

/**
 * Writes the evidence of a run control by control into a ZIP: of each its page as PDF, its population as CSV and the objects that its evidence names as YAML, all naming the run
 * that is signed, and SHA256SUMS. Whole or not at all; the same run gives the same bytes.
 *
 * Throws Fault `MISSING` where no browser can print, `USAGE` for a report: only runs have objects.
 */
export async function writeByControl(
  committed: Committed,
  path: string,
  browser: BrowserOptions,
  context: Context,
): Promise<WrittenZip> {
  requireRun(committed)
  return withTemporaryFolder('bycontrol', async (work) => {
    const run = join(work, 'run')
    await fetchRun(committed.store, committed.entry.runId, run, context.clock.now())
    const source = await loadReportSource(run)
    const parent = parentOf(committed)
    const placed = placedControls(source, parent)
    await print(placed, work, browser, context)
    const objects = await ObjectFile.create(join(work, 'objects.yaml'))
    try {
      await keepObjects(committed, placed, objects)
      const files = filesOf(placed, work, objects, parent, silentOf(source))
      return { path, digest: await writeZip(files, path, parent), controls: placed.length, parent }
    } finally {
      await objects.close()
    }
  })
}

function parentOf({ entry, entryDigest }: Committed): SignedParent {
  const { runId: run, sumsDigest, manifestDigest, number } = entry
  return { run, sumsDigest, manifestDigest, entry: number, entryDigest }
}

function placedControls(source: ReportSource, parent: SignedParent): readonly Placed[] {
  const { report } = reportView(source)
  const frameworks = report.frameworks.map((framework, index) => ({
    framework,
    controls: source.catalogue.frameworks[index]?.controls ?? [],
    id: source.catalogue.frameworks[index]?.id ?? framework.id,
  }))
  return frameworks
    .filter(({ framework }) => framework.silent === undefined)
    .flatMap(({ framework, controls, id }) => {
      const folders = folderNames(controls.map((each) => each.id))
      return framework.controls.map((control, index) => ({
        ...{ report, framework, control, parent },
        folder: `${folderNames([id])[0] ?? ''}/${folders[index] ?? ''}`,
        objects: source.clusters.flatMap(({ name: cluster, evaluation }) => {
          if (evaluation === undefined) return []
          const keys = objectsNamedBy(evaluation, id, controls[index]?.id ?? '')
          return keys.length === 0 ? [] : [{ cluster, keys }]
        }),
      }))
    })
}

/** Frameworks that say nothing of any cluster, with the reason: they have no controls in the ZIP. */
function silentOf(source: ReportSource) {
  return reportView(source).report.frameworks.flatMap(({ id, silent }) =>
    silent === undefined ? [] : [{ id, silent }],
  )
}

/** Before anything is written: without a browser nothing is. */
async function print(
  placed: readonly Placed[],
  work: string,
  browser: BrowserOptions,
  { log }: Context,
): Promise<void> {
  await mkdir(join(work, 'pdf'))
  await withPrinter(browser, async (printOne) => {
    for (const [index, each] of placed.entries()) {
      if (index % 50 === 0) log.info('printing', { controls: `${index + 1} of ${placed.length}` })
      await printOne(controlJob(each, browser.paper), pdfOf(work, index))
    }
  })
}

function pdfOf(work: string, index: number): string {
  return join(work, 'pdf', `${index}.pdf`)
}

async function keepObjects(
  committed: Committed,
  placed: readonly Placed[],
  objects: ObjectFile,
): Promise<void> {
  for (const cluster of archivedClusters(committed)) {
    const named = new Set(
      placed.flatMap((each) =>
        each.objects.flatMap((one) => (one.cluster === cluster.name ? one.keys : [])),
      ),
    )
    await objects.take(cluster.name, readObjects(linesOf(committed, cluster)), named)
  }
}

function filesOf(
  placed: readonly Placed[],
  work: string,
  objects: ObjectFile,
  parent: SignedParent,
  silent: ReturnType<typeof silentOf>,
): readonly ZipFile[] {
  const about = { format: 'by-control/v1', parent, controls: placed.length, silent }
  const files = placed.flatMap((each, index): readonly ZipFile[] => {
    const names = folderNames(each.objects.map(({ cluster }) => cluster))
    return [
      { path: `${each.folder}/control.pdf`, pieces: fileOnce(pdfOf(work, index)) },
      { path: `${each.folder}/population.csv`, pieces: once(() => populationOfControl(each)) },
      ...each.objects.map(({ cluster, keys }, at) => ({
        path: `${each.folder}/objects/${names[at] ?? ''}.yaml`,
        pieces: objects.pieces(cluster, keys, parent),
      })),
    ]
  })
  const first = { path: 'parent.json', pieces: [Buffer.from(`${canonicalJson(about)}\n`)] }
  return [...files, first].sort((one, two) => (one.path < two.path ? -1 : 1))
}

function* once(made: () => Uint8Array): Generator<Uint8Array> {
  yield made()
}

async function* fileOnce(path: string): AsyncGenerator<Uint8Array> {
  yield await readFile(path)
}

/** Writes the ZIP under another name first, SHA256SUMS of all its files last; gives its digest. */
async function writeZip(
  files: readonly ZipFile[],
  path: string,
  parent: SignedParent,
): Promise<Digest> {
  return inFolder(outFolderNamed(dirname(path)), async () => {
    await mkdir(dirname(path), { recursive: true })
    const begun = `${path}.part`
    const hash = hasher()
    try {
      const pieces = hashed(zip(withSums(files, parent)), hash)
      await pipeline(Readable.from(pieces), createWriteStream(begun, { mode: 0o600 }))
      await rename(begun, path)
    } finally {
      await rm(begun, { force: true })
    }
    return hash.digest()
  })
}

async function* hashed(
  pieces: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof hasher>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

/** The files, and the list of their digests as `sha256sum --check` reads it, which names the signed run in lines that it passes by. */
function* withSums(files: readonly ZipFile[], parent: SignedParent): Generator<ZipFile> {
  const sums: string[] = []
  for (const { path, pieces } of files) {
    const hash = hasher()
    yield { path, pieces: hashed(asyncly(pieces), hash) }
    sums.push(`${hexOf(hash.digest())}  ${path}\n`)
  }
  const { run, sumsDigest, entry, entryDigest } = parent
  const head = `# out of run ${run}, SHA256SUMS ${sumsDigest}, log entry ${entry} ${entryDigest}\n`
  yield { path: 'SHA256SUMS', pieces: [Buffer.from(head + sums.join(''))] }
}

async function* asyncly(pieces: ZipFile['pieces']): AsyncGenerator<Uint8Array> {
  yield* pieces
}
