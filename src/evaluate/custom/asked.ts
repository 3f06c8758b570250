import type { MessagePort } from 'node:worker_threads'
import type { ExpressionAnswer, Variables } from './expression.ts'

/** The expressions of one check. Absent `when`: every object is asked. */
export type Expressions = { readonly when?: string; readonly assert: string }

/** One object to ask one check of: which of the checks, by its place, and what its expressions may look at. */
export type Question = { readonly check: number; readonly variables: Variables }

/** What the expressions of a check come to for one object. `stopped`: they did not end within their time and memory. */
export type Outcome = Answered | { readonly kind: 'stopped' }

/** An outcome that the expressions came to themselves. */
export type Answered =
  | { readonly kind: 'pass' | 'fail' | 'not-applicable' }
  | Extract<ExpressionAnswer, { readonly kind: 'unknown' | 'error' }>

/** What a worker is started with. */
export type WorkerStart = {
  readonly checks: readonly Expressions[]
  /** see worker-state.ts */
  readonly state: SharedArrayBuffer
  /** where questions come from and outcomes go to */
  readonly port: MessagePort
}
