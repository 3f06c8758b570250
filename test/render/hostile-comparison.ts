/** The comparison with every free-text string replaced by text that tries to become markup, code, a formula or another order of letters. */
import type { Comparison } from '../../src/model/comparison.ts'
import { comparison, periods } from './fixture-comparison.ts'
import { hostile, type Filling } from './hostile.ts'

/** Names by which a comparison recognises its parts; what else it says is free text. */
const CLOSED = new Set([
  ...['kind', 'state', 'change', 'direction', 'protocol', 'word', 'because', 'outcome', 'status'],
  ...['digest', 'sumsDigest', 'from', 'to', 'asOf', 'takenAt', 'verdict', 'cause', 'timeZone'],
  ...['before', 'after', 'class', 'via', 'effect', 'reading', 'root', 'cde'],
])

/** Two sides that differ in everything, poisoned. */
export function hostileComparison(text: Filling = hostile): Comparison {
  return poisoned(comparison({ periods: periods() }), '', text) as Comparison
}

function poisoned(value: unknown, path: string, text: Filling): unknown {
  if (typeof value === 'string') return text(path)
  if (Array.isArray(value))
    return value.map((item, index) => poisoned(item, `${path}/${index}`, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      CLOSED.has(name) && typeof member === 'string'
        ? member
        : poisoned(member, `${path}/${name}`, text),
    ]),
  )
}
