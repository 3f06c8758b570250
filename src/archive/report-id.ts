import { canonicalJson } from '../core/canonical-json.ts'
import { digestOf, hexOf, type Digest } from '../core/digest.ts'
import type { JsonObject } from '../core/json.ts'
import type { ManifestRun, ManifestTool } from '../model/manifest.ts'

/** Everything that decides what a report says and how it looks. */
export type ReportBasis = {
  /** in the order in which the report speaks of them */
  readonly runs: readonly ManifestRun[]
  readonly catalogue: Digest
  /** digest of each input file, by its path */
  readonly inputs: Readonly<Record<string, Digest>>
  /** the program that renders, with its version and revision */
  readonly tool: ManifestTool
  /** whatever else was asked for: formats, attempt */
  readonly options: JsonObject
}

/** The id of a report: what it is about (a period, a comparison, a run) and eight hexadecimal digits over all that decides it. Same basis, same id. */
export function reportIdOf(name: string, basis: ReportBasis): string {
  return `${name}-${hexOf(digestOf(canonicalJson(basis))).slice(0, 8)}`
}
