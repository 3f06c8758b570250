import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import type { Selector, SelectorRequirement, Untranslated } from '../model/policy.ts'
import { refuseUnknown, textList } from './fields.ts'

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

/** The selector that selects everything. */
export const EVERYTHING: Selector = Object.freeze([])

/**
 * The canonical form of a meta/v1 LabelSelector: requirements sorted and without repetition, so that equal selectors have equal keys
 * (`In [x]` is what matchLabels `x` is).
 *
 * undefined when any part of it is not what the API defines; each such part is added to `faults`.
 */
export function readSelector(
  value: JsonValue,
  pointer: string,
  faults: Untranslated[],
): Selector | undefined {
  const before = faults.length
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a label selector is an object' })
    return undefined
  }
  refuseUnknown(value, ['matchLabels', 'matchExpressions'], pointer, faults)
  const requirements = [
    ...labelRequirements(value, pointer, faults),
    ...expressionRequirements(value, pointer, faults),
  ]
  return faults.length > before ? undefined : selectorOf(requirements)
}

/** The text that equal selectors share. */
export function selectorKey(selector: Selector): string {
  return JSON.stringify(selector.map(({ key, operator, values }) => [key, operator, values]))
}

function labelRequirements(
  selector: JsonObject,
  pointer: string,
  faults: Untranslated[],
): SelectorRequirement[] {
  const labels = selector.matchLabels ?? {}
  const at = pointerTo(pointer, 'matchLabels')
  if (!isJsonObject(labels)) {
    faults.push({ pointer: at, why: 'matchLabels is an object' })
    return []
  }
  return Object.entries(labels).flatMap(([key, value]): SelectorRequirement[] => {
    if (typeof value === 'string') return [{ key, operator: 'In', values: [value] }]
    faults.push({ pointer: pointerTo(at, key), why: 'a label value is text' })
    return []
  })
}

function expressionRequirements(
  selector: JsonObject,
  pointer: string,
  faults: Untranslated[],
): SelectorRequirement[] {
  const expressions = selector.matchExpressions ?? []
  const at = pointerTo(pointer, 'matchExpressions')
  if (!Array.isArray(expressions)) {
    faults.push({ pointer: at, why: 'matchExpressions is a list' })
    return []
  }
  return expressions.flatMap((expression: JsonValue, index) =>
    requirementOf(expression, pointerTo(at, index), faults),
  )
}

function requirementOf(
  expression: JsonValue,
  pointer: string,
  faults: Untranslated[],
): SelectorRequirement[] {
  if (!isJsonObject(expression) || typeof expression.key !== 'string') {
    faults.push({ pointer, why: 'a label expression is an object with a key' })
    return []
  }
  refuseUnknown(expression, ['key', 'operator', 'values'], pointer, faults)
  const operator = OPERATORS.find((known) => known === expression.operator)
  const values = textList(expression.values ?? [])
  const takesValues = operator === 'In' || operator === 'NotIn'
  if (operator === undefined || values === undefined || takesValues === (values.length === 0)) {
    faults.push({ pointer, why: 'operator and values of a label expression do not fit' })
    return []
  }
  return [{ key: expression.key, operator, values: [...new Set(values)].sort() }]
}

/** Requirements as a selector: sorted and without repetition. */
export function selectorOf(requirements: readonly SelectorRequirement[]): Selector {
  const byKey = new Map(requirements.map((each) => [selectorKey([each]), each]))
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? [])
}
