import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import { temporaryPrefix } from '../core/temporary-folder.ts'
import { writeWhole } from '../core/whole-file.ts'
import type { ReportSource } from '../model/report.ts'
import { FORMATS } from './formats.ts'
import type { Format, PrintedFormat, PrintOptions } from './formats.ts'
import { reportView } from './view/report.ts'
import type { ReportView } from './view/report.ts'

/** A file that was written. */
export type RenderedFile = {
  readonly format: string
  readonly name: string
  readonly path: string
  readonly mediaType: string
  readonly size: number
  readonly digest: Digest
  /** version of the browser that printed it; absent where none was needed */
  readonly browser?: string
}

/** Where the files go, and what prints. The folder must exist. */
export type RenderFilesOptions = PrintOptions & { readonly outDir: string }

/** Ids of all formats, in the order in which they are written. */
export const FORMAT_IDS: readonly string[] = FORMATS.map(({ id }) => id)

/**
 * Writes a report in the given formats into a folder, in the list's own order: whatever needs a browser comes last, so that the others are
 * there when it fails.
 *
 * Rejects with Fault `USAGE` on an unknown format and `MISSING` when the PDF cannot be printed.
 */
export async function renderFormats(
  source: ReportSource,
  which: readonly string[],
  options: RenderFilesOptions,
): Promise<readonly RenderedFile[]> {
  const formats = chosen(which)
  const view = reportView(source)
  const files: RenderedFile[] = []
  for (const format of formats) files.push(await renderFile(format, view, options))
  return files
}

/** The bytes of a report in one format. Rejects as `renderFormats` does. */
export async function renderBytes(
  source: ReportSource,
  which: string,
  options: PrintOptions,
): Promise<Uint8Array> {
  const format = formatNamed(which)
  const view = reportView(source)
  if ('render' in format) return (await format.render(view, options.browser.paper)).bytes
  const folder = await mkdtemp(join(tmpdir(), temporaryPrefix('printed')))
  try {
    const path = join(folder, format.fileName)
    await format.print(view, path, options)
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The format with an id. Throws Fault `USAGE` where there is none. */
export function formatNamed(which: string): Format {
  const found = FORMATS.find(({ id }) => id === which)
  if (found !== undefined) return found
  throw new Fault('USAGE', `unknown format ${JSON.stringify(which)}`, {
    hint: `known formats: ${FORMAT_IDS.join(', ')}`,
  })
}

function chosen(which: readonly string[]): readonly Format[] {
  const formats = new Set(which.map(formatNamed))
  return FORMATS.filter((format) => formats.has(format))
}

async function renderFile(
  format: Format,
  view: ReportView,
  options: RenderFilesOptions,
): Promise<RenderedFile> {
  if ('print' in format) return printFile(format, view, options)
  const { id, fileName: name, mediaType } = format
  const path = join(options.outDir, name)
  const { bytes } = await format.render(view, options.browser.paper)
  await writeWhole(path, bytes)
  return { format: id, name, path, mediaType, size: bytes.length, digest: digestOf(bytes) }
}

/** Writes one file that is printed. Rejects with Fault `MISSING` when it cannot be. */
export async function printFile<View>(
  format: PrintedFormat<View>,
  view: View,
  { outDir, browser }: RenderFilesOptions,
): Promise<RenderedFile> {
  const { id, fileName: name, mediaType } = format
  const path = join(outDir, name)
  const { size, digest, browser: version } = await format.print(view, path, { browser })
  return { format: id, name, path, mediaType, size, digest, browser: version }
}
