import { parseCidr } from '../core/ip-address.ts'
import type { JsonValue } from '../core/json.ts'
import type { Untranslated } from '../model/policy.ts'

/** A CIDR that every reader understands alike: no leading zeros, and no IPv4 address written as IPv6. */
export function readCidr(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): string | undefined {
  const range = typeof value === 'string' ? parseCidr(value) : undefined
  const mapped = range?.family === 6 && range.first >> 32n === 0xffffn
  if (typeof value === 'string' && range !== undefined && !mapped) return value
  faults.push({ pointer, why: 'a CIDR that cannot be read' })
  return undefined
}
