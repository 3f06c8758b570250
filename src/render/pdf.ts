import type { PrintedFormat } from './formats.ts'
import { reportFrame, reportSections } from './html.ts'
import { json } from './json.ts'
import { jsonPieces } from './json-pieces.ts'
import { attachmentOf, type Attachment } from './print/join/finish.ts'
import { printPdf } from './print/print.ts'
import type { ReportView } from './view/report.ts'

/** report.pdf: the same sections as report.html, printed by a browser, tagged and with bookmarks; report.json is attached to it. */
export const pdf: PrintedFormat = {
  id: 'pdf',
  fileName: 'report.pdf',
  mediaType: 'application/pdf',
  print: async (view, path, { browser }) => {
    const { runId, generatedAt } = view.report
    const job = {
      frame: reportFrame(view, browser.paper),
      used: view,
      sections: reportSections(view),
      date: generatedAt,
      sentinel: runId,
      attachments: [await attachedData(view)],
    }
    return printPdf(job, path, browser)
  },
}

function attachedData({ report }: ReportView): Promise<Attachment> {
  const { fileName: name, mediaType } = json
  const description = 'What this report says, as data'
  return attachmentOf({ name, mediaType, description, pieces: jsonPieces(report) })
}
