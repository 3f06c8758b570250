/** Writes a workbook with 200,000 rows as wide as check results, and prints how much memory that took at most. */
import { workbook } from '../../../src/render/xlsx/workbook.ts'

const columns = Array.from({ length: 17 }, (_, index) => `column ${index}`)

const { length } = await workbook(
  [
    {
      name: 'Large',
      columns,
      rows: function* () {
        for (let row = 0; row < 200_000; row += 1)
          yield columns.map((name, at) =>
            at % 5 === 0 ? row : `${name} of cluster-${row % 97}/${row}`,
          )
      },
    },
  ],
  {
    ...{ title: 'T', creator: 'exhibit', created: '2026-12-28T02:03:42Z' },
    ...{ classification: 'Confidential', reference: 'run 1', whole: 'report.json' },
  },
)
const megabytes = Math.round(process.resourceUsage().maxRSS / 1000)
process.stdout.write(JSON.stringify({ megabytes, bytes: length }))
