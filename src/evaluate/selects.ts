import type { Labels } from '../model/object.ts'
import type { Selector } from '../model/policy.ts'

/** Whether labels meet all requirements of a selector (meta/v1 LabelSelector). NotIn and DoesNotExist also hold where the key is absent. */
export function selects(selector: Selector, labels: Labels): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
    }
  })
}

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
