import type {
  Expression,
  NamespaceChoice,
  PodChoice,
  Selector,
  SelectorRequirement,
} from '../../model/policy.ts'
import type { CalicoSelector } from './selector.ts'
import { selectorOf } from '../selector.ts'

/**
 * Labels that Calico adds to what it selects: `projectcalico.org/...` of its own, labels of the namespace under `pcns.` and of the service
 * account under `pcsa.` (projectcalico/calico libcalico-go/lib/backend/k8s/conversion, workload_endpoint_default.go and conversion.go).
 */
export const NAMESPACE_LABEL = 'projectcalico.org/namespace'
export const SERVICE_ACCOUNT_LABEL = 'projectcalico.org/serviceaccount'
const ORCHESTRATOR_LABEL = 'projectcalico.org/orchestrator'
const NAME_LABEL = 'projectcalico.org/name'
export const NAMESPACE_PREFIX = 'pcns.'
export const SERVICE_ACCOUNT_PREFIX = 'pcsa.'

/** The label by which every namespace carries its name. */
const METADATA_NAME = 'kubernetes.io/metadata.name'

/** What a selector is held against: pods, or sets of addresses and host endpoints. */
type Target = 'pods' | 'sets'

/** All of several selectors. */
export function allOf(selectors: readonly CalicoSelector[]): CalicoSelector {
  const [only, ...more] = selectors
  return more.length === 0 && only !== undefined ? only : { kind: 'and', of: selectors }
}

/** The selector with a prefix on every label that it names. */
export function withPrefix(selector: CalicoSelector, prefix: string): CalicoSelector {
  return mapped(selector, (leaf) =>
    leaf.kind === 'label' ? { ...leaf, key: `${prefix}${leaf.key}` } : leaf,
  )
}

/** The selector with `all()` narrowed to what has a label, and `global()` to what has it not (updateprocessors/rules.go at bdf2a75). */
export function withAllHaving(selector: CalicoSelector, key: string): CalicoSelector {
  const having: CalicoSelector = { kind: 'label', key, operator: 'Exists', values: [] }
  return mapped(selector, (leaf) => {
    if (leaf.kind === 'all') return having
    return leaf.kind === 'global' ? { kind: 'not', of: having } : leaf
  })
}

type Leaf = Extract<CalicoSelector, { kind: 'all' | 'global' | 'label' }>

function mapped(selector: CalicoSelector, change: (leaf: Leaf) => CalicoSelector): CalicoSelector {
  switch (selector.kind) {
    case 'not':
      return { kind: 'not', of: mapped(selector.of, change) }
    case 'and':
    case 'or':
      return { kind: selector.kind, of: selector.of.map((each) => mapped(each, change)) }
    default:
      return change(selector)
  }
}

/** The pods that a selector means; what can be said of single labels is, so that few pods have to be looked at. */
export function podChoiceOf(selector: CalicoSelector): PodChoice {
  const conjuncts = conjunctsOf(expressionOf(selector, 'pods'))
  const namespaces = conjuncts.flatMap((each) => requirementIn(each, 'namespace'))
  const pods = conjuncts.flatMap((each) => requirementIn(each, 'pod'))
  const rest = conjuncts.filter(
    (each) => [...requirementIn(each, 'namespace'), ...requirementIn(each, 'pod')].length === 0,
  )
  const [only, ...more] = rest
  return {
    namespaces: namespaceChoice(selectorOf(namespaces)),
    pods: selectorOf(pods),
    ...(only === undefined
      ? {}
      : { where: more.length === 0 ? only : ({ kind: 'all', of: rest } as const) }),
  }
}

/** The condition on a set of addresses; undefined where none can meet it. */
export function setConditionOf(selector: CalicoSelector): Expression | undefined {
  const expression = expressionOf(selector, 'sets')
  return isNever(expression) ? undefined : expression
}

const ALWAYS: Expression = { kind: 'all', of: [] }
const NEVER: Expression = { kind: 'any', of: [] }

function isNever(expression: Expression): boolean {
  return expression.kind === 'any' && expression.of.length === 0
}

function isAlways(expression: Expression): boolean {
  return expression.kind === 'all' && expression.of.length === 0
}

function expressionOf(selector: CalicoSelector, target: Target): Expression {
  switch (selector.kind) {
    case 'all':
    case 'global':
      return ALWAYS
    case 'label':
      return labelExpression(selector, target)
    case 'not':
      return negated(expressionOf(selector.of, target))
    case 'and':
      return joined(
        'all',
        selector.of.map((each) => expressionOf(each, target)),
      )
    case 'or':
      return joined(
        'any',
        selector.of.map((each) => expressionOf(each, target)),
      )
  }
}

