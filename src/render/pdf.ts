import { Fault } from '../core/fault.ts'
import type { Format } from './formats.ts'
import { reportHtml } from './html.ts'
import { printPdf } from './print/print.ts'
import { grouped } from './text.ts'

/** One print job takes this many pages; beyond, the browser's time and memory grow with the square. */
export const MOST_PAGES = 2000

/** HTML beyond this size is certain to have more pages than that; it is refused before it costs minutes. */
const MOST_HTML = 24_000_000

/** report.pdf: report.html as printed by a browser, tagged and with bookmarks. */
export const pdf: Format = {
  id: 'pdf',
  fileName: 'report.pdf',
  mediaType: 'application/pdf',
  render: async (view, options) => {
    const html = reportHtml(view)
    if (html.length > MOST_HTML) throw tooLong(`its HTML has ${grouped(html.length)} bytes`)
    const { runId, generatedAt } = view.report
    const printed = await printPdf({ html, date: generatedAt, sentinel: runId }, options.browser)
    if (printed.pages > MOST_PAGES) throw tooLong(`it has ${grouped(printed.pages)}`)
    return { bytes: printed.bytes, browser: printed.browser }
  },
}

function tooLong(how: string): Fault {
  return new Fault(
    'MISSING',
    `the report is too long for one PDF of at most ${grouped(MOST_PAGES)} pages: ${how}`,
    {
      hint: 'HTML and JSON are complete; run fewer clusters at a time (--cluster NAME) for a PDF of each part',
    },
  )
}
