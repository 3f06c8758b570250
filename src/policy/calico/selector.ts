/**
 * A selector of Calico's own language, as it stands: `a == 'b' && !has(c)` (projectcalico/calico libcalico-go/lib/selector, parser.go and
 * tokenizer.go at 039a259). `NotIn` also holds where the label is absent.
 */
export type CalicoSelector =
  | { readonly kind: 'all' | 'global' }
  | {
      readonly kind: 'label'
      readonly key: string
      readonly operator: 'In' | 'NotIn' | 'Exists' | 'Contains' | 'StartsWith' | 'EndsWith'
      readonly values: readonly string[]
    }
  | { readonly kind: 'not'; readonly of: CalicoSelector }
  | { readonly kind: 'and' | 'or'; readonly of: readonly CalicoSelector[] }

/** A selector, or where and why its text is none. Positions count UTF-16 units from 0. */
export type ParsedSelector =
  | { readonly selector: CalicoSelector }
  | { readonly error: { readonly at: number; readonly why: string } }

type Sign = '(' | ')' | '{' | '}' | ',' | '==' | '!=' | '!' | '&&' | '||'

type Token = { readonly at: number } & (
  | { readonly kind: 'sign'; readonly sign: Sign }
  | { readonly kind: 'text' | 'label' | 'has'; readonly value: string }
  | { readonly kind: 'all' | 'global' | 'end' }
  | { readonly kind: 'operator'; readonly operator: Operator }
)

type Operator = 'contains' | 'starts with' | 'ends with' | 'in' | 'not in'

class SelectorError extends Error {
  readonly at: number
  constructor(at: number, why: string) {
    super(why)
    this.at = at
  }
}

/** Text without anything but blanks selects everything. */
export function parseSelector(text: string): ParsedSelector {
  try {
    const tokens = tokensOf(text)
    if (tokens[0]?.kind === 'end') return { selector: { kind: 'all' } }
    const parser = { tokens, next: 0, depth: 0 }
    const selector = orOf(parser)
    const rest = peek(parser)
    if (rest.kind !== 'end') throw new SelectorError(rest.at, 'the selector should end here')
    return { selector }
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    return { error: { at: error.at, why: error.message } }
  }
}

const SIGN = /^(==|!=|&&|\|\||[(){},!])/
const QUOTED = /^(?:"([^"]*)"|'([^']*)')/
const LABEL = /^[a-zA-Z0-9_./-]+/
const OPERATOR = /^(contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in)/
const CALL = /^(has|all|global)\([ \t]*/

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = blanksFrom(text, 0)
  while (at < text.length) {
    const afterLabel = tokens.at(-1)?.kind === 'label'
    const { token, length } = tokenAt(text, at, afterLabel)
    tokens.push(token)
    at = blanksFrom(text, at + length)
  }
  return [...tokens, { kind: 'end', at: text.length }]
}

function blanksFrom(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

type Read = { readonly token: Token; readonly length: number }

function tokenAt(text: string, at: number, afterLabel: boolean): Read {
  const rest = text.slice(at, at + 2048)
  const sign = SIGN.exec(rest)?.[1]
  if (sign !== undefined)
    return { token: { kind: 'sign', sign: sign as Sign, at }, length: sign.length }
  if (rest.startsWith('"') || rest.startsWith("'")) return textAt(text, at)
  return afterLabel ? operatorAt(rest, at) : wordAt(rest, at)
}

function textAt(text: string, at: number): Read {
  const found = QUOTED.exec(text.slice(at))
  if (found === null) throw new SelectorError(at, 'a text without end')
  return {
    token: { kind: 'text', value: found[1] ?? found[2] ?? '', at },
    length: found[0].length,
  }
}

function operatorAt(rest: string, at: number): Read {
  const word = OPERATOR.exec(rest)?.[1]
  if (word === undefined) throw new SelectorError(at, 'an operator is expected after a label')
  const plain = word.replaceAll(/[ \t]/g, '')
  const operator = plain.replace(/^(starts|ends)with$/, '$1 with').replace(/^notin$/, 'not in')
  return { token: { kind: 'operator', operator: operator as Operator, at }, length: word.length }
}

function wordAt(rest: string, at: number): Read {
  const call = CALL.exec(rest)
  if (call !== null) return callAt(call[1] as 'has' | 'all' | 'global', call[0], rest, at)
  const label = LABEL.exec(rest)?.[0]
  if (label === undefined) throw new SelectorError(at, 'characters that mean nothing here')
  return { token: { kind: 'label', value: label, at }, length: label.length }
}

function callAt(word: 'has' | 'all' | 'global', opening: string, rest: string, at: number): Read {
  const name = word === 'has' ? (LABEL.exec(rest.slice(opening.length))?.[0] ?? '') : ''
  if (word === 'has' && name === '') throw new SelectorError(at, 'has() needs a label')
  const end = /^[ \t]*\)/.exec(rest.slice(opening.length + name.length))
  if (end === null) throw new SelectorError(at, `no closing ) after ${word}(`)
  return {
    token: word === 'has' ? { kind: word, value: name, at } : { kind: word, at },
    length: opening.length + name.length + end[0].length,
  }
}

