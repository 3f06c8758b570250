import { isJsonObject } from '../../../core/json.ts'
import type { JsonValue } from '../../../core/json.ts'
import type { Field } from '../../objects/fields.ts'
import { CONTAINER_FLAGS, POD_FLAGS } from './pod-fields.ts'

/**
 * Fields by which a pattern of Kyverno refuses pods for certain, sorted: it wants `false` for them, whether it lets them be absent or not. A pattern with
 * any other anchor than `=()`, which may let it pass or skip it, is not read (kyverno pkg/engine/anchor).
 */
export function patternRefuses({ value: pattern }: Field): readonly string[] {
  if (hasCondition(pattern)) return []
  const spec = memberOf(pattern, 'spec')
  const containers = memberOf(spec, 'containers')
  const [container, ...others] = Array.isArray(containers) ? (containers as JsonValue[]) : []
  const context = others.length > 0 ? undefined : memberOf(container, 'securityContext')
  return [
    ...CONTAINER_FLAGS.filter((each) => isFalse(memberOf(context, each))),
    ...POD_FLAGS.filter((each) => isFalse(memberOf(spec, each))),
  ].sort()
}

/** `=(name)` is the member where there is one. */
function memberOf(pattern: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isJsonObject(pattern)) return undefined
  const written = [name, `=(${name})`].find((each) => Object.hasOwn(pattern, each))
  return written === undefined ? undefined : pattern[written]
}

function isFalse(value: JsonValue | undefined): boolean {
  return value === false || value === 'false' || value === '!true'
}

function hasCondition(pattern: JsonValue | undefined): boolean {
  if (Array.isArray(pattern)) return pattern.some((each) => hasCondition(each as JsonValue))
  if (!isJsonObject(pattern)) return false
  return Object.entries(pattern).some(
    ([name, value]) => (name.endsWith(')') && !name.startsWith('=(')) || hasCondition(value),
  )
}
