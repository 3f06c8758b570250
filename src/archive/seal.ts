import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../core/clock.ts'
import { digestOf, digestOfFile, hexOf, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { Manifest, ManifestFile } from '../model/manifest.ts'
import type { Signer } from '../model/signer.ts'
import { signCms } from '../sign/cms.ts'
import { directoryStore } from './directory-store.ts'
import type { RunFacts } from './entry-of.ts'
import { isSafePath, isSignedPage, MANIFEST, signatureOf, SUMS, SUMS_SIGNATURE } from './layout.ts'
import { mediaTypeOf } from './media-type.ts'
import { recordBytes } from './records.ts'
import { SIGNING, signPdfIn, trustIn, type UnsignedPart } from './seal-pdf.ts'
import { sumsText } from './sums.ts'
import { checkFolder } from './verify/folder.ts'
import { verifying } from './verify/verifying.ts'

/** What the maker of a run says of it; files, inputs and digests are read from its folder. */
export type ManifestDraft = Omit<Manifest, 'format' | 'files' | 'inputs'>

/** A run folder ready to be committed. Its bytes are final. */
export type SealedRun = {
  /** local path of the folder */
  readonly folder: string
  readonly facts: RunFacts
  /** every file to be stored, in the order in which they are: content, manifest, SHA256SUMS, its signature */
  readonly files: readonly ManifestFile[]
}

/** What to seal, with whose key, and the time that the signatures state. */
export type SealPlan = {
  readonly folder: string
  readonly draft: ManifestDraft
  readonly signer: Signer
  readonly at: Instant
}

/**
 * Seals a folder of content files: signs each PDF and each HTML page, writes manifest.json, SHA256SUMS and SHA256SUMS.p7s, and verifies all of
 * it. May be repeated on the same folder after a crash: what it wrote itself is written anew.
 *
 * Throws Fault `UNREADABLE` when the folder holds anything but plain files with safe names, and `SIGNING_FAILED` when signing fails or what
 * was signed does not verify.
 */
export async function seal(plan: SealPlan): Promise<SealedRun> {
  const { folder, draft, signer, at } = plan
  await clear(folder)
  const unsigned = await signPdfs(plan)
  await signPages(plan)
  const content = await contentOf(folder, unsigned)
  const manifest = manifestOf(draft, content)
  const written = [await write(folder, MANIFEST, recordBytes(manifest))]
  const sums = new Map([...content, ...written].map(({ path, digest }) => [path, digest]))
  const list = await write(folder, SUMS, Buffer.from(sumsText(sums)))
  const signature = await signCms(digestBytes(list.digest), signer, { signingTime: at })
  written.push(list, await write(folder, SUMS_SIGNATURE, signature))
  await verifySealed(plan)
  const files = [...content, ...written]
  return { folder, files, facts: factsOf(manifest, files, at) }
}

/** Removes what an earlier try left, so that only content is there. */
async function clear(folder: string): Promise<void> {
  for (const name of [MANIFEST, SUMS, SUMS_SIGNATURE]) {
    await rm(join(folder, name), { force: true })
  }
  const paths = await pathsIn(folder)
  const ours = new Set(paths.filter(isSignedPage).map(signatureOf))
  for (const path of paths) {
    if (path.endsWith(SIGNING) || ours.has(path)) await rm(join(folder, path))
  }
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  const paths: string[] = []
  for await (const { path, problem } of directoryStore(folder).list('')) {
    if (problem !== undefined) throw unfit(folder, path, problem)
    if (!isSafePath(path)) throw unfit(folder, path, 'not a name for an archive')
    paths.push(path)
  }
  return paths
}

async function signPdfs(plan: SealPlan): Promise<ReadonlyMap<string, UnsignedPart>> {
  const unsigned = new Map<string, UnsignedPart>()
  for (const path of await pathsIn(plan.folder)) {
    if (!path.endsWith('.pdf')) continue
    const reason = `exhibit ${plan.draft.kind} ${plan.draft.id}`
    unsigned.set(path, await signPdfIn(join(plan.folder, path), plan.signer, plan.at, reason))
  }
  return unsigned
}

async function signPages({ folder, signer, at }: SealPlan): Promise<void> {
  for (const path of (await pathsIn(folder)).filter(isSignedPage)) {
    const { digest } = await digestOfFile(join(folder, path))
    const signature = await signCms(digestBytes(digest), signer, { signingTime: at })
    await write(folder, signatureOf(path), signature)
  }
}

async function contentOf(
  folder: string,
  unsigned: ReadonlyMap<string, UnsignedPart>,
): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = []
  for (const path of await pathsIn(folder)) {
    const part = unsigned.get(path)
    const file = { path, ...(await digestOfFile(join(folder, path))), mediaType: mediaTypeOf(path) }
    files.push(part === undefined ? file : { ...file, unsigned: part })
  }
  return files
}

function manifestOf(draft: ManifestDraft, files: readonly ManifestFile[]): Manifest {
  const inputs = files.filter(({ path }) => path.startsWith('inputs/'))
  return {
    ...draft,
    format: 'manifest/v1',
    inputs: Object.fromEntries(inputs.map(({ path, digest }) => [path, digest])),
    files,
  }
}

/** A file appears under its name whole: a seal that is killed leaves either nothing or what it wrote. */
async function write(folder: string, path: string, bytes: Uint8Array): Promise<ManifestFile> {
  const temporary = join(folder, path + SIGNING)
  await writeFile(temporary, bytes)
  await rename(temporary, join(folder, path))
  return { path, size: bytes.length, digest: digestOf(bytes), mediaType: mediaTypeOf(path) }
}

async function verifySealed({ folder, signer, at, draft }: SealPlan): Promise<void> {
  const trust = trustIn(signer)
  const store = directoryStore(folder)
  const { outcome, checks } = await verifying({ store, trust, at }, async (context) => {
    await checkFolder(context, { path: '', kind: draft.kind, id: draft.id })
  })
  if (outcome === 'valid') return
  const wrong = checks.find((check) => check.outcome === 'invalid' || check.outcome === 'undecided')
  throw new Fault(
    'SIGNING_FAILED',
    `what was sealed does not verify: ${wrong?.path ?? folder}: ${wrong?.reason ?? outcome}`,
    {
      hint: 'nothing was published; check key, certificates and the disk of the work folder',
    },
  )
}

function factsOf(manifest: Manifest, files: readonly ManifestFile[], sealedAt: Instant): RunFacts {
  const digests = new Map(files.map(({ path, digest }) => [path, digest]))
  const digestOfPath = (path: string): Digest => {
    const digest = digests.get(path)
    if (digest === undefined) throw new Error(`${path} was not sealed`)
    return digest
  }
  const signatures = files.filter(({ path }) => path.endsWith('.p7s'))
  return {
    manifest,
    manifestDigest: digestOfPath(MANIFEST),
    sumsDigest: digestOfPath(SUMS),
    signatures: Object.fromEntries(signatures.map(({ path, digest }) => [path, digest])),
    sealedAt,
  }
}

function digestBytes(digest: Digest): Uint8Array {
  return Buffer.from(hexOf(digest), 'hex')
}

function unfit(folder: string, path: string, why: string): Fault {
  return new Fault(
    'UNREADABLE',
    `${JSON.stringify(path)} in ${folder} cannot be archived: ${why}`,
    {
      hint: 'a work folder belongs to one run alone: give an empty one',
    },
  )
}
