import type { RenderOptions } from '../formats.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { pdf } from './pdf.ts'
import type { PeriodView } from './view/period.ts'
import { xlsx } from './xlsx.ts'

/** One file of a format, with the version of the browser that printed it where one did. */
export type PeriodFile = {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly browser?: string
}

/** One output format of a period: one file in this folder and one line in the list below. */
export type PeriodFormat = {
  readonly id: string
  /** Same view, same bytes. Rejects with Fault `MISSING` where what it needs (a browser) is not there. */
  render(view: PeriodView, options: RenderOptions): Promise<readonly PeriodFile[]>
}

/** All formats, in the order in which they are written: what needs a browser comes last. */
export const PERIOD_FORMATS: readonly PeriodFormat[] = [html, json, csv, markdown, xlsx, pdf]
