import { join } from 'node:path'
import { isFault, type Fault } from '../core/fault.ts'
import { writeWhole } from '../core/whole-file.ts'
import type { Comparison } from '../model/comparison.ts'
import type { BrowserOptions } from './browser.ts'
import {
  comparisonDocument,
  comparisonHtml,
  titleOf,
  type ComparisonFrame,
} from './comparison-html.ts'
import { csvOf } from './csv.ts'
import { onPaper } from './paper.ts'
import { markedTable } from './excerpt-words.ts'
import { attachmentOf } from './print/join/finish.ts'
import { printPdf, type PrintJob } from './print/print.ts'
import {
  connectionChanges,
  controlChanges,
  objectChanges,
  outsideChanges,
  periodControlChanges,
} from './tables/comparison.ts'
import { excerptView } from './view/excerpt.ts'

/** A file of a comparison that was written. */
type ComparisonFile = { readonly name: string; readonly path: string }

/** Where the files go, whether a PDF is among them, and what prints it. The folder must exist. */
export type ComparisonOptions = {
  readonly outDir: string
  readonly pdf: boolean
  readonly frame: Omit<ComparisonFrame, 'paper'>
  readonly browser: BrowserOptions
}

/** What was written, and why the PDF that was asked for is missing; absent when it is not. */
export type ComparisonFiles = {
  readonly files: readonly ComparisonFile[]
  /** version of the browser that printed; absent: nothing was printed */
  readonly browser?: string
  readonly missing?: Fault
}

/** Everything that the page shows in part or grouped, row by row. */
const TABLES = {
  'comparison-controls.csv': controlChanges,
  'comparison-objects.csv': objectChanges,
  'comparison-connections.csv': connectionChanges,
  'comparison-openings.csv': outsideChanges,
} as const

const PERIOD_TABLES = { 'comparison-periods.csv': periodControlChanges } as const

/**
 * Writes comparison.html, comparison.json and the CSV files and, where it is asked for, comparison.pdf: the same HTML, printed. Where it cannot be
 * printed the other files are complete.
 */
export async function renderComparison(
  comparison: Comparison,
  options: ComparisonOptions,
): Promise<ComparisonFiles> {
  const { outDir } = options
  const frame = { ...options.frame, ...onPaper(options.browser.paper) }
  const html = comparisonHtml(comparison, frame)
  const json = Buffer.from(`${JSON.stringify(statedOf(comparison, frame), undefined, 2)}\n`)
  const files = [
    await write(outDir, 'comparison.html', html),
    await write(outDir, 'comparison.json', json),
  ]
  const tables = comparison.periods === undefined ? TABLES : { ...TABLES, ...PERIOD_TABLES }
  for (const [name, table] of Object.entries(tables))
    files.push(await write(outDir, name, csvOf(markedTable(table(comparison), frame.excerpt))))
  if (!options.pdf) return { files }
  const name = 'comparison.pdf'
  const path = join(outDir, name)
  try {
    const { browser } = await printPdf(
      await printJob(comparison, frame, json),
      path,
      options.browser,
    )
    return { files: [...files, { name, path }], browser }
  } catch (error) {
    if (!isFault(error) || error.code !== 'MISSING') throw error
    return { files, missing: error }
  }
}

async function printJob(
  comparison: Comparison,
  own: ComparisonFrame,
  json: Uint8Array,
): Promise<PrintJob> {
  const document = comparisonDocument(comparison, own)
  const attachment = await attachmentOf({
    name: 'comparison.json',
    mediaType: 'application/json',
    description: 'What this comparison says, as data',
    pieces: [json],
  })
  return {
    frame: document.frame,
    used: document.used,
    sections: document.sections(),
    date: own.generatedAt,
    sentinel: own.archived?.reportId ?? own.excerpt?.reportId ?? own.entity,
    attachments: [attachment],
  }
}

async function write(folder: string, name: string, bytes: Uint8Array): Promise<ComparisonFile> {
  const path = join(folder, name)
  await writeWhole(path, bytes)
  return { name, path }
}

/** What comparison.json says: of itself first, then of two periods, then of two runs or folders. */
function statedOf(comparison: Comparison, frame: ComparisonFrame) {
  const { format, periods, ...compared } = comparison
  const { entity, classification } = frame
  return {
    ...{ format, title: titleOf(comparison) },
    ...(periods === undefined ? {} : { periods }),
    ...compared,
    ...{ entity, classification, ...excerptView(frame) },
  }
}