type Parser = { readonly tokens: readonly Token[]; next: number; depth: number }

/** Deeper than any selector that Calico accepts, whose text has at most 1,024 characters. */
const MAX_DEPTH = 500

function peek({ tokens, next }: Parser): Token {
  return tokens[next] ?? { kind: 'end', at: 0 }
}

function take(parser: Parser): Token {
  const token = peek(parser)
  parser.next++
  return token
}

function takeSign(parser: Parser, sign: Sign): boolean {
  const token = peek(parser)
  if (token.kind !== 'sign' || token.sign !== sign) return false
  parser.next++
  return true
}

function orOf(parser: Parser): CalicoSelector {
  return listOf(parser, 'or', '||', andOf)
}

function andOf(parser: Parser): CalicoSelector {
  return listOf(parser, 'and', '&&', operationOf)
}

function listOf(
  parser: Parser,
  kind: 'and' | 'or',
  sign: Sign,
  itemOf: (parser: Parser) => CalicoSelector,
): CalicoSelector {
  const first = itemOf(parser)
  const of = [first]
  while (takeSign(parser, sign)) of.push(itemOf(parser))
  return of.length === 1 ? first : { kind, of }
}

function operationOf(parser: Parser): CalicoSelector {
  let negated = false
  while (takeSign(parser, '!')) negated = !negated
  const selector = positiveOf(parser)
  return negated ? { kind: 'not', of: selector } : selector
}

function positiveOf(parser: Parser): CalicoSelector {
  if (takeSign(parser, '(')) return nestedOf(parser)
  const token = take(parser)
  switch (token.kind) {
    case 'all':
    case 'global':
      return { kind: token.kind }
    case 'has':
      return { kind: 'label', key: token.value, operator: 'Exists', values: [] }
    case 'label':
      return comparisonOf(parser, token.value)
    default:
      throw new SelectorError(token.at, 'a label, has(), all() or ( is expected')
  }
}

function nestedOf(parser: Parser): CalicoSelector {
  const { at } = peek(parser)
  if (++parser.depth > MAX_DEPTH) throw new SelectorError(at, 'nested too deeply')
  const inner = orOf(parser)
  if (!takeSign(parser, ')')) throw new SelectorError(peek(parser).at, 'a closing ) is expected')
  parser.depth--
  return inner
}

const TEXT_OPERATORS = {
  contains: 'Contains',
  'starts with': 'StartsWith',
  'ends with': 'EndsWith',
} as const

function comparisonOf(parser: Parser, key: string): CalicoSelector {
  const token = take(parser)
  if (token.kind === 'sign' && (token.sign === '==' || token.sign === '!='))
    return {
      kind: 'label',
      key,
      operator: token.sign === '==' ? 'In' : 'NotIn',
      values: [literalOf(parser)],
    }
  if (token.kind !== 'operator') throw new SelectorError(token.at, 'an operator is expected')
  if (token.operator === 'in' || token.operator === 'not in')
    return {
      kind: 'label',
      key,
      operator: token.operator === 'in' ? 'In' : 'NotIn',
      values: setOf(parser),
    }
  return {
    kind: 'label',
    key,
    operator: TEXT_OPERATORS[token.operator],
    values: [literalOf(parser)],
  }
}

function literalOf(parser: Parser): string {
  const token = take(parser)
  if (token.kind !== 'text') throw new SelectorError(token.at, 'a text in quotes is expected')
  return token.value
}

/** A comma may also stand after the last text. Sorted, each once. */
function setOf(parser: Parser): readonly string[] {
  if (!takeSign(parser, '{')) throw new SelectorError(peek(parser).at, 'a set in { } is expected')
  const values = new Set<string>()
  while (peek(parser).kind === 'text') {
    values.add(literalOf(parser))
    if (!takeSign(parser, ',')) break
  }
  if (!takeSign(parser, '}')) throw new SelectorError(peek(parser).at, 'a closing } is expected')
  return [...values].sort()
}
