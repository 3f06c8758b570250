import { isDeepStrictEqual } from 'node:util'
import { callOf } from './cel-calls.ts'
import { comparedBy, isItemOf } from './cel-compare.ts'
import type { CelExpression } from './cel-expression.ts'
import { ABSENT, UNKNOWN, memberOf, valueOf } from './known.ts'
import type { Known } from './known.ts'

/** What names stand for, and how many more steps are made. */
export type Scope = {
  readonly names: ReadonlyMap<string, Known>
  readonly steps: { left: number }
}

/** As many items of lists that are added up are kept apart. */
const MOST_ITEMS = 50

/**
 * What an expression is for every pod of which this much is known. Only what is certain: an error, and what hangs on anything else, is unknown. The
 * signs `&&` and `||` are decided by one operand where that suffices, whatever the other is (cel-spec, doc/langdef.md).
 */
export function evaluated(each: CelExpression, scope: Scope): Known {
  scope.steps.left -= 1
  if (scope.steps.left < 0) return UNKNOWN
  const value = (of: CelExpression) => evaluated(of, scope)
  switch (each.kind) {
    case 'literal':
      return valueOf(each.value)
    case 'list':
      return { kind: 'list', holds: each.items.map(value) }
    case 'name':
      return scope.names.get(each.name) ?? UNKNOWN
    case 'select':
      return selected(value(each.of), each.field, each.optional)
    case 'index':
      return itemAt(value(each.of), value(each.at))
    case 'call':
      return callOf(each, scope, evaluated)
    case 'not':
      return not(value(each.of))
    case 'binary':
      return binary(each.sign, value(each.left), value(each.right))
    case 'choice':
      return choice(each, scope)
  }
}

/** A member that is not there is an error, but for `.?` and what follows it. */
function selected(of: Known, field: string, optional: boolean): Known {
  if (of.kind === 'optional' || optional) {
    const base = of.kind === 'optional' ? of.of : of
    return { kind: 'optional', of: base.kind === 'absent' ? ABSENT : memberOf(base, field) }
  }
  const found = memberOf(of, field)
  return found.kind === 'absent' || found.kind === 'maybe' ? UNKNOWN : found
}

function itemAt(of: Known, at: Known): Known {
  if (of.kind !== 'list' || of.others !== undefined || at.kind !== 'value') return UNKNOWN
  return (typeof at.value === 'number' ? of.holds[at.value] : undefined) ?? UNKNOWN
}

function not(of: Known): Known {
  return of.kind === 'value' && typeof of.value === 'boolean' ? valueOf(!of.value) : UNKNOWN
}

function binary(sign: string, left: Known, right: Known): Known {
  switch (sign) {
    case '&&':
      return decidedBy(false, left, right)
    case '||':
      return decidedBy(true, left, right)
    case '+':
      return sum(left, right)
    case 'in':
      return isItemOf(left, right)
    default:
      return comparedBy(sign, left, right)
  }
}

function decidedBy(word: boolean, left: Known, right: Known): Known {
  const words = [left, right].map((each) => (each.kind === 'value' ? each.value : undefined))
  if (words.includes(word)) return valueOf(word)
  return words.every((each) => each === !word) ? valueOf(!word) : UNKNOWN
}

function sum(left: Known, right: Known): Known {
  if (left.kind !== 'list' || right.kind !== 'list') return UNKNOWN
  const holds = [...left.holds, ...right.holds]
  const isWhole = left.others === undefined && right.others === undefined
  if (holds.length > MOST_ITEMS) return UNKNOWN
  return { kind: 'list', holds, ...(isWhole ? {} : { others: UNKNOWN }) }
}

/** `has(list) ? list : []` is the list where there is one, whether it is known to be there or not. */
function choice(
  { test, yes, no }: Extract<CelExpression, { kind: 'choice' }>,
  scope: Scope,
): Known {
  const of = evaluated(test, scope)
  if (of.kind === 'value' && typeof of.value === 'boolean')
    return evaluated(of.value ? yes : no, scope)
  const isGuard =
    test.kind === 'call' &&
    test.of === undefined &&
    test.name === 'has' &&
    yes.kind === 'select' &&
    isDeepStrictEqual(test.args, [yes])
  if (!isGuard || no.kind !== 'list' || no.items.length > 0) return UNKNOWN
  const found = memberOf(evaluated(yes.of, scope), yes.field)
  return found.kind === 'maybe' ? found.of : UNKNOWN
}
