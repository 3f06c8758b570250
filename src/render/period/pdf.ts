import type { PrintedFormat } from '../formats.ts'
import { jsonPieces } from '../json-pieces.ts'
import { attachmentOf, type Attachment } from '../print/join/finish.ts'
import { printPdf } from '../print/print.ts'
import { periodFrame, periodSections } from './html.ts'
import type { PeriodView } from './view/period.ts'

/** report.pdf of a period: the same sections as report.html, printed by a browser, tagged and with bookmarks; report.json is attached to it. */
export const pdf: PrintedFormat<PeriodView> = {
  id: 'pdf',
  fileName: 'report.pdf',
  mediaType: 'application/pdf',
  print: async (view, path, { browser }) => {
    const { report } = view
    const job = {
      frame: periodFrame(view, browser.paper),
      used: report,
      sections: periodSections(view),
      date: report.generatedAt,
      sentinel: report.reportId,
      attachments: [await attachedData(view)],
    }
    return printPdf(job, path, browser)
  },
}

function attachedData({ report }: PeriodView): Promise<Attachment> {
  return attachmentOf({
    name: 'report.json',
    mediaType: 'application/json',
    description: 'What this report says, as data',
    pieces: jsonPieces(report),
  })
}
