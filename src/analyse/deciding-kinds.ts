import { isOfPolicies, isUnderstood } from './known-kinds.ts'
import { OPENING_KINDS } from './premises.ts'

/**
 * Whether what may pass, and between which workloads, follows from the objects of a kind, `group/Kind`: all that the model is made of but what
 * only opens pods to the outside.
 */
export function decidesConnections(kind: string): boolean {
  return isUnderstood(kind) && !OPENING_KINDS.has(kind)
}

/** Whether what is open to the outside, and which workloads it leads to, follows from the objects of a kind: all but policies. */
export function decidesOpenings(kind: string): boolean {
  return isUnderstood(kind) && !isOfPolicies(kind)
}
