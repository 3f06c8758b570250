import { folderName } from '../../archive/layout.ts'

/** Letters, digits and marks that need no quoting anywhere, no dot in front. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/

/**
 * Names for folders, one for each id: the id where it is plain, else escaped; all escaped where two would meet on a file system that ignores
 * case.
 */
export function folderNames(ids: readonly string[]): readonly string[] {
  const folded = ids.map((id) => id.toLowerCase())
  const isShared = folded.some((id, index) => folded.indexOf(id) !== index)
  return ids.map((id) => (PLAIN.test(id) && !isShared ? id : folderName(id)))
}
