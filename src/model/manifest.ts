import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { ClusterStatus } from './snapshot.ts'

/** How a run relates to the schedule. `late` began after the starting deadline, `caught-up` after downtime; `ad-hoc` never counts in the cadence. */
export type Trigger = 'scheduled' | 'late' | 'caught-up' | 'ad-hoc'

/** What a folder of the archive holds: one pass over the estate, or a report over other runs. */
export type ManifestKind = 'run' | 'report'

/** One file of a run, sidecars of SHA256SUMS excepted. */
export type ManifestFile = {
  /** path inside the run folder, `/` between segments */
  readonly path: string
  /** bytes */
  readonly size: number
  readonly digest: Digest
  /** `application/pdf`, `text/html; charset=utf-8`, ... */
  readonly mediaType: string
  /** of a signed PDF: its first `size` bytes are the unsigned PDF, with this digest */
  readonly unsigned?: { readonly size: number; readonly digest: Digest }
}

/** One expected cluster and how it was read. */
export type ManifestCluster = {
  readonly name: string
  readonly status: ClusterStatus
  /** UID of the kube-system namespace; absent: could not be read */
  readonly uid?: string
  /** root digest of the snapshot, also of one in which nothing was read: its status says so; absent: none was made */
  readonly snapshotRoot?: Digest
  /** when the cluster said what the snapshot holds; for folders as stated by collected.yaml, not witnessed */
  readonly asOf: Instant
  /** why the status is not `complete`, one line each */
  readonly reasons: readonly string[]
  /** why evaluating what was read ended in an error; absent: it did not, or nothing was read */
  readonly notEvaluated?: string
}

/** The program that wrote a run; revision is that of its source, absent where unknown. */
export type ManifestTool = {
  readonly name: string
  readonly version: string
  readonly revision?: string
}

/** One log entry by its number and the SHA-256 of its bytes. */
export type EntryReference = { readonly number: number; readonly digest: Digest }

/** A committed run that a report was made from, by the digests that its log entry holds. */
export type ManifestRun = {
  readonly id: string
  /** SHA-256 of its SHA256SUMS, and so of everything in its folder */
  readonly sumsDigest: Digest
  readonly manifestDigest: Digest
}

/** What a run is and which files it has, signed through SHA256SUMS (`manifest.json`, canonical JSON). */
export type Manifest = {
  readonly format: 'manifest/v1'
  /** SHA-256 of archive.json: a run moved into another archive does not verify there, nor does an altered archive.json */
  readonly archive: Digest
  /** run id or report id; the name of the folder */
  readonly id: string
  readonly kind: ManifestKind
  readonly tool: ManifestTool
  /** name and version of the browser that printed; absent: nothing was printed */
  readonly browser?: string
  /** the scheduled instant this run answers for; absent: ad-hoc, or a report */
  readonly slot?: Instant
  readonly trigger: Trigger
  /** 1 for the first attempt at its slot */
  readonly attempt: number
  readonly startedAt: Instant
  readonly finishedAt: Instant
  /** every expected cluster, sorted by name */
  readonly clusters: readonly ManifestCluster[]
  /** the runs that a report was made from, in the order in which it speaks of them; absent in a run */
  readonly runs?: readonly ManifestRun[]
  /** digest of the catalogue in use */
  readonly catalogue: Digest
  /** digest of each file below inputs/, by its path */
  readonly inputs: Readonly<Record<string, Digest>>
  /** every file but manifest.json, SHA256SUMS and its signatures, sorted by path */
  readonly files: readonly ManifestFile[]
  /** the newest log entry known at start; absent: the log was empty */
  readonly previous?: EntryReference
}
