import { workbook } from '../xlsx/workbook.ts'
import { wholeReference } from './html.ts'
import type { PeriodBytesFormat } from './formats.ts'
import { periodTables } from './tables/report.ts'

/** report.xlsx of a period: every table as a sheet, with filters. For people who sort, count and sample; report.json has identifiers and whole texts. */
export const xlsx: PeriodBytesFormat = {
  id: 'xlsx',
  render: async (view) => {
    const { report } = view
    const bytes = await workbook(periodTables(view), {
      title: `${report.title} - ${report.entity}`,
      creator: report.tool,
      created: report.generatedAt,
      classification: report.classification,
      reference: wholeReference(report),
      whole: 'report.json',
    })
    return [
      {
        fileName: 'report.xlsx',
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes,
      },
    ]
  },
}
