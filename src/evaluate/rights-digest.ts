import { rightsMatrix } from '../analyse/queries/rights-matrix.ts'
import { digestOf, hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { Rights } from '../model/rights.ts'
import { describeHolder } from './rights-holders.ts'

/**
 * The digest of who may do what, where (SHA-256 over the lines of the matrix, each list by its own digest). Renamed roles and bindings, other order,
 * labels, annotations and differently written rules leave it as it is; one right more or less, anywhere, changes it.
 */
export function rightsDigest(rights: Rights): Digest {
  const lists = new Map<readonly string[], Digest>()
  const all = hasher()
  for (const { subject, namespace, rights: held } of rightsMatrix(rights)) {
    const list = lists.get(held) ?? digestOf(JSON.stringify(held))
    lists.set(held, list)
    all.update(`${JSON.stringify([describeHolder(subject), namespace ?? null, list])}\n`)
  }
  return all.digest()
}
