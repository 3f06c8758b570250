import { objectKeyParts } from '../../core/object-key.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { NotEnforced } from '../../model/enforcer.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import type { Policy } from '../../model/policy.ts'
import { FALSE, unevenIn, wordOf } from './values.ts'
import type { Values } from './values.ts'

/** Where the settings of Cilium stand. */
export const CONFIG: ObjectKey = '/v1/ConfigMap/kube-system/cilium-config'

/** Whether Cilium takes policies of a kind at all; `open` where that is not known for every node. */
export type Switch =
  | { readonly kind: 'on' }
  | { readonly kind: 'off'; readonly setting: string }
  | { readonly kind: 'open'; readonly why: string }

/** Switches by kind of policy. */
export type Switches = Readonly<Record<string, Switch>>

/** A setting that switches a kind of policy off; on where it is not set (pkg/policy/k8s/cell.go, pkg/defaults/defaults.go). */
type Switchable = {
  readonly of: string
  readonly setting: string
  /** 1.minor is the first version that looks at it; before, the kind is always on (pkg/option/config.go) */
  readonly sinceMinor: number
}

const SWITCHABLE: readonly Switchable[] = [
  { of: 'NetworkPolicy', setting: 'enable-k8s-networkpolicy', sinceMinor: 0 },
  { of: 'CiliumNetworkPolicy', setting: 'enable-cilium-network-policy', sinceMinor: 17 },
  {
    of: 'CiliumClusterwideNetworkPolicy',
    setting: 'enable-cilium-clusterwide-network-policy',
    sinceMinor: 17,
  },
]

/** The switches as the ConfigMap and CiliumNodeConfigs set them, for agents of these versions (image tags). */
export function switchesOf(
  values: Values,
  nodeConfigs: readonly KubeObject[],
  versions: readonly string[],
): Switches {
  return Object.fromEntries(
    SWITCHABLE.map((each) => [each.of, switchOf(each, values, nodeConfigs, versions)]),
  )
}

function switchOf(
  { setting, sinceMinor }: Switchable,
  values: Values,
  nodeConfigs: readonly KubeObject[],
  versions: readonly string[],
): Switch {
  const deaf = versions.filter((version) => isBefore(version, sinceMinor))
  if (deaf.length > 0 && deaf.length === versions.length) return { kind: 'on' }
  const [uneven] = unevenIn(values, nodeConfigs, setting)
  if (uneven !== undefined) return { kind: 'open', why: uneven }
  const word = wordOf(values, setting)
  if (word === REDACTED) return { kind: 'open', why: `what ${setting} is set to was not read` }
  if (word === undefined || !FALSE.has(word)) return { kind: 'on' }
  const [old] = deaf
  return old === undefined
    ? { kind: 'off', setting: `${setting}: ${word}` }
    : { kind: 'open', why: `Cilium ${old} does not look at ${setting}, and other agents do` }
}

function isBefore(version: string, minor: number): boolean {
  const [, found] = /^v?1\.([0-9]+)/.exec(version) ?? []
  return found !== undefined && Number(found) < minor
}

/**
 * Policies without those of kinds that are off, which are listed; whom the others select is uncertain where their switch is open. Only kinds of which
 * `isOurs` says that nobody but Cilium enforces them.
 */
export function withSwitches(
  policies: readonly Policy[],
  switches: Switches,
  isOurs: (policy: Policy) => boolean,
): { readonly policies: readonly Policy[]; readonly notEnforced: readonly NotEnforced[] } {
  const left: Policy[] = []
  const notEnforced = new Map<ObjectKey, NotEnforced>()
  for (const policy of policies) {
    const { kind } = objectKeyParts(policy.source)
    const found = isOurs(policy) ? switches[kind] : undefined
    switch (found?.kind) {
      case undefined:
      case 'on':
        left.push(policy)
        break
      case 'open':
        left.push({ ...policy, subject: { uncertain: found.why, ...policy.subject } })
        break
      case 'off':
        notEnforced.set(policy.source, goneBy(policy.source, kind, found.setting))
    }
  }
  return { policies: left, notEnforced: [...notEnforced.values()] }
}

function goneBy(policy: ObjectKey, kind: string, said: string): NotEnforced {
  const [setting = '', value = ''] = said.split(': ')
  return {
    policy,
    why: `Cilium does not enforce ${kind} (${said})`,
    evidence: { object: CONFIG, pointer: `/data/${setting}`, value },
  }
}
