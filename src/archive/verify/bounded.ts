import { isFault } from '../../core/fault.ts'
import { readBytes } from '../store.ts'
import type { Context } from './context.ts'

/** A small file whole; when it is missing, too large or not a plain file that is written down as invalid, and nothing comes back. */
export async function readBounded(
  { store, record }: Context,
  path: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  const bytes = await judged({ record }, path, () => readBytes(store, path, limit))
  if (bytes === 'missing') record.add('invalid', path, 'missing')
  return typeof bytes === 'string' ? undefined : bytes
}

/** What work gives; `missing` when that is nothing, `refused` when the file itself was to blame, which is then written down. */
export async function judged<T>(
  { record }: Pick<Context, 'record'>,
  path: string,
  work: () => Promise<T | undefined>,
): Promise<T | 'missing' | 'refused'> {
  try {
    return (await work()) ?? 'missing'
  } catch (error) {
    if (!isFault(error) || error.code === 'ARCHIVE_REFUSED') throw error
    record.add('invalid', path, error.message)
    return 'refused'
  }
}
