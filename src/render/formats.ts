import type { Digest } from '../core/digest.ts'
import type { BrowserOptions } from './browser.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import type { Paper } from './paper.ts'
import { pdf } from './pdf.ts'
import { xlsx } from './xlsx.ts'
import type { ReportView } from './view/report.ts'

/** What every format has: one file in src/render and one line in the list below. */
type Named = {
  readonly id: string
  /** its name in the run's folder */
  readonly fileName: string
  readonly mediaType: string
}

/** A format whose file is made in memory. */
export type BytesFormat = Named & {
  /** Same view and paper, same bytes. Paper absent: A4. */
  render(view: ReportView, paper?: Paper): Promise<{ readonly bytes: Uint8Array }>
}

/** What a format is printed with besides the view. */
export type PrintOptions = { readonly browser: BrowserOptions }

/** A file that was printed, and the version of the browser that did it, `153.0.8010.0`. */
export type PrintedFile = {
  readonly size: number
  readonly digest: Digest
  readonly browser: string
}

/** A format whose file may be too large to be held, and is written while it is made. */
export type PrintedFormat<View = ReportView> = Named & {
  /** Same view and browser version, same bytes at `path`. Rejects with Fault `MISSING` where what it needs (a browser) is not there. */
  print(view: View, path: string, options: PrintOptions): Promise<PrintedFile>
}

/** One output format. */
export type Format = BytesFormat | PrintedFormat

/** Whether a terminal can show it. */
export function isText({ mediaType }: Format): boolean {
  return /^(text\/|application\/json)/.test(mediaType)
}

/** All formats, in the order in which they are written: what needs a browser comes last. */
export const FORMATS: readonly Format[] = [html, json, csv, markdown, xlsx, pdf]
