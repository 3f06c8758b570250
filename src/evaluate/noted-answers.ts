import { canonicalJson } from '../core/canonical-json.ts'
import type { Connection } from './between-members.ts'

/** The answers between the pods of two members, each once; what meets on a node is left out. */
export function noted(
  known: ReadonlySet<string> | undefined,
  { reach }: Connection,
): ReadonlySet<string> | undefined {
  const { allowed, indeterminate } = reach
  if (allowed.ranges.length + indeterminate.ranges.length === 0) return known
  return new Set(known).add(canonicalJson([allowed.ranges, indeterminate.ranges]))
}
