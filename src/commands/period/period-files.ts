import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf } from '../../archive/layout.ts'
import { recordedFile, recordedManifest } from '../../archive/recorded.ts'
import { requireIntact } from '../../archive/verify/intact.ts'
import { parseJson } from '../../core/json.ts'
import { writeWhole } from '../../core/whole-file.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest } from '../../model/manifest.ts'
import type { PeriodSource } from '../../model/period.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { PERIOD_FORMAT_IDS, renderPeriod } from '../../render/period/render.ts'
import { periodSchema } from '../../render/period/schema.ts'
import { formatNamed, type RenderedFile } from '../../render/render.ts'
import type { Context } from '../context.ts'
import { inFolder, outFolderNamed, withTemporaryFolder } from '../named-folder.ts'
import type { WantedFiles } from '../report-files.ts'
import type { ReportArchive } from '../stages/commit-report.ts'
import { notSigned } from '../stages/signing.ts'
import { anchorNote } from './period-source.ts'

/** The largest file of a report that is copied, in bytes. */
const LARGEST_FILE = 512 << 20

/** The files of a period's report that somebody asked for. */
export type FilesOfPeriod = {
  readonly source: PeriodSource
  readonly archive: ReportArchive
  /** the archived report of this id; absent: there is none */
  readonly archived?: RunEntry
  /** whether its files are given as they are; `false`: another paper is asked for */
  readonly asArchived: boolean
  readonly browser: BrowserOptions
}

/**
 * Writes the files into their folder, or the one file to standard output. Where the report is archived they are its files, byte for byte; what it lacks, and what is not
 * archived, is rendered and says that it is not signed. Throws Fault `VERIFICATION_FAILED` where the archived report was altered.
 */
export async function writeFiles(
  wanted: WantedFiles,
  of: FilesOfPeriod,
  context: Context,
): Promise<readonly RenderedFile[]> {
  if (wanted.to === 'stdout') {
    await withTemporaryFolder('file', async (folder) => {
      const [file] = await filesIn(folder, [wanted.format], of, context)
      if (file !== undefined) context.stdout(await readFile(file.path))
    })
    return []
  }
  const { formats, folder } = wanted
  return inFolder(outFolderNamed(folder), async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return filesIn(folder, formats, of, context)
  })
}

async function filesIn(
  folder: string,
  formats: readonly string[],
  of: FilesOfPeriod,
  context: Context,
): Promise<readonly RenderedFile[]> {
  const { archive, archived, asArchived, browser } = of
  const report = of.source.reportId
  const copied: RenderedFile[] = []
  if (archived !== undefined) {
    const trust = { kind: 'none' } as const
    const at = context.clock.now()
    await requireIntact(archive.store, report, { trust, at, log: archive.entries })
    const manifest = await recordedManifest(archive.store, archived)
    if (asArchived) copied.push(...(await copies(folder, formats, manifest, archive)))
  }
  if (copied.length > 0) context.log.info('copied from the archive', { report, folder })
  const lacking = formats.filter((id) => !copied.some(({ format }) => format === id))
  if (lacking.length === 0) return copied
  context.log.info('rendering, not signed', { report, folder })
  const source = archived === undefined ? of.source : await asOfThen(of.source, archived, archive)
  return [...copied, ...(await renderPeriod(source, lacking, { outDir: folder, browser }))]
}

/** The files of an archived report in some formats, in the order in which formats are written; those that it has. */
async function copies(
  folder: string,
  formats: readonly string[],
  manifest: Manifest,
  { store }: ReportArchive,
): Promise<readonly RenderedFile[]> {
  const wanted = PERIOD_FORMAT_IDS.filter((id) => formats.includes(id))
  const files: RenderedFile[] = []
  for (const format of wanted)
    for (const { path: name, ...file } of manifest.files.filter(isOf(format))) {
      const bytes = await recordedFile(store, manifest, name, LARGEST_FILE)
      const path = join(folder, name)
      await writeWhole(path, bytes)
      const { mediaType, size, digest } = file
      files.push({ ...{ format, name, path }, ...{ mediaType, size, digest } })
    }
  return files
}

function isOf(format: string): (file: { readonly path: string }) => boolean {
  if (format === 'csv') return ({ path }) => path.endsWith('.csv') && !path.includes('/')
  const { fileName } = formatNamed(format)
  return ({ path }) => path === fileName
}

/** An archived report that is rendered once more: generated when it was, with the log as it was known then, so that the same is rendered whenever it is asked for. */
async function asOfThen(
  source: PeriodSource,
  entry: RunEntry,
  { store, entries }: ReportArchive,
): Promise<PeriodSource> {
  const manifest = await recordedManifest(store, entry)
  const bytes = await recordedFile(store, manifest, 'report.json', LARGEST_FILE)
  const { generatedAt, interim } = periodSchema.parse(
    parseJson(
      Buffer.from(bytes).toString('utf8'),
      `${folderOf(entry.kind, entry.runId)}report.json`,
    ),
  )
  const { previous } = manifest
  return {
    ...source,
    ...{ generatedAt, interim },
    ...(previous === undefined ? {} : { previous }),
    notes: [anchorNote(entries.slice(0, (previous?.number ?? -1) + 1))],
    signature: notSigned('rendered once more beside the signed report of this id'),
  }
}
