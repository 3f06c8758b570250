import type { CelExpression } from './cel-expression.ts'
import { tokensOf } from './cel-tokens.ts'

/** As many characters of an expression are read. */
const LONGEST = 4000

/** As deep may brackets lie in one another. */
const DEEPEST = 40

/** Signs that stand between two operands, weakest first (cel-spec, doc/langdef.md). */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+'],
]

const NAME = /^[A-Za-z_]\w*$/

/** Reads an expression; undefined where it is too long or too deep, or has something that is not read. */
export function parseCel(text: string): CelExpression | undefined {
  const tokens = text.length > LONGEST ? undefined : tokensOf(text)
  if (tokens === undefined) return undefined
  const from: Cursor = { tokens, at: 0, depth: 0 }
  try {
    const found = whole(from)
    return from.at === tokens.length ? found : undefined
  } catch (error) {
    if (error instanceof NotRead) return undefined
    throw error
  }
}

/** Thrown in the middle of an expression that is not read. */
class NotRead extends Error {}

/** What is still to be read. */
type Cursor = { readonly tokens: readonly string[]; at: number; depth: number }

function takes(from: Cursor, token: string): boolean {
  if (from.tokens[from.at] !== token) return false
  from.at += 1
  return true
}

function next(from: Cursor): string {
  const token = from.tokens[from.at]
  if (token === undefined) throw new NotRead()
  from.at += 1
  return token
}

function expect(from: Cursor, token: string): void {
  if (next(from) !== token) throw new NotRead()
}

function whole(from: Cursor): CelExpression {
  from.depth += 1
  if (from.depth > DEEPEST) throw new NotRead()
  const test = operand(from, 0)
  const found = takes(from, '?') ? choice(from, test) : test
  from.depth -= 1
  return found
}

function choice(from: Cursor, test: CelExpression): CelExpression {
  const yes = operand(from, 0)
  expect(from, ':')
  return { kind: 'choice', test, yes, no: whole(from) }
}

function operand(from: Cursor, level: number): CelExpression {
  const signs = LEVELS[level]
  if (signs === undefined) return unary(from)
  let left = operand(from, level + 1)
  for (;;) {
    const sign = from.tokens[from.at]
    if (sign === undefined || !signs.includes(sign)) return left
    from.at += 1
    left = { kind: 'binary', sign, left, right: operand(from, level + 1) }
  }
}

function unary(from: Cursor): CelExpression {
  let signs = 0
  while (takes(from, '!')) signs += 1
  const of = member(from)
  if (signs === 0) return of
  const once: CelExpression = { kind: 'not', of }
  return signs % 2 === 1 ? once : { kind: 'not', of: once }
}

function member(from: Cursor): CelExpression {
  let of = primary(from)
  for (;;) {
    if (takes(from, '.')) of = selected(from, of, false)
    else if (takes(from, '.?')) of = selected(from, of, true)
    else if (takes(from, '[')) {
      of = { kind: 'index', of, at: whole(from) }
      expect(from, ']')
    } else return of
  }
}

function selected(from: Cursor, of: CelExpression, optional: boolean): CelExpression {
  const field = next(from)
  if (!NAME.test(field)) throw new NotRead()
  return !optional && takes(from, '(')
    ? { kind: 'call', name: field, of, args: listUntil(from, ')') }
    : { kind: 'select', of, field, optional }
}

function listUntil(from: Cursor, end: string): readonly CelExpression[] {
  const items: CelExpression[] = []
  if (takes(from, end)) return items
  do items.push(whole(from))
  while (takes(from, ','))
  expect(from, end)
  return items
}

function primary(from: Cursor): CelExpression {
  const token = next(from)
  if (token === '(') {
    const inner = whole(from)
    expect(from, ')')
    return inner
  }
  if (token === '[') return { kind: 'list', items: listUntil(from, ']') }
  const value = literalOf(token)
  if (value !== undefined) return { kind: 'literal', value }
  if (!NAME.test(token) || token === 'in') throw new NotRead()
  return takes(from, '(')
    ? { kind: 'call', name: token, args: listUntil(from, ')') }
    : { kind: 'name', name: token }
}

/** The value of a token; undefined where it is no literal. */
function literalOf(token: string): boolean | number | string | null | undefined {
  if (token === 'true' || token === 'false') return token === 'true'
  if (token === 'null') return null
  if (/^\d/.test(token)) return Number(token)
  return /^["']/.test(token) ? token.slice(1, -1) : undefined
}
