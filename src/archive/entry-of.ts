import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { RunEntry, RunSummary } from '../model/log-entry.ts'
import type { Manifest, ManifestCluster } from '../model/manifest.ts'

/** What a sealed run folder says of itself: all that its log entry is made of. */
export type RunFacts = {
  readonly manifest: Manifest
  readonly manifestDigest: Digest
  readonly sumsDigest: Digest
  /** digest of each detached signature file, by path in the folder */
  readonly signatures: Readonly<Record<string, Digest>>
  /** the signing time in SHA256SUMS.p7s */
  readonly sealedAt: Instant
}

/**
 * The log entry of a run at a place in the log; `previousEntry` is the digest of the entry before, absent at 0. Commit and verification
 * both make it from here.
 */
export function entryOf(facts: RunFacts, number: number, previousEntry?: Digest): RunEntry {
  const { manifest } = facts
  return {
    format: 'entry/v1',
    number,
    kind: manifest.kind,
    runId: manifest.id,
    ...(manifest.slot === undefined ? {} : { slot: manifest.slot }),
    trigger: manifest.trigger,
    attempt: manifest.attempt,
    sumsDigest: facts.sumsDigest,
    signatures: facts.signatures,
    manifestDigest: facts.manifestDigest,
    ...(previousEntry === undefined ? {} : { previousEntry }),
    sealedAt: facts.sealedAt,
    summary: summaryOf(manifest.clusters),
  }
}

/**
 * How much of the estate a run answers for. A retired cluster is complete: nothing of it was expected. One that was read and not evaluated is
 * not: its results are errors. No cluster at all is partial.
 */
export function summaryOf(clusters: readonly ManifestCluster[]): RunSummary {
  const complete = clusters.filter(
    ({ status, notEvaluated }) =>
      notEvaluated === undefined && (status === 'complete' || status === 'retired'),
  ).length
  const whole = complete === clusters.length && complete > 0
  return { status: whole ? 'complete' : 'partial', clusters: clusters.length, complete }
}
