import { authorshipWords, fileNamed } from '../../evaluate/authorship.ts'
import type { Organisation } from '../../model/scope.ts'
import type { LedgerFacts } from '../../period/ledger.ts'

/** Gaps that the organisation states in files that count. */
export function statedGaps(organisation: Organisation | undefined): LedgerFacts['stated'] {
  const { missedRuns = [], ...files } = organisation ?? { waivers: [] }
  return missedRuns
    .filter(({ file }) => fileNamed(files, file)?.setAside === undefined)
    .map((each) => ({ ...each, said: authorshipWords(each.authorship) }))
}
