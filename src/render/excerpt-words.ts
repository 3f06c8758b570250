/** The words by which an excerpt is told from the report that it is one of, for the margins and tables of every format. */
import type { Report } from './report-schema.ts'
import type { Table } from './tables/table.ts'

type Said = Pick<Report, 'entity'> & {
  readonly excerpt?: Pick<NonNullable<Report['excerpt']>, 'reportId' | 'of'> | undefined
}

/** What stands at the upper left of every page. */
export function headOf({ entity, excerpt }: Said): string {
  return excerpt === undefined ? entity : `EXCERPT - ${entity}`
}

/** What a file is of, `run ID` or `report ID`; of an excerpt both. */
export function referenceWords({ excerpt }: Pick<Said, 'excerpt'>, whole: string): string {
  if (excerpt === undefined) return whole
  return `excerpt ${excerpt.reportId} of ${whole}`
}

/** What a table of facts says of an excerpt; none where it is none. */
export function excerptRows({ excerpt }: Pick<Said, 'excerpt'>): readonly (readonly string[])[] {
  if (excerpt === undefined) return []
  const { reportId, of } = excerpt
  return [
    ['Excerpt', `${reportId}, for readers outside of the organisation`],
    ['Excerpt of', `${of.id}, SHA256SUMS ${of.digest}`],
  ]
}

/** A table that is a file of its own: of an excerpt each row says which. */
export function markedTable(
  table: Table,
  excerpt: { readonly reportId: string } | undefined,
): Table {
  if (excerpt === undefined) return table
  return {
    ...table,
    columns: [...table.columns, 'excerpt'],
    rows: function* () {
      for (const row of table.rows()) yield [...row, excerpt.reportId]
    },
  }
}
