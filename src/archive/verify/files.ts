import { digestOf, hasher, type Digest } from '../../core/digest.ts'
import type { Manifest, ManifestFile } from '../../model/manifest.ts'
import { verifyPdf } from '../../sign/pdf-verify.ts'
import { HTML_REPORT, isSignedPage, signatureOf, SUMS, SUMS_SIGNATURE } from '../layout.ts'
import { readBack, readBytes, type StoredItem } from '../store.ts'
import type { Sums } from '../sums.ts'
import { judged } from './bounded.ts'
import type { Context } from './context.ts'
import { checkDetached } from './signature.ts'

/** The largest PDF whose own signature is checked too, in bytes: that takes the whole of it in memory. */
export const LARGEST_PDF = 256 << 20

const SIDECARS: ReadonlySet<string> = new Set([SUMS, SUMS_SIGNATURE])

/**
 * Compares what is in a folder with SHA256SUMS and the manifest: every file present, unaltered and listed, and nothing beside; and checks
 * the signatures of reports.
 */
export async function checkFiles(
  context: Context,
  folder: string,
  sums: Sums,
  manifest: Manifest | undefined,
): Promise<void> {
  const missing = new Set(sums.keys())
  const described = new Map(manifest?.files.map((file) => [file.path, file]))
  for await (const item of context.store.list(folder)) {
    const name = item.path.slice(folder.length)
    if (SIDECARS.has(name) && item.problem === undefined) continue
    missing.delete(name)
    const isSigned = isSignedPage(name) && sums.has(signatureOf(name))
    await checkItem(context, item, {
      listed: sums.get(name),
      described: described.get(name),
      isSigned,
    })
  }
  for (const name of missing) context.record.add('invalid', folder + name, 'missing')
  if (context.store.kind === 'directory') await checkFolders(context, folder)
  if (sums.has(HTML_REPORT) && !sums.has(signatureOf(HTML_REPORT)))
    context.record.add('invalid', folder + signatureOf(HTML_REPORT), 'not listed in SHA256SUMS')
}

/** Object storage has no folders; in a directory an empty one was never written by a run. */
async function checkFolders(context: Context, folder: string): Promise<void> {
  let isEmpty = true
  for await (const { name } of context.store.names(folder)) {
    isEmpty = false
    if (name.endsWith('/')) await checkFolders(context, folder + name)
  }
  if (isEmpty) context.record.add('invalid', folder, 'an empty folder: nothing listed is in it')
}

/** What is said of a file; `isSigned`: the list has a signature of it alone. */
type Said = {
  readonly listed: Digest | undefined
  readonly described: ManifestFile | undefined
  readonly isSigned: boolean
}

async function checkItem(context: Context, item: StoredItem, said: Said): Promise<void> {
  const { listed, described } = said
  const { record } = context
  const { path, problem } = item
  if (problem !== undefined || listed === undefined) {
    record.add('invalid', path, problem ? `it is ${problem}` : 'not listed in SHA256SUMS')
    return
  }
  const found = await judged(context, path, () => look(context, item))
  if (found === 'missing') record.add('invalid', path, 'it was listed and is gone')
  if (typeof found === 'string') return
  record.compared(found.size)
  const wrong = mismatch(found, listed, described)
  if (wrong === undefined) await checkReport(context, path, found, said)
  else record.add('invalid', path, wrong)
}

function mismatch(
  found: Found,
  listed: Digest,
  described: ManifestFile | undefined,
): string | undefined {
  if (found.digest !== listed) return 'its bytes are not those that SHA256SUMS lists'
  const size = described?.size ?? found.size
  return size === found.size ? undefined : 'its size is not the one in the manifest'
}

type Found = { readonly digest: Digest; readonly size: number; readonly pdf?: Uint8Array }

/** The digest of a file; of a PDF of bearable size also its bytes. */
async function look({ store, record }: Context, item: StoredItem): Promise<Found | undefined> {
  const { path, size } = item
  if (!path.endsWith('.pdf')) return readBack(store, path)
  if (size > LARGEST_PDF) {
    record.add('noted', path, `its own signature is not checked: larger than ${LARGEST_PDF} bytes`)
    return readBack(store, path)
  }
  const pdf = await readBytes(store, path, LARGEST_PDF)
  return pdf && { digest: digestOf(pdf), size: pdf.length, pdf }
}

async function checkReport(
  context: Context,
  path: string,
  { digest, pdf }: Found,
  { described, isSigned }: Said,
): Promise<void> {
  if (isSigned) await checkDetached(context, path, digest)
  if (pdf === undefined) return
  const { trust, at, record } = context
  const outcome = verifyPdf(pdf, trust, at)
  if (outcome.kind === 'unsigned') {
    record.add('invalid', path, outcome.reason)
    return
  }
  record.signature(path, outcome)
  const unsigned = described?.unsigned
  if (unsigned === undefined || outcome.kind === 'invalid') return
  const hash = hasher()
  hash.update(pdf.subarray(0, unsigned.size))
  if (outcome.unsignedLength !== unsigned.size || hash.digest() !== unsigned.digest)
    record.add('invalid', path, 'its unsigned part is not the one in the manifest')
}
