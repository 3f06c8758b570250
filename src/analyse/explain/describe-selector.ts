import type { Expression, Selector } from '../../model/policy.ts'

/** A selector in words: `app=web, tier in (a, b), !legacy`; `everything` when it has no requirement. */
export function describeSelector(selector: Selector): string {
  if (selector.length === 0) return 'everything'
  return selector.map(describeRequirement).join(', ')
}

function describeRequirement({ key, operator, values }: Selector[number]): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0] ?? ''}` : `${key} in (${values.join(', ')})`
    case 'NotIn':
      return `${key} not in (${values.join(', ')})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
  }
}

/** An expression in words: `app=web and (namespace team=shop or not: tier)`. */
export function describeExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'requirement': {
      const scope = expression.of === 'pod' ? '' : `${SCOPES[expression.of]} `
      return `${scope}${describeOperator(expression)}`
    }
    case 'not':
      return `not: ${describePart(expression.of)}`
    case 'all':
      return expression.of.map(describePart).join(' and ') || 'anything'
    case 'any':
      return expression.of.map(describePart).join(' or ') || 'nothing'
  }
}

const SCOPES = {
  namespace: 'namespace',
  'service-account': 'service account',
  facts: 'its',
} as const

function describePart(part: Expression): string {
  const text = describeExpression(part)
  return part.kind === 'requirement' ? text : `(${text})`
}

type Requirement = Extract<Expression, { kind: 'requirement' }>

function describeOperator({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'Contains':
      return `${key} containing ${values[0] ?? ''}`
    case 'StartsWith':
      return `${key} starting with ${values[0] ?? ''}`
    case 'EndsWith':
      return `${key} ending with ${values[0] ?? ''}`
    default:
      return describeRequirement({ key, operator, values })
  }
}
