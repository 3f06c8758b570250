import { UNKNOWN, valueOf } from './known.ts'
import type { Known } from './known.ts'

/** What a comparison of two values is, where that is certain. Values of two types are not compared. */
export function comparedBy(sign: string, left: Known, right: Known): Known {
  const found = holds(sign, left, right) ?? holds(TURNED[sign] ?? '', right, left)
  return found === undefined ? UNKNOWN : valueOf(found)
}

/** Whether a value is in a list. */
export function isItemOf(item: Known, of: Known): Known {
  if (of.kind !== 'list') return UNKNOWN
  const items = of.others === undefined ? of.holds : [...of.holds, of.others]
  const same = items.map((each) => comparedBy('==', item, each))
  const isHeld = same.slice(0, of.holds.length).some((each) => isWord(each, true))
  if (isHeld) return valueOf(true)
  return same.every((each) => isWord(each, false)) ? valueOf(false) : UNKNOWN
}

/** Whether a value is certainly true, or certainly false. */
export function isWord(each: Known, word: boolean): boolean {
  return each.kind === 'value' && each.value === word
}

/** A comparison with its operands in the other order. */
const TURNED: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

function holds(sign: string, left: Known, right: Known): boolean | undefined {
  if (right.kind !== 'value') return undefined
  const other = right.value
  switch (left.kind) {
    case 'text':
      return left.isNot.some((each) => each === other) ? unequal(sign) : undefined
    case 'least':
      return typeof other === 'number' ? atLeast(sign, left.least, other) : undefined
    case 'value':
      return ofValues(sign, left.value, other)
    default:
      return undefined
  }
}

type Value = Extract<Known, { kind: 'value' }>['value']

function ofValues(sign: string, left: Value, right: Value): boolean | undefined {
  if (typeof left !== typeof right) return undefined
  if (sign === '==') return left === right
  if (sign === '!=') return left !== right
  return typeof left === 'number' && typeof right === 'number'
    ? ordered(sign, left, right)
    : undefined
}

function unequal(sign: string): boolean | undefined {
  if (sign === '==') return false
  return sign === '!=' ? true : undefined
}

function atLeast(sign: string, least: number, other: number): boolean | undefined {
  if (sign === '>=') return least >= other ? true : undefined
  if (sign === '<') return least >= other ? false : undefined
  if (least <= other) return undefined
  if (sign === '>') return true
  return sign === '<=' ? false : unequal(sign)
}

function ordered(sign: string, left: number, right: number): boolean | undefined {
  if (sign === '<') return left < right
  if (sign === '<=') return left <= right
  if (sign === '>') return left > right
  return sign === '>=' ? left >= right : undefined
}