/** Without parts that change nothing. */
function joined(kind: 'all' | 'any', parts: readonly Expression[]): Expression {
  const [decides, neutral] = kind === 'all' ? [isNever, isAlways] : [isAlways, isNever]
  if (parts.some(decides)) return kind === 'all' ? NEVER : ALWAYS
  const of = parts.filter((part) => !neutral(part))
  const [only, ...more] = of
  return only !== undefined && more.length === 0 ? only : { kind, of }
}

const OPPOSITE = {
  In: 'NotIn',
  NotIn: 'In',
  Exists: 'DoesNotExist',
  DoesNotExist: 'Exists',
} as const

function negated(expression: Expression): Expression {
  if (isAlways(expression)) return NEVER
  if (isNever(expression)) return ALWAYS
  if (expression.kind === 'not') return expression.of
  if (expression.kind === 'requirement' && expression.operator in OPPOSITE)
    return {
      ...expression,
      operator: OPPOSITE[expression.operator as keyof typeof OPPOSITE],
    }
  return { kind: 'not', of: expression }
}

type LabelSelector = Extract<CalicoSelector, { kind: 'label' }>

function labelExpression({ key, operator, values }: LabelSelector, target: Target): Expression {
  if (target === 'pods' && key === ORCHESTRATOR_LABEL) return constant(operator, values, 'k8s')
  const place = target === 'pods' ? placeInPod(key) : placeInSet(key)
  if (operator === 'NotIn' && values.length === 0) return ALWAYS
  if (operator === 'In' && values.length === 0) return NEVER
  // every pod has a namespace and a service account
  const given = place.key === METADATA_NAME || place.of === 'facts'
  if (target === 'pods' && given && operator === 'Exists') return ALWAYS
  return { kind: 'requirement', ...place, operator, values }
}

type Place = Pick<Extract<Expression, { kind: 'requirement' }>, 'of' | 'key'>

function placeInPod(key: string): Place {
  if (key === SERVICE_ACCOUNT_LABEL || key === `${SERVICE_ACCOUNT_PREFIX}${NAME_LABEL}`)
    return { of: 'facts', key: 'service-account' }
  if (key.startsWith(SERVICE_ACCOUNT_PREFIX))
    return { of: 'service-account', key: key.slice(SERVICE_ACCOUNT_PREFIX.length) }
  return placeInSet(key)
}

function placeInSet(key: string): Place {
  if (key === NAMESPACE_LABEL || key === `${NAMESPACE_PREFIX}${NAME_LABEL}`)
    return { of: 'namespace', key: METADATA_NAME }
  if (key.startsWith(NAMESPACE_PREFIX))
    return { of: 'namespace', key: key.slice(NAMESPACE_PREFIX.length) }
  return { of: 'pod', key }
}

/** Whether a comparison holds for a value. */
export function compares(
  operator: LabelSelector['operator'],
  values: readonly string[],
  value: string | undefined,
): boolean {
  if (value === undefined) return operator === 'NotIn'
  const [first = ''] = values
  switch (operator) {
    case 'In':
      return values.includes(value)
    case 'NotIn':
      return !values.includes(value)
    case 'Exists':
      return true
    case 'Contains':
      return value.includes(first)
    case 'StartsWith':
      return value.startsWith(first)
    case 'EndsWith':
      return value.endsWith(first)
  }
}

function constant(
  operator: LabelSelector['operator'],
  values: readonly string[],
  value: string,
): Expression {
  return compares(operator, values, value) ? ALWAYS : NEVER
}

function conjunctsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'all' ? expression.of.flatMap(conjunctsOf) : [expression]
}

/** A requirement that a label selector can hold, of one scope; none where it is something else. */
function requirementIn(expression: Expression, scope: 'pod' | 'namespace'): SelectorRequirement[] {
  if (expression.kind !== 'requirement' || expression.of !== scope) return []
  const { key, operator, values } = expression
  return operator in OPPOSITE
    ? [{ key, operator: operator as SelectorRequirement['operator'], values }]
    : []
}

function namespaceChoice(selector: Selector): NamespaceChoice {
  const [only, ...more] = selector
  const [name, ...names] = only?.values ?? []
  return only?.key === METADATA_NAME &&
    only.operator === 'In' &&
    more.length === 0 &&
    name !== undefined &&
    names.length === 0
    ? { kind: 'name', name }
    : { kind: 'selector', selector }
}
