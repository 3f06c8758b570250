import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFault, type Fault } from '../core/fault.ts'
import type { Comparison } from '../model/comparison.ts'
import type { BrowserOptions } from './browser.ts'
import { comparisonDocument, comparisonHtml, type ComparisonFrame } from './comparison-html.ts'
import { printPdf, type PrintJob } from './print/print.ts'

/** A file of a comparison that was written. */
type ComparisonFile = { readonly name: string; readonly path: string }

/** Where the files go, whether a PDF is among them, and what prints it. The folder must exist. */
export type ComparisonOptions = {
  readonly outDir: string
  readonly pdf: boolean
  readonly frame: ComparisonFrame
  readonly browser: BrowserOptions
}

/** What was written, and why the PDF that was asked for is missing; absent when it is not. */
export type ComparisonFiles = {
  readonly files: readonly ComparisonFile[]
  readonly missing?: Fault
}

/**
 * Writes comparison.json and comparison.html and, where it is asked for, comparison.pdf: the same HTML, printed. Where it cannot be printed the
 * other files are complete.
 */
export async function renderComparison(
  comparison: Comparison,
  options: ComparisonOptions,
): Promise<ComparisonFiles> {
  const { frame, outDir } = options
  const html = comparisonHtml(comparison, frame)
  const json = Buffer.from(`${JSON.stringify(comparison, undefined, 2)}\n`)
  const files = [
    await write(outDir, 'comparison.html', html),
    await write(outDir, 'comparison.json', json),
  ]
  if (!options.pdf) return { files }
  const name = 'comparison.pdf'
  const path = join(outDir, name)
  try {
    await printPdf(printJob(comparison, frame, json), path, options.browser)
    return { files: [...files, { name, path }] }
  } catch (error) {
    if (!isFault(error) || error.code !== 'MISSING') throw error
    return { files, missing: error }
  }
}

function printJob(comparison: Comparison, own: ComparisonFrame, json: Uint8Array): PrintJob {
  const document = comparisonDocument(comparison, own)
  const attachment = {
    name: 'comparison.json',
    mediaType: 'application/json',
    description: 'What this comparison says, as data',
    bytes: json,
  }
  return {
    frame: document.frame,
    used: document.used,
    sections: document.sections(),
    date: own.generatedAt,
    sentinel: own.entity,
    attachments: [attachment],
  }
}

async function write(folder: string, name: string, bytes: Uint8Array): Promise<ComparisonFile> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return { name, path }
}
