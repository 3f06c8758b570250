import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { canonicalJson } from '../../core/canonical-json.ts'
import { hasher, hexOf, type Digest } from '../../core/digest.ts'
import { writeWhole } from '../../core/whole-file.ts'
import { zip, type ZipFile } from '../../core/zip.ts'
import type { SignedParent } from '../../model/parent.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { withPrinter } from '../../render/print/print.ts'
import { readObjects } from '../../snapshot/read.ts'
import type { Context } from '../context.ts'
import { inFolder, outFolderNamed, withTemporaryFolder } from '../named-folder.ts'
import { archivedClusters, linesOf } from './archived-cluster.ts'
import type { Committed } from './committed.ts'
import { folderNames } from './control-folders.ts'
import { ObjectFile } from './evidence-objects.ts'
import { evidenceOfPeriod } from './evidence-of-period.ts'
import { evidenceOfRun, type Evidence, type Placed } from './evidence-of-run.ts'
import { parentLines } from './parent-lines.ts'

/** A ZIP that was written. */
export type WrittenZip = {
  readonly path: string
  readonly digest: Digest
  readonly controls: number
  readonly parent: SignedParent
}

/**
 * Writes the evidence of a run, or of a period, control by control into a ZIP: of each its page as PDF, its population as CSV and the objects that its evidence names as YAML, all naming the
 * run or report that is signed, and SHA256SUMS. Population and objects of a period are those of its newest run. Whole or not at all; the same run or report gives the same bytes.
 *
 * Throws Fault `MISSING` where no browser can print, `USAGE` for any other report.
 */
export async function writeByControl(
  committed: Committed,
  path: string,
  browser: BrowserOptions,
  context: Context,
): Promise<WrittenZip> {
  return withTemporaryFolder('bycontrol', async (work) => {
    const isRun = committed.entry.kind === 'run'
    const evidence = await (isRun ? evidenceOfRun : evidenceOfPeriod)(committed, work, context)
    const { placed, parent, run } = evidence
    await print(placed, work, browser, context)
    const objects = await ObjectFile.create(join(work, 'objects.yaml'))
    try {
      await keepObjects(run, placed, objects)
      const files = filesOf(evidence, work, objects)
      return { path, digest: await writeZip(files, path, parent), controls: placed.length, parent }
    } finally {
      await objects.close()
    }
  })
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
      await printOne(each.job(browser.paper), pdfOf(work, index))
    }
  })
}

function pdfOf(work: string, index: number): string {
  return join(work, 'pdf', `${index}.pdf`)
}

async function keepObjects(
  run: Committed,
  placed: readonly Placed[],
  objects: ObjectFile,
): Promise<void> {
  for (const cluster of archivedClusters(run)) {
    const named = new Set(
      placed.flatMap((each) =>
        each.objects.flatMap((one) => (one.cluster === cluster.name ? one.keys : [])),
      ),
    )
    await objects.take(cluster.name, readObjects(linesOf(run, cluster)), named)
  }
}

function filesOf(
  { placed, parent, silent, runs }: Evidence,
  work: string,
  objects: ObjectFile,
): readonly ZipFile[] {
  const about = { format: 'by-control/v1', parent, controls: placed.length, silent }
  const files = placed.flatMap((each, index): readonly ZipFile[] => {
    const names = folderNames(each.objects.map(({ cluster }) => cluster))
    const { population } = each
    return [
      { path: `${each.folder}/control.pdf`, pieces: fileOnce(pdfOf(work, index)) },
      ...(population === undefined
        ? []
        : [{ path: `${each.folder}/population.csv`, pieces: once(population) }]),
      ...each.objects.map(({ cluster, keys }, at) => ({
        path: `${each.folder}/objects/${names[at] ?? ''}.yaml`,
        pieces: objects.pieces(cluster, keys, parent),
      })),
    ]
  })
  const first = { path: 'parent.json', pieces: [Buffer.from(`${canonicalJson(about)}\n`)] }
  const listed = runs === undefined ? [] : [{ path: 'runs.csv', pieces: once(runs) }]
  return [...files, ...listed, first].sort((one, two) => (one.path < two.path ? -1 : 1))
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
    const hash = hasher()
    await writeWhole(path, hashed(zip(withSums(files, parent)), hash), 0o600)
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

/** The files, and the list of their digests as `sha256sum --check` reads it, which names what is signed in lines that it passes by. */
function* withSums(files: readonly ZipFile[], parent: SignedParent): Generator<ZipFile> {
  const sums: string[] = []
  for (const { path, pieces } of files) {
    const hash = hasher()
    yield { path, pieces: hashed(asyncly(pieces), hash) }
    sums.push(`${hexOf(hash.digest())}  ${path}\n`)
  }
  const head = parentLines(parent).map((line) => `# ${line}\n`)
  yield { path: 'SHA256SUMS', pieces: [Buffer.from([...head, ...sums].join(''))] }
}

async function* asyncly(pieces: ZipFile['pieces']): AsyncGenerator<Uint8Array> {
  yield* pieces
}
