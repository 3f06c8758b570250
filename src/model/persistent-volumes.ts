import type { ObjectKey } from './object.ts'

/** A persistent volume, as far as it may be a part of a node. */
export type PersistentVolume = {
  readonly key: ObjectKey
  /** where on a node it lies, and how it says so; absent: it lies elsewhere */
  readonly onNode?: { readonly kind: 'hostPath' | 'local'; readonly path: string }
  /** `namespace/name` of the claim that it is bound to; absent: none */
  readonly claim?: { readonly namespace: string; readonly name: string }
}
