import { REDACTED } from '../../core/redacted.ts'
import type { WithoutNetworkPolicy } from '../../model/enforcer.ts'
import type { Labels } from '../../model/object.ts'
import { wordOf } from './cilium-settings.ts'
import type { CiliumSettings } from './cilium-settings.ts'
import { describeObject } from '../names.ts'

const NETWORK_POLICY = 'enable-k8s-networkpolicy'
const NO: ReadonlySet<string> = new Set(['0', 'f', 'false'])

/** The setting that switches NetworkPolicy alone off, with which policies of Cilium are in force all the same; undefined where it is on. */
export function withoutNetworkPolicy(
  settings: readonly CiliumSettings[],
): WithoutNetworkPolicy | undefined {
  const off = settings.filter(({ values }) => isOffOrHidden(values))
  const [first] = off
  if (first === undefined) return undefined
  const set = settings.filter(({ values }) => Object.hasOwn(values, NETWORK_POLICY))
  const everywhere =
    set.some(({ nodes }) => nodes === 'all') &&
    set.every(({ values }) => NO.has(wordOf(values, NETWORK_POLICY) ?? ''))
  const word = wordOf(first.values, NETWORK_POLICY) ?? ''
  const setting = everywhere
    ? `${NETWORK_POLICY}: ${word}`
    : `${describeObject(first.key)} sets ${NETWORK_POLICY}: ${word}`
  return { everywhere, setting, evidence: first.key }
}

function isOffOrHidden(values: Labels): boolean {
  const word = wordOf(values, NETWORK_POLICY) ?? ''
  return word === REDACTED || NO.has(word)
}

/** Keys that some CiliumNodeConfig sets otherwise than all nodes have them. */
export function varyingKeys(settings: readonly CiliumSettings[]): ReadonlySet<string> {
  const everywhere = settings.find(({ nodes }) => nodes === 'all')?.values ?? {}
  return new Set(
    settings
      .filter(({ nodes }) => nodes === 'some')
      .flatMap(({ values }) =>
        Object.keys(values).filter((key) => values[key] !== everywhere[key]),
      ),
  )
}
