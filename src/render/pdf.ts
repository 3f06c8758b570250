import { counted } from './text.ts'
import { Fault } from '../core/fault.ts'
import type { Format } from './formats.ts'
import { reportHtml } from './html.ts'
import { printPdf } from './print/print.ts'

/** One print job takes this many pages; beyond, the browser's time and memory grow with the square. */
export const MOST_PAGES = 2000

/** report.pdf: report.html as printed by a browser, tagged and with bookmarks. */
export const pdf: Format = {
  id: 'pdf',
  fileName: 'report.pdf',
  mediaType: 'application/pdf',
  render: async (view, options) => {
    const html = reportHtml(view)
    const { runId, generatedAt } = view.report
    const printed = await printPdf({ html, date: generatedAt, sentinel: runId }, options.browser)
    return { bytes: printed.bytes, browser: printed.browser }
  },
}
