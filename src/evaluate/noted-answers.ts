import { canonicalJson } from '../core/canonical-json.ts'
import type { ConnectionSet } from '../model/reachability.ts'
import type { Connection } from './between-members.ts'

/** The answers between the pods of two members, each once, in the order in which they are met; what meets on a node is left out. */
export function noted(
  known: readonly string[] | undefined,
  { reach }: Connection,
): readonly string[] | undefined {
  const { allowed, indeterminate } = reach
  if (allowed.ranges.length + indeterminate.ranges.length === 0) return known
  const text = `[${textOf(allowed)},${textOf(indeterminate)}]`
  if (known === undefined) return [text]
  return known.includes(text) ? known : [...known, text]
}

/** The canonical JSON of the ranges: few sets answer many questions, and each is written once. */
function textOf(set: ConnectionSet): string {
  const known = texts.get(set)
  if (known !== undefined) return known
  const text = canonicalJson(set.ranges)
  texts.set(set, text)
  return text
}

const texts = new WeakMap<ConnectionSet, string>()
