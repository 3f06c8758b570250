/** What of the objects of a snapshot is looked up among its other objects. */
export type ReferenceKind = 'namespace' | 'node' | 'owner' | 'service-account' | 'service' | 'role'

/** How many names of one kind are among the objects, too. A name that is not may be right: a binding may name a role that nobody made. */
export type ReferenceTally = {
  readonly kind: ReferenceKind
  /** how often objects name one */
  readonly named: number
  /** of these, how often it is among the objects, with the same UID where both give one */
  readonly found: number
  /** of these, how often it cannot be told: not all of its kind was read */
  readonly unread: number
  /** the first that are not there, `who names it -> what it names`, by object key */
  readonly missing: readonly string[]
}

/** How the lists of one snapshot fit each other: read again from its objects whenever a report is made. */
export type Reconciliation = {
  /** the sum of the counts of all lists */
  readonly listed: number
  /** the objects in objects.ndjson.gz */
  readonly stored: number
  /** in a fixed order, also where nothing is named */
  readonly references: readonly ReferenceTally[]
}
