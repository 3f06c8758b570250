import type { Digest } from '../core/digest.ts'

/** Who a report is for: `external` is an excerpt without what a reader outside of the organisation has no need of. */
export type Audience = 'external'

/** What an excerpt says by pseudonyms of its own. `annotation` is a key, `annotation-value` a value. */
export type PrivateKind = 'address' | 'node' | 'host' | 'image' | 'annotation' | 'annotation-value'

/** What a report says of itself that is an excerpt of another one. */
export type Excerpt = {
  readonly audience: Audience
  /** its own id, which its pseudonyms follow from */
  readonly reportId: string
  /** the signed report that says everything: its id, and the digest of its SHA256SUMS */
  readonly of: { readonly id: string; readonly digest: Digest }
  /** different names that were replaced, by kind; kinds of which there are none are left out */
  readonly replaced: readonly { readonly kind: PrivateKind; readonly count: number }[]
  /** texts of objects, and differences between them, that were left out */
  readonly leftOut: number
}
