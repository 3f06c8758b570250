import { digestOf, hasher } from '../core/digest.ts'
import type { Catalogue } from '../model/control.ts'

/** The digest of each file of a catalogue, in their order, and the one over all of them. */
export function digested(
  files: readonly { readonly path: string; readonly text: string }[],
): Pick<Catalogue, 'digest' | 'files'> {
  const each = files.map(({ path, text }) => ({ path, digest: digestOf(text) }))
  const all = hasher()
  for (const { path, digest } of each) all.update(`${digest} ${path}\n`)
  return { digest: all.digest(), files: each }
}
