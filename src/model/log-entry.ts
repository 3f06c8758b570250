import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { ManifestKind, Trigger } from './manifest.ts'

/** How much of the estate a run answers for; recomputed from the manifest by every verification. */
export type RunSummary = {
  /** `complete` when every cluster that is not retired was read completely and evaluated, and there is one */
  readonly status: 'complete' | 'partial'
  /** expected clusters, and those of them read completely and evaluated, or retired */
  readonly clusters: number
  readonly complete: number
}

/**
 * The commit record of one run or report (`log/entries/00000007.json`, canonical JSON): it exists when this file does.
 *
 * Nothing in it is free: each field follows from its file name, the run folder or the entry before, so that any altered byte shows.
 */
export type RunEntry = {
  readonly format: 'entry/v1'
  /** place in the log, from 0, without gaps */
  readonly number: number
  readonly kind: ManifestKind
  readonly runId: string
  readonly slot?: Instant
  readonly trigger: Trigger
  readonly attempt: number
  /** SHA-256 of SHA256SUMS */
  readonly sumsDigest: Digest
  /** SHA-256 of each detached signature file of the folder, by path */
  readonly signatures: Readonly<Record<string, Digest>>
  /** SHA-256 of manifest.json */
  readonly manifestDigest: Digest
  /** SHA-256 of the bytes of entry `number - 1`; absent in entry 0 */
  readonly previousEntry?: Digest
  /** the signing time in SHA256SUMS.p7s: the seal is the last thing made before the commit */
  readonly sealedAt: Instant
  readonly summary: RunSummary
}
