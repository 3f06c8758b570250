import type { JsonObject, JsonValue } from '../../core/json.ts'

/** What an expression may look at: one object as the snapshot holds it, facts of the analysis about it, and the parameters of the check's use. */
export type Variables = {
  readonly object: JsonValue
  readonly facts: JsonObject
  /** facts that are not known here: an expression that reads one of them is answered `unknown` */
  readonly unknownFacts: readonly string[]
  readonly params: JsonObject
}

/** The names of the variables. There are no others. */
export const VARIABLES = ['object', 'facts', 'params'] as const

/**
 * What an expression comes to. Only the values `true` and `false` count. `unknown`: it read something that is not known, the JSON pointer of a
 * redacted value or `facts.<name>`. `error`: it ended in an error, or in another value.
 */
export type ExpressionAnswer =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'error'; readonly why: string }

/** An expression that is ready to be asked. Never throws. */
export type Expression = (variables: Variables) => ExpressionAnswer

/** What stands in an expression, as far as it can be told without evaluating it. */
export type ExpressionUse = {
  /** names after `facts.`, sorted */
  readonly facts: readonly string[]
  /** names after `params.`, sorted */
  readonly params: readonly string[]
  /** what must not be there, in words for people; empty: it may be used */
  readonly faults: readonly string[]
}
