import { join } from 'node:path'
import { digestOf } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { writeWhole } from '../../core/whole-file.ts'
import type { PeriodSource } from '../../model/period.ts'
import { printFile } from '../render.ts'
import type { RenderedFile, RenderFilesOptions } from '../render.ts'
import { PERIOD_FORMATS, type PeriodFile } from './formats.ts'
import { periodView } from './view/period.ts'

/** Ids of all formats of a period, in the order in which they are written. */
export const PERIOD_FORMAT_IDS: readonly string[] = PERIOD_FORMATS.map(({ id }) => id)

/**
 * Writes the report of a period in the given formats into a folder, in the list's own order: whatever needs a browser comes last, so that the others are
 * there when it fails.
 *
 * Rejects with Fault `USAGE` on an unknown format and `MISSING` when the PDF cannot be printed.
 */
export async function renderPeriod(
  source: PeriodSource,
  which: readonly string[],
  options: RenderFilesOptions,
): Promise<readonly RenderedFile[]> {
  const unknown = which.find((id) => !PERIOD_FORMAT_IDS.includes(id))
  if (unknown !== undefined)
    throw new Fault('USAGE', `unknown format ${unknown}`, {
      hint: `known formats of a period: ${PERIOD_FORMAT_IDS.join(', ')}`,
    })
  const view = periodView(source)
  const files: RenderedFile[] = []
  for (const format of PERIOD_FORMATS.filter(({ id }) => which.includes(id)))
    if ('print' in format) files.push(await printFile(format, view, options))
    else
      for (const file of await format.render(view, options.browser.paper))
        files.push(await written(format.id, file, options.outDir))
  return files
}

async function written(format: string, file: PeriodFile, outDir: string): Promise<RenderedFile> {
  const { fileName, mediaType, bytes } = file
  const path = join(outDir, fileName)
  await writeWhole(path, bytes)
  return { format, name: fileName, path, mediaType, size: bytes.length, digest: digestOf(bytes) }
}
