import type { Selector } from '../model/policy.ts'

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
