import type { parse } from '@bufbuild/cel'
import { suggestion } from '../../core/nearest.ts'
import { VARIABLES } from './expression.ts'
import type { ExpressionUse } from './expression.ts'

/** A node of a parsed expression. */
export type Tree = ReturnType<typeof parse>['expr']

type Select = Extract<Tree['exprKind'], { case: 'selectExpr' }>['value']
type Call = Extract<Tree['exprKind'], { case: 'callExpr' }>['value']
type Walk = Extract<Tree['exprKind'], { case: 'comprehensionExpr' }>['value']

/** Names of types, which are values in CEL. */
const TYPES = [
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]

/** Macros such as all() that may stand inside of each other: each multiplies the work. */
const MOST_NESTED = 3

/** Parts of an object that a snapshot does not hold, or not whole: `has()` would say that they are absent. */
const NOT_KEPT = ['status', 'metadata.managedFields', 'metadata.resourceVersion']

type Found = {
  readonly facts: Set<string>
  readonly params: Set<string>
  readonly faults: Set<string>
}
type Scope = { readonly names: readonly string[]; readonly depth: number }

/** The names in an expression: facts and parameters that it reads, and all that it may not name. `functions`: those that there are. */
export function namesIn(tree: Tree, functions: ReadonlySet<string>): ExpressionUse {
  const found: Found = { facts: new Set(), params: new Set(), faults: new Set() }
  visit(tree, { names: [], depth: 0 }, functions, found)
  return {
    facts: [...found.facts].sort(),
    params: [...found.params].sort(),
    faults: [...found.faults],
  }
}

function visit(
  node: Tree | undefined,
  scope: Scope,
  functions: ReadonlySet<string>,
  found: Found,
): void {
  const each = (child: Tree | undefined) => visit(child, scope, functions, found)
  switch (node?.exprKind.case) {
    case 'identExpr':
      visitName(node.exprKind.value.name, scope, found)
      break
    case 'selectExpr':
      if (!isMember(node, node.exprKind.value, scope, found)) each(node.exprKind.value.operand)
      break
    case 'callExpr':
      visitCall(node, node.exprKind.value, scope, found, functions)
      each(node.exprKind.value.target)
      node.exprKind.value.args.forEach(each)
      break
    case 'listExpr':
      node.exprKind.value.elements.forEach(each)
      break
    case 'structExpr':
      visitStruct(node.exprKind.value, each, found)
      break
    case 'comprehensionExpr':
      visitWalk(node.exprKind.value, scope, functions, found)
      break
    default:
  }
}

function visitName(name: string, { names }: Scope, { faults }: Found): void {
  if (names.includes(name) || name === 'object' || TYPES.includes(name)) return
  if (name === 'facts' || name === 'params') {
    faults.add(`${name} is read as ${name}.NAME only`)
    return
  }
  faults.add(
    `undeclared variable ${name}${suggestion(name, [...VARIABLES, ...names.filter(isWritten)])}`,
  )
}

/** Names that the library makes for itself begin with `@`. */
function isWritten(name: string): boolean {
  return !name.startsWith('@')
}

/** Whether a selection is a fact or a parameter, which is noted; parts of an object that are not kept are told. */
function isMember(node: Tree, { operand, field }: Select, { names }: Scope, found: Found): boolean {
  const owner = nameOf(operand)
  if (owner !== undefined && !names.includes(owner)) {
    if (owner === 'facts') found.facts.add(field)
    if (owner === 'params') found.params.add(field)
    if (owner === 'facts' || owner === 'params') return true
  }
  tellNotKept(pathOf(node), names, found)
  return false
}

function visitCall(
  node: Tree,
  call: Call,
  { names }: Scope,
  found: Found,
  functions: ReadonlySet<string>,
): void {
  if (call.function === '_[_]') tellNotKept(pathOf(node), names, found)
  if (functions.has(call.function)) return
  const known = [...functions].filter((name) => /^[A-Za-z]+$/.test(name))
  found.faults.add(`unknown function ${call.function}${suggestion(call.function, known)}`)
}

function tellNotKept(path: readonly string[], names: readonly string[], { faults }: Found): void {
  const [root, ...rest] = path
  if (root !== 'object' || names.includes(root)) return
  const named = rest.join('.')
  if (NOT_KEPT.includes(named))
    faults.add(`object.${named} is not kept whole in a snapshot and cannot be asked for`)
}

/** `object.a["b"]` as its names; empty for anything that is no such path. */
function pathOf(node: Tree | undefined): readonly string[] {
  const name = nameOf(node)
  if (name !== undefined) return [name]
  const step = stepOf(node)
  const above = step === undefined ? [] : pathOf(step.of)
  return step === undefined || above.length === 0 ? [] : [...above, step.name]
}

/** The last step of a path: `.b`, or `["b"]`. */
function stepOf(node: Tree | undefined): { of: Tree | undefined; name: string } | undefined {
  const kind = node?.exprKind
  if (kind?.case === 'selectExpr') return { of: kind.value.operand, name: kind.value.field }
  if (kind?.case !== 'callExpr' || kind.value.function !== '_[_]') return undefined
  const [of, index] = kind.value.args
  if (index?.exprKind.case !== 'constExpr') return undefined
  const { constantKind } = index.exprKind.value
  return constantKind.case === 'stringValue' ? { of, name: constantKind.value } : undefined
}

function nameOf(node: Tree | undefined): string | undefined {
  return node?.exprKind.case === 'identExpr' ? node.exprKind.value.name : undefined
}

function visitStruct(
  { messageName, entries }: Extract<Tree['exprKind'], { case: 'structExpr' }>['value'],
  each: (child: Tree | undefined) => void,
  { faults }: Found,
): void {
  if (messageName !== '') faults.add(`unknown type ${messageName}; there are no messages here`)
  for (const { keyKind, value } of entries) {
    if (keyKind.case === 'mapKey') each(keyKind.value)
    each(value)
  }
}

function visitWalk(walk: Walk, scope: Scope, functions: ReadonlySet<string>, found: Found): void {
  const own = [walk.iterVar, walk.iterVar2].filter((name) => name !== '')
  const taken = own.find((name) => (VARIABLES as readonly string[]).includes(name))
  if (taken !== undefined) found.faults.add(`${taken} is a variable already; give it another name`)
  const depth = scope.depth + 1
  if (depth > MOST_NESTED)
    found.faults.add(
      `more than ${MOST_NESTED} of all(), exists(), map(), filter() inside of each other`,
    )
  const inner = { names: [...scope.names, ...own, walk.accuVar], depth }
  for (const outside of [walk.iterRange, walk.accuInit]) visit(outside, scope, functions, found)
  for (const inside of [walk.loopCondition, walk.loopStep, walk.result])
    visit(inside, inner, functions, found)
}
