import { join } from 'node:path'
import type { Catalogue } from '../../model/control.ts'
import { loadCatalogue } from './catalogue.ts'
import { PINNED_CATALOGUE } from './inputs.ts'
import type { RunRecord } from './run-record.ts'

/** The catalogue pinned in a run folder, of it the frameworks that the run was made for. Throws Fault `CONFIGURATION` where this version cannot read it. */
export function pinnedCatalogue(
  folder: string,
  { frameworks, families }: Pick<RunRecord, 'frameworks' | 'families'>,
): Catalogue {
  const catalogue = loadCatalogue(join(folder, PINNED_CATALOGUE), { frameworks: [...frameworks] })
  return families === undefined ? catalogue : { ...catalogue, families }
}
