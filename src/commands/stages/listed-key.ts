import type { OpenArchive } from '../../archive/archive-record.ts'
import { Fault } from '../../core/fault.ts'

/**
 * Throws Fault `SIGNING_FAILED` on a signing certificate that the archive did not begin with: it signs nothing there. A list that was
 * checked with `checkedArchive` is the one that its runs were made for.
 */
export function requireListed({ record }: OpenArchive, fingerprint: string): void {
  const known = record.keys.map((key) => key.fingerprint)
  if (known.includes(fingerprint)) return
  throw new Fault(
    'SIGNING_FAILED',
    `the archive does not know the signing certificate ${fingerprint}`,
    {
      hint: `it began with ${known.join(', ')}: sign with that key, or name a new archive: this one takes no other certificate yet, and stays verifiable as it is`,
    },
  )
}
