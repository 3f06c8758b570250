import { isJsonObject } from '../src/core/json.ts'
import type { JsonValue } from '../src/core/json.ts'
import { pointerTo, valueAt } from '../src/core/json-pointer.ts'
import type { KubeObject } from '../src/model/object.ts'

export { valueAt }

/** The pointers of a value and of all below it; none where it is absent. */
export function pointersBelow(value: JsonValue | undefined, base: string): string[] {
  if (value === undefined) return []
  const entries: [string | number, JsonValue | undefined][] = Array.isArray(value)
    ? [...(value as JsonValue[]).entries()]
    : isJsonObject(value)
      ? Object.entries(value)
      : []
  return [base, ...entries.flatMap(([token, item]) => pointersBelow(item, pointerTo(base, token)))]
}

/** A copy of an object with another value at a pointer below it. */
export function withValue(given: KubeObject, pointer: string, value: JsonValue): KubeObject {
  const copy = structuredClone(given)
  const cut = pointer.lastIndexOf('/')
  const name = pointer
    .slice(cut + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
  const parent = valueAt(copy, pointer.slice(0, cut)) as Record<string, unknown>
  parent[name] = value
  return copy
}
