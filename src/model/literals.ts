/** A variable whose value stands in the object itself, of which only the name is looked at. */
export type Literal = {
  readonly container: string
  readonly variable: string
  /** of the entry, below what holds the pod's metadata and spec */
  readonly pointer: string
}

/** What a pod says of variables with a value of their own whose names are those of credentials, in the order of the object. */
export type LiteralShape = { readonly credentials: readonly Literal[] }
