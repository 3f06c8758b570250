import { numbered } from '../../core/numbered.ts'
import type { Instant } from '../../core/clock.ts'
import { digestOf, type Digest } from '../../core/digest.ts'
import { isFault } from '../../core/fault.ts'
import type { SignatureOutcome } from '../../model/signer.ts'
import type { RunFacts } from '../entry-of.ts'
import { MANIFEST, SUMS, SUMS_SIGNATURE } from '../layout.ts'
import { LARGEST_LIST, LARGEST_RECORD } from '../records.ts'
import { readBytes } from '../store.ts'
import { parseSums, type Sums } from '../sums.ts'
import { readBounded } from './bounded.ts'
import type { Context } from './context.ts'
import { checkFiles } from './files.ts'
import { checkManifest, type RunFolder } from './manifest.ts'
import { checkDetached } from './signature.ts'

/** What a folder that is good in itself says; `sealedAt` is absent when its signature could not be decided. */
export type SealedFacts = Omit<RunFacts, 'sealedAt'> & { readonly sealedAt?: Instant }

/**
 * Checks a run folder by itself: the signature over SHA256SUMS, every listed file, nothing unlisted, the manifest, the signatures of reports.
 *
 * Gives what the folder says of itself; absent when anything in it is invalid.
 */
export async function checkFolder(
  context: Context,
  folder: RunFolder,
): Promise<SealedFacts | undefined> {
  const path = folder.path + SUMS
  const bytes = await readBounded(context, path, LARGEST_LIST)
  if (bytes === undefined) return undefined
  const local = watching(context)
  const signature = await checkDetached(local.context, path, digestOf(bytes))
  if (signature?.kind === 'invalid')
    local.context.record.add('invalid', path, 'no valid signature covers it')
  const sums = sumsIn(local.context, path, bytes)
  if (sums === undefined) return undefined
  const manifest = await checkManifest(local.context, folder, sums)
  await checkFiles(local.context, folder.path, sums, manifest)
  const sealedAt = signature && sealedAtOf(local.context, folder.path + SUMS_SIGNATURE, signature)
  if (local.wasInvalid() || manifest === undefined) return undefined
  context.record.add(
    'valid',
    path,
    `${numbered(sums.size, 'file is as it was', 'files are as they were')} sealed`,
  )
  return {
    manifest,
    manifestDigest: sums.get(MANIFEST) ?? digestOf(''),
    sumsDigest: digestOf(bytes),
    signatures: await signaturesOf(context, folder.path, sums),
    ...(sealedAt === undefined ? {} : { sealedAt }),
  }
}

/** The same context, and whether anything was written down as invalid through it. */
function watching(context: Context) {
  let invalid = false
  const { record } = context
  const add: typeof record.add = (outcome, path, reason) => {
    invalid ||= outcome === 'invalid'
    record.add(outcome, path, reason)
  }
  const signature: typeof record.signature = (path, outcome) => {
    invalid ||= outcome.kind === 'invalid'
    record.signature(path, outcome)
  }
  return {
    context: { ...context, record: { ...record, add, signature } },
    wasInvalid: () => invalid,
  }
}

function sumsIn({ record }: Context, path: string, bytes: Uint8Array): Sums | undefined {
  try {
    const sums = parseSums(Buffer.from(bytes).toString('latin1'), 'it')
    if (!sums.has(MANIFEST)) record.add('invalid', path, 'it does not list the manifest')
    return sums
  } catch (error) {
    if (!isFault(error)) throw error
    record.add('invalid', path, error.message)
    return undefined
  }
}

function sealedAtOf(
  { record }: Context,
  path: string,
  signature: SignatureOutcome,
): Instant | undefined {
  if (signature.kind !== 'valid' && signature.kind !== 'untrusted') return undefined
  if (signature.claimedAt === undefined)
    record.add('invalid', path, 'it does not say when it was made')
  return signature.claimedAt
}

async function signaturesOf(
  { store }: Context,
  folder: string,
  sums: Sums,
): Promise<Record<string, Digest>> {
  const listed = [...sums].filter(([path]) => path.endsWith('.p7s'))
  const bytes = await readBytes(store, folder + SUMS_SIGNATURE, LARGEST_RECORD)
  return { ...Object.fromEntries(listed), [SUMS_SIGNATURE]: digestOf(bytes ?? '') }
}
