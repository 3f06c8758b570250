import type { ObjectKey } from './object.ts'

/** A ResourceQuota: what it limits of a namespace as a whole. */
export type Quota = {
  readonly key: ObjectKey
  readonly namespace: string
  /** names of what is limited, sorted: `limits.memory`, `pods`, ... */
  readonly limits: readonly string[]
  /** it limits some of the pods only (scopes, scopeSelector) */
  readonly partial: boolean
}
