import { printPdf } from '../print/print.ts'
import type { PeriodFormat } from './formats.ts'
import { periodHtml } from './html.ts'

/** report.pdf of a period: report.html as printed by a browser, tagged and with bookmarks. */
export const pdf: PeriodFormat = {
  id: 'pdf',
  render: async (view, options) => {
    const { reportId, generatedAt } = view.report
    const job = { html: periodHtml(view), date: generatedAt, sentinel: reportId }
    const { bytes, browser } = await printPdf(job, options.browser)
    return [{ fileName: 'report.pdf', mediaType: 'application/pdf', bytes, browser }]
  },
}
