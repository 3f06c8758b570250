import type { ObjectKey } from './object.ts'

/** The API of a known store that keeps secrets outside of the cluster, by its CustomResourceDefinition. */
export type SecretStoreApi = {
  readonly key: ObjectKey
  /** for people: `External Secrets Operator` */
  readonly store: string
}

/** Something that verifies the origin of images when pods are made. */
export type ImageVerifier = {
  readonly key: ObjectKey
  readonly pointer: string
  /** for people: `ClusterPolicy signed, rule images` */
  readonly name: string
  /** false: it only reports */
  readonly refuses: boolean
  /** it does not look at all pods */
  readonly limited: boolean
}
