import type { BrowserOptions } from './browser.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { pdf } from './pdf.ts'
import { xlsx } from './xlsx.ts'
import type { ReportView } from './view/report.ts'

/** What a format is rendered with besides the view. */
export type RenderOptions = {
  /** the browser that prints; formats without pages do not use it */
  readonly browser: BrowserOptions
}

/** The bytes of one file, and which browser printed them (`153.0.8010.0`) where one did. */
export type Rendering = { readonly bytes: Uint8Array; readonly browser?: string }

/** One output format: one file in src/render and one line in the list below. */
export type Format = {
  readonly id: string
  /** its name in the run's folder */
  readonly fileName: string
  readonly mediaType: string
  /** Same view, same bytes. Rejects with Fault `MISSING` where what it needs (a browser) is not there. */
  render(view: ReportView, options: RenderOptions): Promise<Rendering>
}

/** Whether a terminal can show it. */
export function isText({ mediaType }: Format): boolean {
  return /^(text\/|application\/json)/.test(mediaType)
}

/** All formats, in the order in which they are written: what needs a browser comes last. */
export const FORMATS: readonly Format[] = [html, json, csv, markdown, xlsx, pdf]
