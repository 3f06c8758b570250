import { REDACTED } from '../../core/redacted.ts'
import type { Labels } from '../../model/object.ts'
import type {
  Expression,
  ExpressionScope,
  Selector,
  SelectorRequirement,
} from '../../model/policy.ts'

/** Whether something holds; `maybe` where a label that decides it was not read or was redacted. */
export type Ternary = 'yes' | 'no' | 'maybe'

/**
 * Whether labels satisfy a selector (meta/v1 LabelSelector); `NotIn` and `DoesNotExist` hold where the key is absent.
 *
 * A redacted value may be any value, on either side. A redacted key may be any other redacted key, but no key that can be read: whether a key
 * is redacted follows from the key alone.
 */
export function selects(selector: Selector, labels: Labels): Ternary {
  return all(selector, (requirement) => satisfies(requirement, labels))
}

/** Whether a selector holds for labels of which only those in `known` were read. */
export function selectsPartlyKnown(selector: Selector, known: Labels): Ternary {
  return all(selector, (requirement) =>
    Object.hasOwn(known, requirement.key) ? satisfies(requirement, known) : 'maybe',
  )
}

/** Whether any of the labels, key or value, was redacted. */
export function hasRedacted(labels: Labels): boolean {
  return Object.keys(labels).some((key) => key === REDACTED || labels[key] === REDACTED)
}

/** Labels of one scope, and whether they are all there are. */
export type Known = { readonly labels: Labels; readonly complete: boolean }

/** What an expression looks at. */
export type LabelView = Readonly<Record<ExpressionScope, Known>>

/** Whether an expression holds. */
export function holds(expression: Expression, view: LabelView): Ternary {
  switch (expression.kind) {
    case 'requirement': {
      const { labels, complete } = view[expression.of]
      if (!complete && !Object.hasOwn(labels, expression.key)) return 'maybe'
      return requirementHolds(expression, labels)
    }
    case 'not':
      return negated(holds(expression.of, view))
    case 'all':
      return worstOf(expression.of.map((each) => holds(each, view)))
    case 'any':
      return negated(worstOf(expression.of.map((each) => negated(holds(each, view)))))
  }
}

type Requirement = Extract<Expression, { kind: 'requirement' }>

function requirementHolds({ key, operator, values }: Requirement, labels: Labels): Ternary {
  switch (operator) {
    case 'Contains':
    case 'StartsWith':
    case 'EndsWith':
      return textHolds(TEXT_TESTS[operator], values[0] ?? '', key, labels)
    default:
      return satisfies({ key, operator, values }, labels)
  }
}

type TextTest = (value: string, part: string) => boolean

const TEXT_TESTS = {
  Contains: (value, part) => value.includes(part),
  StartsWith: (value, part) => value.startsWith(part),
  EndsWith: (value, part) => value.endsWith(part),
} as const satisfies Record<string, TextTest>

function textHolds(test: TextTest, part: string, key: string, labels: Labels): Ternary {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  if (value === undefined) return 'no'
  if ([key, value, part].includes(REDACTED)) return 'maybe'
  return test(value, part) ? 'yes' : 'no'
}

/** `no` where any is, else `maybe` where any is; `yes` of none. */
function worstOf(answers: readonly Ternary[]): Ternary {
  if (answers.includes('no')) return 'no'
  return answers.includes('maybe') ? 'maybe' : 'yes'
}

function all(selector: Selector, answer: (requirement: SelectorRequirement) => Ternary): Ternary {
  let worst: Ternary = 'yes'
  for (const requirement of selector) {
    const each = answer(requirement)
    if (each === 'no') return 'no'
    if (each === 'maybe') worst = 'maybe'
  }
  return worst
}

function satisfies({ key, operator, values }: SelectorRequirement, labels: Labels): Ternary {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return isOneOf(value, key, values)
    case 'NotIn':
      return negated(isOneOf(value, key, values))
    case 'Exists':
      return exists(value, key)
    case 'DoesNotExist':
      return negated(exists(value, key))
  }
}

function exists(value: string | undefined, key: string): Ternary {
  if (value === undefined) return 'no'
  return key === REDACTED ? 'maybe' : 'yes'
}

function isOneOf(value: string | undefined, key: string, values: readonly string[]): Ternary {
  if (value === undefined) return 'no'
  const readable = key !== REDACTED && value !== REDACTED
  if (readable && values.includes(value)) return 'yes'
  return readable && !values.includes(REDACTED) ? 'no' : 'maybe'
}

function negated(answer: Ternary): Ternary {
  if (answer === 'maybe') return 'maybe'
  return answer === 'yes' ? 'no' : 'yes'
}
