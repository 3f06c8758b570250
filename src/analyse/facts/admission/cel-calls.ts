import { isWord } from './cel-compare.ts'
import type { Scope } from './cel-evaluate.ts'
import type { CelExpression } from './cel-expression.ts'
import { UNKNOWN, memberOf, valueOf } from './known.ts'
import type { Known } from './known.ts'

type Call = Extract<CelExpression, { kind: 'call' }>

type Evaluate = (each: CelExpression, scope: Scope) => Known

/** What a function gives, where that is certain; of functions that are not read nothing is. */
export function callOf(call: Call, scope: Scope, evaluate: Evaluate): Known {
  const value = (each: CelExpression) => evaluate(each, scope)
  const { of, name, args } = call
  const [first, second] = args
  if (args.length === 0) return name === 'size' && of !== undefined ? sizeOf(value(of)) : UNKNOWN
  if (first === undefined || args.length > 2) return UNKNOWN
  if (second !== undefined) return of === undefined ? UNKNOWN : macroOf(call, scope, evaluate)
  if (of !== undefined) return name === 'orValue' ? orValue(value(of), value(first)) : UNKNOWN
  if (name === 'has') return isThere(first, scope, evaluate)
  return name === 'size' ? sizeOf(value(first)) : UNKNOWN
}

function macroOf({ name, of, args }: Call, scope: Scope, evaluate: Evaluate): Known {
  const [variable, test] = args
  const isMacro = MACROS.includes(name) && variable?.kind === 'name'
  if (!isMacro || of === undefined || test === undefined) return UNKNOWN
  return overItems(name, evaluate(of, scope), (item) =>
    evaluate(test, { ...scope, names: new Map([...scope.names, [variable.name, item]]) }),
  )
}

/** `has` asks whether the last member of a path is there; those before it must be. */
function isThere(path: CelExpression, scope: Scope, evaluate: Evaluate): Known {
  if (path.kind !== 'select' || path.optional) return UNKNOWN
  const found = memberOf(evaluate(path.of, scope), path.field)
  if (found.kind === 'absent') return valueOf(false)
  return found.kind === 'unknown' || found.kind === 'maybe' ? UNKNOWN : valueOf(true)
}

function sizeOf(list: Known): Known {
  if (list.kind !== 'list') return UNKNOWN
  const { length } = list.holds
  return list.others === undefined ? valueOf(length) : { kind: 'least', least: length }
}

function orValue(value: Known, other: Known): Known {
  if (value.kind !== 'optional') return UNKNOWN
  const { of } = value
  if (of.kind === 'absent') return other
  if (of.kind !== 'maybe') return of
  const isSame = other.kind === 'list' && other.holds.length === 0 && of.of.kind === 'list'
  return isSame ? of.of : UNKNOWN
}

const MACROS: readonly string[] = ['all', 'exists', 'exists_one', 'existsOne']

/** One item that is certain decides `all` and `exists`, whatever the others are, an error too; the other way round all items must be certain. */
function overItems(name: string, list: Known, test: (item: Known) => Known): Known {
  if (list.kind !== 'list') return UNKNOWN
  const { holds, others } = list
  const deciding = name !== 'all'
  const found = holds.map(test)
  const isOne = name === 'exists_one' || name === 'existsOne'
  if (!isOne && found.some((each) => isWord(each, deciding))) return valueOf(deciding)
  const isRest = (each: Known) => isWord(each, !deciding)
  if (!found.every(isRest) || others?.kind === 'unknown') return UNKNOWN
  return others === undefined || isRest(test(others)) ? valueOf(!deciding) : UNKNOWN
}
