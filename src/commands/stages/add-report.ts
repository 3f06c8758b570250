import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commit } from '../../archive/commit.ts'
import { folderOf, FOLDERS, MANIFEST } from '../../archive/layout.ts'
import { readEntries, type LoggedEntry } from '../../archive/log.ts'
import { parseManifest } from '../../archive/records.ts'
import { reportIdOf } from '../../archive/report-id.ts'
import { seal, type ManifestDraft } from '../../archive/seal.ts'
import type { Store } from '../../archive/store.ts'
import { Fault } from '../../core/fault.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest, ManifestRun } from '../../model/manifest.ts'
import type { ReportSource } from '../../model/report.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { renderFormats } from '../../render/render.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { toolOf } from '../tool.ts'
import { PDF, printedBy } from './render.ts'
import { openArchive } from './seal.ts'
import { openSigner, signerFiles } from './signing.ts'

/** A run as it was fetched from the archive, and what its report says. */
export type FetchedRun = {
  readonly folder: string
  readonly entry: RunEntry
  readonly source: ReportSource
}

/** What became of the PDF: archived now, or there before. `folder` is where it is inside the archive. */
export type AddedReport = {
  readonly kind: 'added' | 'already'
  readonly id: string
  readonly folder: string
  readonly entry: number
}

/** What is done with: where to, as whom, printed by what. */
export type AddRequest = {
  readonly store: Store
  readonly configuration: Configuration
  readonly browser: BrowserOptions
}

/**
 * Archives the PDF that a run lacks as a report of its own, which names the run by its digests; the run itself is never touched. Does nothing when
 * the run has its PDF, or when the same report is committed.
 *
 * Throws Fault `KEY_MISSING` without a signing key, `SIGNING_FAILED` when the archive does not know it, `MISSING` when the PDF cannot be printed.
 */
export async function addReport(
  run: FetchedRun,
  request: AddRequest,
  context: Context,
): Promise<AddedReport> {
  const manifest = await manifestIn(run)
  if (manifest.files.some(({ path }) => path === PDF)) return already(run.entry)
  const entries = await readEntries(request.store)
  const place = await placeFor(run, manifest, entries, request.store, context)
  if (place.kind === 'taken') return already(place.entry)
  if (signerFiles(request.configuration, context) === undefined) {
    throw new Fault('KEY_MISSING', 'no signing key is configured', {
      hint: 'a report is added with a key that the archive knows: set signing.keyFile and signing.chainFile',
    })
  }
  return withTemporaryFolder('report', (folder) =>
    sealAndCommit({ ...place, folder, manifest, run, entries }, request, context),
  )
}

function already({ kind, runId: id, number }: RunEntry): AddedReport {
  return { kind: 'already', id, folder: folderOf(kind, id), entry: number }
}

async function manifestIn({ folder }: FetchedRun): Promise<Manifest> {
  const path = join(folder, MANIFEST)
  return parseManifest(await readFile(path), path)
}

type Place =
  | { readonly kind: 'taken'; readonly entry: RunEntry }
  | { readonly kind: 'free'; readonly id: string; readonly attempt: number }

/**
 * Where the report goes. The id of a report follows from what it is made of; a folder that a writer was stopped in keeps its name and is never
 * reused, so that the next attempt counts in the id.
 */
async function placeFor(
  run: FetchedRun,
  { catalogue, inputs }: Manifest,
  entries: readonly LoggedEntry[],
  store: Store,
  context: Context,
): Promise<Place> {
  const begun = new Set<string>()
  for await (const { name } of store.names(FOLDERS.report)) begun.add(name)
  const basis = { runs: [runOf(run)], catalogue, inputs, tool: toolOf(context.packageRoot) }
  for (let attempt = 1; ; attempt += 1) {
    const id = reportIdOf(run.entry.runId, { ...basis, options: { files: [PDF], attempt } })
    const found = entries.find(({ entry }) => entry.runId === id)
    if (found !== undefined) return { kind: 'taken', entry: found.entry }
    if (!begun.has(`${id}/`)) return { kind: 'free', id, attempt }
  }
}

function runOf({ entry: { runId: id, sumsDigest, manifestDigest } }: FetchedRun): ManifestRun {
  return { id, sumsDigest, manifestDigest }
}

type Addition = {
  readonly id: string
  readonly attempt: number
  readonly folder: string
  readonly manifest: Manifest
  readonly run: FetchedRun
  readonly entries: readonly LoggedEntry[]
}

async function sealAndCommit(
  addition: Addition,
  { store, configuration, browser }: AddRequest,
  context: Context,
): Promise<AddedReport> {
  const { folder, run, id } = addition
  const signer = await openSigner(configuration, context)
  const { digest } = await openArchive(store, signer, configuration, context)
  const [printed] = await renderFormats(run.source, ['pdf'], { outDir: folder, browser })
  const by = printedBy(printed?.browser, browser)
  const draft = { ...draftOf(addition, context), archive: digest, browser: by }
  const sealed = await seal({ folder, draft, signer, at: draft.finishedAt })
  const outcome = await commit(store, sealed)
  if (outcome.kind === 'lost') throw new Error('a report answers for no slot, and cannot lose one')
  return { kind: 'added', id, folder: folderOf('report', id), entry: outcome.entry.number }
}

function draftOf(
  { id, attempt, manifest, run, entries }: Addition,
  context: Context,
): Omit<ManifestDraft, 'archive'> {
  const newest = entries.at(-1)
  const now = context.clock.now()
  return {
    id,
    kind: 'report',
    tool: toolOf(context.packageRoot),
    trigger: 'ad-hoc',
    attempt,
    startedAt: now,
    finishedAt: now,
    clusters: manifest.clusters,
    runs: [runOf(run)],
    catalogue: manifest.catalogue,
    ...(newest === undefined
      ? {}
      : { previous: { number: newest.entry.number, digest: newest.digest } }),
  }
}
