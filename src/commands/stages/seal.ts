import { cp } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureArchive, type OpenArchive } from '../../archive/archive-record.ts'
import { commit, type CommitOutcome } from '../../archive/commit.ts'
import { removeLeftovers } from '../../archive/directory/leftovers.ts'
import { folderOf } from '../../archive/layout.ts'
import { seal, type ManifestDraft } from '../../archive/seal.ts'
import type { Store } from '../../archive/store.ts'
import { Fault } from '../../core/fault.ts'
import type { ManifestCluster } from '../../model/manifest.ts'
import type { Signer, SignerIdentity } from '../../model/signer.ts'
import { readCertificate } from '../../sign/certificate-facts.ts'
import { readSnapshot } from '../../snapshot/read.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { requireCollected } from './collected.ts'
import { requireListed } from './listed-key.ts'
import { takePdf } from './printed.ts'
import { readPrintRecord, type PrintRecord } from './render.ts'
import { readEvaluation } from './evaluation-file.ts'
import { readRunRecord, type RunRecord } from './run-record.ts'
import { openSigner } from './signing.ts'
import type { WorkFolder } from './work-folder.ts'

/** A committed run. `missing` tells what was asked for and is not in it: the PDF, and why. */
export type Sealed = {
  readonly entry: number
  /** its folder inside the archive */
  readonly folder: string
  readonly missing?: { readonly reason: string; readonly hint: string }
}

/**
 * The last stage: takes what `collect` wrote and, of what `render` wrote, the PDF alone; signs, and commits to the archive.
 *
 * Throws Fault `SIGNING_FAILED` when the run is not what `collect` wrote, the PDF is not its report, or the signer is not the one that the report names or the archive knows; `ARCHIVE_REFUSED` when
 * another run took the slot.
 */
export async function sealStage(
  work: WorkFolder,
  store: Store,
  configuration: Configuration,
  context: Context,
): Promise<Sealed> {
  await requireCollected(work)
  const signer = await openSigner(configuration, context)
  const record = readRunRecord(work.run)
  requireNamed(signer, record)
  const print = readPrintRecord(work)
  return withTemporaryFolder('seal', async (folder) => {
    await cp(work.run, folder, { recursive: true })
    if (print.kind === 'printed') await takePdf(work, record.runId, folder)
    await tidy(configuration, context)
    const archive = await openArchive(store, signer, configuration, context)
    const draft = draftOf(folder, archive, print)
    const sealed = await seal({ folder, draft, signer, at: context.clock.now() })
    return committed(await commit(store, sealed), print)
  })
}

/** Takes away what writers that were stopped left in an archive folder, so that it does not grow with every kill. */
async function tidy({ archive }: Configuration, context: Context): Promise<void> {
  if (archive.directory === undefined) return
  const files = await removeLeftovers(archive.directory, context.clock.now())
  if (files > 0) context.log.info('removed what writers that were stopped had left', { files })
}

/** The report says who signs it, and was written before: another signer would make it untrue. */
function requireNamed(signer: Signer, { signature }: RunRecord): void {
  const { fingerprint } = identityOf(signer)
  if (signature.fingerprint === fingerprint) return
  const said = `${signature.subject} ${signature.fingerprint}`.trim()
  throw new Fault('SIGNING_FAILED', `the report says ${said}, and the key is of ${fingerprint}`, {
    hint: 'nothing was signed: give open, collect and seal the same signing section, and run again with an empty work folder',
  })
}

function identityOf({ id, certificateChain: [leaf] }: Signer): SignerIdentity {
  if (leaf === undefined) throw new Error('a signer without certificate')
  return readCertificate(leaf, id).identity
}

function committed(outcome: CommitOutcome, print: PrintRecord): Sealed {
  if (outcome.kind === 'lost') {
    throw new Fault('ARCHIVE_REFUSED', `run ${outcome.to.runId} took this slot meanwhile`, {
      hint: 'nothing was committed by this run; the other one answers for the slot',
    })
  }
  const { number, runId } = outcome.entry
  return {
    entry: number,
    folder: folderOf('run', runId),
    ...(print.kind === 'missing' ? { missing: { reason: print.reason, hint: print.hint } } : {}),
  }
}

/** The archive's record, made by the first run. Throws Fault `SIGNING_FAILED` on a certificate that it does not list: that signs nothing here. */
export async function openArchive(
  store: Store,
  signer: Signer,
  configuration: Configuration,
  context: Context,
): Promise<OpenArchive> {
  const key = identityOf(signer)
  const { origin } = configuration.archive
  const archive = await ensureArchive(store, { origin, keys: [key], now: context.clock.now() })
  requireListed(archive, key.fingerprint)
  return archive
}

function draftOf(folder: string, archive: OpenArchive, print: PrintRecord): ManifestDraft {
  const record = readRunRecord(folder)
  const { runId, tool, slot, trigger, attempt, startedAt, finishedAt, previous } = record
  return {
    archive: archive.digest,
    id: runId,
    kind: 'run',
    tool,
    ...(print.kind === 'printed' ? { browser: print.browser } : {}),
    ...(slot === undefined ? {} : { slot }),
    trigger,
    attempt,
    startedAt,
    finishedAt,
    clusters: manifestClusters(join(folder, 'clusters')),
    catalogue: record.catalogueDigest,
    ...(previous === undefined ? {} : { previous }),
  }
}

function manifestClusters(folder: string): readonly ManifestCluster[] {
  return readdirSync(folder)
    .map((name) => manifestCluster(join(folder, name)))
    .sort((one, two) => (one.name < two.name ? -1 : 1))
}

function manifestCluster(folder: string): ManifestCluster {
  const { cluster, status, identity, root, takenFrom, reasons } = readSnapshot(folder)
  const notEvaluated = readEvaluation(folder)?.failed
  return {
    name: cluster,
    status,
    ...(identity.uid === undefined ? {} : { uid: identity.uid }),
    snapshotRoot: root,
    asOf: takenFrom,
    reasons,
    ...(notEvaluated === undefined ? {} : { notEvaluated }),
  }
}
