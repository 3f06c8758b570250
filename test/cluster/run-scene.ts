import type { ArchivedRun } from '../peer/archived.ts'
import type { ExhibitEnd } from '../peer/exhibit.ts'
import type { RealEstate } from './real-estate.ts'

/** An estate and the first run over it. */
export type Scene = {
  readonly estate: RealEstate
  /** path of the archive folder */
  readonly archive: string
  readonly first: ExhibitEnd
  readonly run: ArchivedRun
}
