import { isJsonObject } from '../../../core/json.ts'
import type { JsonValue } from '../../../core/json.ts'
import type { PodRefusal } from '../../../model/pod-admission.ts'
import { memberOf } from './known.ts'
import type { Known } from './known.ts'
import { refusedWays } from './pod-ways.ts'

/**
 * What patterns of Kyverno of which one must fit (`pattern`, `anyPattern`) refuse for certain: no pod that goes a way fits any of them. Patterns are
 * read that have no anchors but `=()` and `X()`, since others may skip a pod, and that want nothing but truth values, no number but 0, and anything
 * (`*`): what Kyverno says of other values may be taken for a skipped pod (kyverno pkg/engine/anchor, pkg/engine/validate).
 */
export function refusedByPatterns(
  patterns: readonly (JsonValue | undefined)[],
): readonly PodRefusal[] {
  if (patterns.length === 0 || !patterns.every(isRead)) return []
  return refusedWays((pods) => patterns.every((each) => isUnfit(each, pods)))
}

const WANTED: ReadonlyMap<JsonValue | undefined, boolean> = new Map<JsonValue, boolean>([
  [true, true],
  ['true', true],
  ['!false', true],
  [false, false],
  ['false', false],
  ['!true', false],
])

const ZERO: readonly (JsonValue | undefined)[] = [0, '0']

function isRead(pattern: JsonValue | undefined): boolean {
  if (Array.isArray(pattern))
    return (
      pattern.length === 1 &&
      isJsonObject(pattern[0] as JsonValue) &&
      isRead(pattern[0] as JsonValue)
    )
  if (!isJsonObject(pattern))
    return WANTED.has(pattern) || ZERO.includes(pattern) || pattern === '*'
  return Object.entries(pattern).every(([name, value]) => {
    const { anchor } = namedBy(name)
    return anchor === 'X' || ((anchor === '' || anchor === '=') && isRead(value))
  })
}

/** The member that a name of a pattern means, and its anchor: empty where it has none. */
function namedBy(written: string): { readonly anchor?: string; readonly name: string } {
  const [, anchor, name] = /^([=X])\(([A-Za-z]+)\)$/.exec(written) ?? []
  if (anchor !== undefined && name !== undefined) return { anchor, name }
  return { ...(/^[A-Za-z]+$/.test(written) ? { anchor: '' } : {}), name: written }
}

/** Whether none of these values fits a pattern. */
function isUnfit(pattern: JsonValue | undefined, known: Known): boolean {
  if (isJsonObject(pattern))
    return Object.entries(pattern).some(([name, value]) => isUnfitMember(name, value, known))
  if (Array.isArray(pattern))
    return (
      known.kind === 'list' && known.holds.some((each) => isUnfit(pattern[0] as JsonValue, each))
    )
  if (known.kind === 'least') return known.least > 0 && ZERO.includes(pattern)
  return known.kind === 'value' && WANTED.has(pattern) && known.value === !WANTED.get(pattern)
}

function isUnfitMember(written: string, value: JsonValue | undefined, of: Known): boolean {
  const { anchor, name } = namedBy(written)
  const member = memberOf(of, name)
  if (member.kind === 'absent') return anchor === '' && isDemand(value)
  if (member.kind === 'unknown' || member.kind === 'maybe') return false
  return anchor === 'X' || isUnfit(value, member)
}

/** Whether a pattern wants a truth value to be there. */
function isDemand(pattern: JsonValue | undefined): boolean {
  if (!isJsonObject(pattern)) return [true, false, 'true', 'false'].some((each) => each === pattern)
  return Object.entries(pattern).some(
    ([written, value]) => namedBy(written).anchor === '' && isDemand(value),
  )
}
