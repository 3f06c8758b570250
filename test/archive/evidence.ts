import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { plusSeconds } from '../../src/core/clock.ts'
import { digestOf } from '../../src/core/digest.ts'
import type { Signer, Trust } from '../../src/model/signer.ts'
import type { ManifestCluster } from '../../src/model/manifest.ts'
import { ensureArchive } from '../../src/archive/archive-record.ts'
import { commit, type CommitOutcome } from '../../src/archive/commit.ts'
import { newestEntry } from '../../src/archive/log.ts'
import { runIdOf } from '../../src/archive/run-id.ts'
import { seal, type ManifestDraft, type SealedRun } from '../../src/archive/seal.ts'
import type { Store } from '../../src/archive/store.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { NOW } from '../sign/certificates.ts'
import { localSigner, rooted } from '../sign/signers.ts'
import { temporaryFolder } from './temporary-folder.ts'

export { NOW }

const own = localSigner('Evidence signing')

/** The signer of the evidence in these tests, and trust in its root. */
export const signer: Signer = own.signer
export const root: Uint8Array = own.root
export const trust: Trust = rooted(own.root)

/** A cluster that was read completely. */
export function clusterOf(more: Partial<ManifestCluster> = {}): ManifestCluster {
  return { name: 'prod', status: 'complete', asOf: NOW, reasons: [], ...more }
}

/** A small PDF without form or signature. */
export function smallPdf(text = 'report'): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Title (${text}) >>`,
  ]
  let body = '%PDF-1.7\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const start = body.length
  body += `xref\n0 4\n0000000000 65535 f \n${offsets.join('')}`
  body += `trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(body, 'latin1')
}

/** The content of a run: one file of each kind. */
export function contentOf(mark = 'a'): Record<string, string | Buffer> {
  return {
    'clusters/prod/objects.ndjson.gz': Buffer.from([0x1f, 0x8b, 8, 0, ...Buffer.from(mark)]),
    'clusters/prod/snapshot.json': JSON.stringify({ mark }),
    'inputs/scope.yaml': `scope: ${mark}\n`,
    'report.html': `<!doctype html><title>${mark}</title>`,
    'report.json': JSON.stringify({ report: mark }),
    'report.pdf': smallPdf(mark),
  }
}

/** A work folder with content. */
export async function workFolder(content = contentOf()): Promise<string> {
  const folder = await temporaryFolder()
  for (const [path, bytes] of Object.entries(content)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  return folder
}

/** What the maker of a run says, for an archive and after its newest entry. */
export async function draftFor(
  store: Store,
  more: Partial<ManifestDraft> = {},
): Promise<ManifestDraft> {
  const startedAt = more.startedAt ?? NOW
  const keys = [{ fingerprint: fingerprintOf(signer.certificateChain[0]!), subject: 'CN=x' }]
  const archive = await ensureArchive(store, { origin: 'Example Payments', keys, now: NOW })
  const newest = await newestEntry(store)
  return {
    archive: archive.digest,
    id: runIdOf(startedAt),
    kind: 'run',
    tool: { name: 'exhibit', version: '0.0.0' },
    trigger: 'scheduled',
    attempt: 1,
    startedAt,
    finishedAt: plusSeconds(startedAt, 60),
    clusters: [clusterOf()],
    catalogue: digestOf('catalogue'),
    ...(newest && { previous: { number: newest.entry.number, digest: newest.digest } }),
    ...more,
  }
}

/** What may be chosen about a run in a test. */
export type RunChoice = Partial<ManifestDraft> & {
  readonly content?: Record<string, string | Buffer>
}

/** A sealed run for an archive, not committed yet. */
export async function sealedFor(
  store: Store,
  { content, ...more }: RunChoice = {},
  by: Signer = signer,
): Promise<SealedRun> {
  const draft = await draftFor(store, more)
  return seal({ folder: await workFolder(content), draft, signer: by, at: draft.finishedAt })
}

/** A run sealed and committed. */
export async function commitRun(
  store: Store,
  choice: RunChoice = {},
  by: Signer = signer,
): Promise<CommitOutcome> {
  return commit(store, await sealedFor(store, choice, by))
}

/** An archive's weekly slots, from NOW on. */
export function slotAt(week: number): string {
  return plusSeconds(NOW, week * 7 * 86_400)
}
