import { Fault } from '../core/fault.ts'
import type { Format } from './formats.ts'
import { reportHtml } from './html.ts'
import { printPdf } from './print/print.ts'
import { grouped } from './text.ts'
import type { ReportView } from './view/report.ts'

/** One print job takes this many pages; beyond, the browser's time and memory grow with the square. */
export const MOST_PAGES = 2000

/** What a policy of the annex takes at least, in lines of its YAML: its name, digest and margins. */
const LINES_AROUND = 4
/** Lines of YAML that a page holds at most. */
const LINES_ON_PAGE = 74

/** report.pdf: report.html as printed by a browser, tagged and with bookmarks. */
export const pdf: Format = {
  id: 'pdf',
  fileName: 'report.pdf',
  mediaType: 'application/pdf',
  render: async (view, options) => {
    const fewest = fewestPages(view)
    if (fewest > MOST_PAGES) throw tooLong(`its annex alone has more than ${grouped(fewest)}`)
    const html = reportHtml(view)
    const { runId, generatedAt } = view.report
    const printed = await printPdf({ html, date: generatedAt, sentinel: runId }, options.browser)
    if (printed.pages > MOST_PAGES) throw tooLong(`it has ${grouped(printed.pages)}`)
    return { bytes: printed.bytes, browser: printed.browser }
  },
}

/** Pages that the annex is certain to have, so that a report that is far too long is refused before it costs minutes. */
function fewestPages({ annex }: ReportView): number {
  const lines = annex
    .flatMap(({ policies }) => policies)
    .reduce((sum, { yaml }) => sum + LINES_AROUND + yaml.split('\n').length, 0)
  return Math.floor(lines / LINES_ON_PAGE)
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
