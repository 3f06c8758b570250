import type { Digest } from '../core/digest.ts'

/** The organisation's picture for covers, as a run keeps it. */
export type Logo = {
  readonly mediaType: 'image/png' | 'image/jpeg'
  readonly digest: Digest
  /** its bytes in base64 */
  readonly data: string
}
