import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isFault } from '../../core/fault.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { renderFormats } from '../../render/render.ts'
import { sandboxOff, type BrowserOptions } from '../../render/browser.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { loadReportSource } from './report-source.ts'
import { makePart, readRecord, writeRecord, type WorkFolder } from './work-folder.ts'

const RECORD = 'print.json'
/** The file that this stage writes, beside the record of what printed it. */
export const PDF = 'report.pdf'

/** What is printed, and how. */
export type PrintRequest = {
  readonly pdf: boolean
  /** false: without the browser's own sandbox; recorded in the manifest */
  readonly sandbox: boolean
}

/** How printing ended: a missing PDF never loses a run. */
export type PrintRecord =
  | { readonly kind: 'printed'; readonly browser: string }
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'missing'; readonly reason: string; readonly hint: string }

/** Prints the report of work.run into work.print. A browser that is missing or fails is recorded there, and the run goes on without its PDF. */
export async function renderStage(
  work: WorkFolder,
  configuration: Configuration,
  request: PrintRequest,
  context: Context,
): Promise<PrintRecord> {
  makePart(work.print)
  const asked = request.pdf && configuration.report.pdf
  const record = asked ? await print(work, configuration, request, context) : NOT_ASKED
  writeRecord(work.print, RECORD, record)
  return record
}

const NOT_ASKED: PrintRecord = { kind: 'not-asked' }

async function print(
  work: WorkFolder,
  configuration: Configuration,
  request: PrintRequest,
  context: Context,
): Promise<PrintRecord> {
  try {
    const source = await loadReportSource(work.run)
    const browser = browserOptions(configuration, request, context)
    const [file] = await renderFormats(source, ['pdf'], { outDir: work.print, browser })
    return { kind: 'printed', browser: printedBy(file?.browser, browser) }
  } catch (error) {
    if (!isFault(error) || error.code !== 'MISSING') throw error
    context.log.warn('the report was not printed; HTML and JSON are complete without it', {
      why: error.message,
    })
    return { kind: 'missing', reason: error.message, hint: error.hint ?? '' }
  }
}

/** The browser as manifests name it. */
export function printedBy(version: string | undefined, options: BrowserOptions): string {
  const sandbox = sandboxOff(options) === undefined ? '' : ', without its sandbox'
  return `Chromium ${version ?? 'of unknown version'}${sandbox}`
}

/** Which browser prints: its sandbox stays on unless it is switched off on purpose; that root cannot have it is the browser's to know. */
export function browserOptions(
  configuration: Configuration,
  request: PrintRequest,
  context: Context,
): BrowserOptions {
  const { path, sandbox } = configuration.report.browser
  return {
    env: context.env,
    ...(path === undefined ? {} : { executable: path }),
    sandbox: request.sandbox && sandbox !== false,
    ...(context.uid === undefined ? {} : { uid: context.uid }),
    paper: configuration.report.paper,
    log: context.log,
  }
}

/** Reads how printing ended. Throws Fault `CONFIGURATION` when the stage was not run. */
export function readPrintRecord(work: WorkFolder): PrintRecord {
  const record = readRecord(work.print, RECORD, 'render')
  if (isJsonObject(record)) {
    if (record.kind === 'printed' && existsSync(join(work.print, PDF))) {
      return { kind: 'printed', browser: textOf(record, 'browser') }
    }
    if (record.kind === 'not-asked') return NOT_ASKED
  }
  const reason = isJsonObject(record) ? textOf(record, 'reason') : ''
  const hint = isJsonObject(record) ? textOf(record, 'hint') : ''
  return { kind: 'missing', reason: reason || 'the render stage left no PDF', hint }
}

function textOf(record: JsonObject, name: string): string {
  const value = record[name]
  return typeof value === 'string' ? value : ''
}
