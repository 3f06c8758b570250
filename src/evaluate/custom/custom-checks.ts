import type { CustomCheck } from '../../model/custom-check.ts'
import type { CatalogueFile } from '../catalogue.ts'
import { proveCases } from './cases.ts'
import { checksIn } from './check-files.ts'
import type { KnownKinds } from './check-files.ts'

/** The organisation's checks that files of a catalogue say, each of whose cases has come true; files in their order. Faults are added. */
export function customChecksOf(
  files: readonly CatalogueFile[],
  kinds: KnownKinds | undefined,
  faults: string[],
): readonly CustomCheck[] {
  const checks = checksIn(files, kinds, faults)
  if (checks === undefined) return []
  proveCases(checks, files, kinds, faults)
  return checks
}
