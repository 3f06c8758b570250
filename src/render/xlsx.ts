import { referenceWords } from './excerpt-words.ts'
import type { BytesFormat } from './formats.ts'
import { reportTables } from './tables/report.ts'
import { workbook } from './xlsx/workbook.ts'

/** report.xlsx: every table of the report as a sheet, with filters. For people who sort, count and sample; report.json has identifiers and whole texts. */
export const xlsx: BytesFormat = {
  id: 'xlsx',
  fileName: 'report.xlsx',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  render: async ({ report }) => ({
    bytes: await workbook(reportTables(report), {
      title: `${report.title} - ${report.entity}`,
      creator: report.tool,
      created: report.generatedAt,
      classification: report.classification,
      reference: referenceWords(report, `run ${report.runId}`),
      whole: 'report.json',
    }),
  }),
}
