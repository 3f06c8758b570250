import type { ReportBasis } from '../../archive/report-id.ts'
import { Fault } from '../../core/fault.ts'
import type { Audience, Excerpt } from '../../model/excerpt.ts'
import { textOption, type OptionSpec, type Options } from '../context.ts'
import { placeForReport, type ReportArchive, type ReportPlace } from '../stages/commit-report.ts'

/** The flag that asks for an excerpt. */
export const AUDIENCE: OptionSpec = {
  flags: '--audience <audience>',
  description:
    'external: an excerpt of the archived report without addresses, names of nodes and outside hosts, images and annotations, by pseudonyms of that excerpt',
  choices: ['external'],
}

/** Whom a report is asked for; absent: for those who may read all of it. */
export function audienceOf(options: Options): Audience | undefined {
  return textOption(options, 'audience') === 'external' ? 'external' : undefined
}

/** The longest name in an id of an excerpt. */
const LONGEST_NAME = 120

/** Where an excerpt is or goes in the archive, and its id, which its pseudonyms follow from. Its name never is that of a revision of the report. */
export async function placeForExcerpt(
  name: string,
  of: Excerpt['of'],
  basis: ReportBasis,
  archive: ReportArchive,
): Promise<{ readonly place: ReportPlace; readonly reportId: string }> {
  const options = { ...basis.options, audience: 'external', of }
  const place = await placeForReport(
    `${name.slice(0, LONGEST_NAME)}-external`,
    { ...basis, options },
    archive,
  )
  return { place, reportId: place.kind === 'taken' ? place.entry.runId : place.id }
}

/** What an excerpt is one of: an archived report. Throws Fault `MISSING` where it is not archived yet. */
export function excerptedReport(place: ReportPlace, command: string): Excerpt['of'] {
  if (place.kind === 'taken') return { id: place.entry.runId, digest: place.entry.sumsDigest }
  throw new Fault('MISSING', 'the report itself is not in the archive', {
    hint: `an excerpt names the signed report that it is one of: '${command} --add' archives it`,
  })
}
