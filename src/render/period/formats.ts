import type { PrintedFormat } from '../formats.ts'
import type { Paper } from '../paper.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { pdf } from './pdf.ts'
import type { PeriodView } from './view/period.ts'
import { xlsx } from './xlsx.ts'

/** One file of a format. */
export type PeriodFile = {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** A format of a period whose files are made in memory. */
export type PeriodBytesFormat = {
  readonly id: string
  /** Same view and paper, same bytes. Paper absent: A4. */
  render(view: PeriodView, paper?: Paper): Promise<readonly PeriodFile[]>
}

/** One output format of a period: one file in this folder and one line in the list below. */
export type PeriodFormat = PeriodBytesFormat | PrintedFormat<PeriodView>

/** All formats, in the order in which they are written: what needs a browser comes last. */
export const PERIOD_FORMATS: readonly PeriodFormat[] = [html, json, csv, markdown, xlsx, pdf]
