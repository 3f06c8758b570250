/** The only file that knows which implementation of CEL is used: everything else sees expression.ts. */
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import type { CelInput, CelResult } from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'
import { messageOf } from '../../core/fault.ts'
import { namesIn } from './cel-names.ts'
import { celMapWithUnknown, celValueOf } from './cel-value.ts'
import type { Expression, ExpressionAnswer, ExpressionUse } from './expression.ts'

/** The longest expression, and how deep brackets may stand in it. */
const LONGEST = 2000
const DEEPEST = 32

/** The standard library and the functions on text that the API server has too; nothing reads a clock, a file or a network. */
const environment = celEnv({ funcs: strings })

const FUNCTIONS: ReadonlySet<string> = new Set([
  ...[...environment.funcs].map(({ name }) => name),
  ...['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false'],
])

/** What stands in an expression, without evaluating it. Text that is none has the one fault that says where. */
export function useOfExpression(text: string): ExpressionUse {
  const none = (fault: string) => ({ facts: [], params: [], faults: [fault] })
  if (text.length > LONGEST) return none(`longer than ${LONGEST} characters`)
  if (deepestIn(text) > DEEPEST) return none(`brackets stand more than ${DEEPEST} deep`)
  try {
    return namesIn(parse(text).expr, FUNCTIONS)
  } catch (error) {
    return none(`not an expression: ${messageOf(error).replace('<input>:', 'at ')}`)
  }
}

/** Brackets that stand open at the most; those in text count too. */
function deepestIn(text: string): number {
  let [open, deepest] = [0, 0]
  for (const character of text) {
    if ('([{'.includes(character)) deepest = Math.max(deepest, ++open)
    if (')]}'.includes(character)) open--
  }
  return deepest
}

/** An expression that useOfExpression found no fault in. Throws on any other. */
export function expressionOf(text: string): Expression {
  const evaluate = plan(environment, parse(text))
  return (variables) => {
    const unknown: string[] = []
    const onUnknown = (what: string) => void unknown.push(what)
    const object: CelInput = celValueOf(variables.object, onUnknown)
    const facts = celMapWithUnknown(variables.facts, variables.unknownFacts, onUnknown, 'facts.')
    const params: CelInput = celValueOf(variables.params, () => undefined)
    const answer = answerOf(() => evaluate({ object, facts, params }))
    const [first] = unknown
    return first === undefined ? answer : { kind: 'unknown', what: first }
  }
}

/** Only `true` and `false` count. A CelError is an object, and would pass for true. */
function answerOf(evaluate: () => CelResult): ExpressionAnswer {
  try {
    const value = evaluate()
    if (value === true) return { kind: 'true' }
    if (value === false) return { kind: 'false' }
    if (isCelError(value)) return { kind: 'error', why: value.message }
    return { kind: 'error', why: `it came to ${typeOf(value)}, not to true or false` }
  } catch (error) {
    return { kind: 'error', why: messageOf(error) }
  }
}

function typeOf(value: Exclude<CelResult, boolean>): string {
  if (value === null) return 'null'
  if (typeof value === 'bigint' || typeof value === 'number') return 'a number'
  return typeof value === 'string' ? 'text' : 'a value of another type'
}
