import { commit } from '../../archive/commit.ts'
import { folderOf, FOLDERS } from '../../archive/layout.ts'
import type { LoggedEntry } from '../../archive/log.ts'
import { reportIdOf, type ReportBasis } from '../../archive/report-id.ts'
import { seal } from '../../archive/seal.ts'
import type { Store } from '../../archive/store.ts'
import { Fault } from '../../core/fault.ts'
import type { Digest } from '../../core/digest.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { ManifestCluster, ManifestRun } from '../../model/manifest.ts'
import type { Signer } from '../../model/signer.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { toolOf } from '../tool.ts'
import { openArchive } from './seal.ts'
import { openSigner, signerFiles } from './signing.ts'

/** Where a report of an archive goes: a committed one of the same basis is there already, or a free name. */
export type ReportPlace =
  | { readonly kind: 'taken'; readonly entry: RunEntry }
  | { readonly kind: 'free'; readonly id: string; readonly attempt: number }

/** The log and the store that hold the archive. */
export type ReportArchive = { readonly store: Store; readonly entries: readonly LoggedEntry[] }

/**
 * Where a report goes. Its id follows from what it is made of; a folder that a writer was stopped in keeps its name and is never reused, so that the next
 * attempt counts in the id.
 *
 * @param name what it is about: a period, a comparison, a run
 */
export async function placeForReport(
  name: string,
  basis: ReportBasis,
  { store, entries }: ReportArchive,
): Promise<ReportPlace> {
  const begun = new Set<string>()
  for await (const { name: folder } of store.names(FOLDERS.report)) begun.add(folder)
  for (let attempt = 1; ; attempt += 1) {
    const id = reportIdOf(name, { ...basis, options: { ...basis.options, attempt } })
    const found = entries.find(({ entry }) => entry.runId === id)
    if (found !== undefined) return { kind: 'taken', entry: found.entry }
    if (!begun.has(`${id}/`)) return { kind: 'free', id, attempt }
  }
}

/** A report whose files lie in a folder, ready to be signed. */
export type ReportToCommit = {
  readonly id: string
  readonly attempt: number
  readonly folder: string
  /** the clusters that it speaks of, sorted by name */
  readonly clusters: readonly ManifestCluster[]
  readonly runs: readonly ManifestRun[]
  readonly catalogue: Digest
  /** what printed; absent: nothing was printed */
  readonly browser?: string
}

/** A committed report: its folder in the archive and its log entry. */
export type CommittedReport = { readonly folder: string; readonly entry: number }

/**
 * The signer of a report, who must be known before anything is printed. Throws Fault `KEY_MISSING` when no signing key is configured, `SIGNING_FAILED` when the
 * archive does not know it.
 */
export async function requireSigner(
  store: Store,
  configuration: Configuration,
  context: Context,
): Promise<ReportSigner> {
  if (signerFiles(configuration, context) === undefined) {
    throw new Fault('KEY_MISSING', 'no signing key is configured', {
      hint: 'a report is added with a key that the archive knows: set signing.keyFile and signing.chainFile',
    })
  }
  const signer = await openSigner(configuration, context)
  const { digest } = await openArchive(store, signer, configuration, context)
  return { signer, archive: digest }
}

/** Who signs, and the digest of the archive's record. */
export type ReportSigner = { readonly signer: Signer; readonly archive: Digest }

/**
 * Signs the files of a report and commits them to the archive, naming the runs it was made from by their digests.
 *
 * Throws Fault `KEY_MISSING` without a signing key, `SIGNING_FAILED` when the archive does not know it.
 */
export async function commitReport(
  report: ReportToCommit,
  { store, entries }: ReportArchive,
  configuration: Configuration,
  context: Context,
): Promise<CommittedReport> {
  const { signer, archive } = await requireSigner(store, configuration, context)
  const { folder, ...said } = report
  const newest = entries.at(-1)
  const now = context.clock.now()
  const draft = {
    ...said,
    archive,
    kind: 'report' as const,
    tool: toolOf(context.packageRoot),
    trigger: 'ad-hoc' as const,
    startedAt: now,
    finishedAt: now,
    ...(newest === undefined
      ? {}
      : { previous: { number: newest.entry.number, digest: newest.digest } }),
  }
  const sealed = await seal({ folder, draft, signer, at: now })
  const outcome = await commit(store, sealed)
  if (outcome.kind === 'lost') throw new Error('a report answers for no slot, and cannot lose one')
  return { folder: folderOf('report', report.id), entry: outcome.entry.number }
}
