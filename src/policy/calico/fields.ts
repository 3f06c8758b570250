import { parseIpAddress } from '../../core/ip-address.ts'
import type { JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Untranslated } from '../../model/policy.ts'
import { parseSelector } from './selector.ts'
import type { CalicoSelector } from './selector.ts'
import { readCidr } from '../cidr.ts'
import { isGiven, textList } from '../fields.ts'

/** The kind of address sets that Calico's rules mean. */
export const CALICO_SETS = 'calico'

/** A selector of Calico; undefined where there is none, or, with a fault that names the position, where it cannot be read. */
export function readCalicoSelector(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
  options: { readonly global: boolean } = { global: false },
): CalicoSelector | undefined {
  if (!isGiven(value) || value === '') return undefined
  if (typeof value !== 'string') {
    faults.push({ pointer, why: 'a selector is text' })
    return undefined
  }
  const parsed = parseSelector(value)
  if ('error' in parsed) {
    const { at, why } = parsed.error
    faults.push({ pointer, why: `not a selector, at position ${at}: ${why}` })
    return undefined
  }
  if (!options.global && mentionsGlobal(parsed.selector)) {
    faults.push({ pointer, why: 'global() stands in selectors of namespaces only' })
    return undefined
  }
  return parsed.selector
}

function mentionsGlobal(selector: CalicoSelector): boolean {
  switch (selector.kind) {
    case 'global':
      return true
    case 'not':
      return mentionsGlobal(selector.of)
    case 'and':
    case 'or':
      return selector.of.some(mentionsGlobal)
    default:
      return false
  }
}

/** CIDRs, or single addresses, as CIDRs; an absent or empty list says nothing: undefined. */
export function readNets(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly string[] | undefined {
  if (!isGiven(value)) return undefined
  const list = textList(value)
  if (list === undefined) {
    faults.push({ pointer, why: 'a list of text is expected' })
    return undefined
  }
  if (list.length === 0) return undefined
  return list.flatMap((text, index) => {
    const address = parseIpAddress(text)
    const cidr = address === undefined ? text : `${text}/${address.family === 4 ? 32 : 128}`
    return readCidr(cidr, pointerTo(pointer, index), faults) ?? []
  })
}

/** The address family of a CIDR. */
export function familyOf(cidr: string): 4 | 6 {
  return cidr.includes(':') ? 6 : 4
}

/** All addresses of a family. */
export const EVERY_ADDRESS = { 4: '0.0.0.0/0', 6: '::/0' } as const
