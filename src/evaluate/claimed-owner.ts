import { pointerTo } from '../core/json-pointer.ts'
import type { Namespace } from '../model/cluster.ts'
import type { Evidence } from '../model/evaluation.ts'

/** Who answers for a namespace as its own labels or annotations claim, by the first of some keys that says anybody; undefined where none does. */
export function claimedOwner(
  namespace: Namespace | undefined,
  keys: readonly string[],
): Evidence | undefined {
  if (namespace === undefined) return undefined
  for (const part of ['labels', 'annotations'] as const) {
    for (const key of keys) {
      const value = Object.hasOwn(namespace[part], key) ? namespace[part][key] : undefined
      if (value === undefined || value.trim() === '') continue
      return { object: namespace.key, pointer: pointerTo('/metadata', part, key), value }
    }
  }
  return undefined
}
