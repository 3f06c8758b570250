import { amountOf, gatesOf, listItems, truthOf } from './flag-values.ts'

/** How the text of a flag is read; `gates`: pairs of a feature and a truth value. */
type FlagKind = 'switch' | 'text' | 'list' | 'gates' | 'number' | 'duration'

/** A flag that checks ask for, and what its component does without it; `unset` absent: nothing, or what depends on the build. */
export type KnownFlag = { readonly kind: FlagKind; readonly unset?: string }

/**
 * The flags of the control plane that checks may ask for. Defaults are those of Kubernetes 1.32 to 1.35 (cmd/kube-apiserver, cmd/kube-controller-manager,
 * cmd/kube-scheduler, apiserver/pkg/server/options) and etcd 3.5 and 3.6 (server/embed). All of these flags are published
 * (src/snapshot/published-flags.ts).
 */
export const COMPONENT_FLAGS: Readonly<Record<string, KnownFlag>> = {
  'anonymous-auth': { kind: 'switch', unset: 'true' },
  'audit-log-maxage': { kind: 'number', unset: '0' },
  'audit-log-maxbackup': { kind: 'number', unset: '0' },
  'audit-log-maxsize': { kind: 'number', unset: '0' },
  'audit-log-path': { kind: 'text' },
  'audit-policy-file': { kind: 'text' },
  'authorization-mode': { kind: 'list', unset: 'AlwaysAllow' },
  'auto-tls': { kind: 'switch', unset: 'false' },
  'bind-address': { kind: 'text', unset: '0.0.0.0' },
  'cert-file': { kind: 'text' },
  'client-ca-file': { kind: 'text' },
  'client-cert-auth': { kind: 'switch', unset: 'false' },
  'disable-admission-plugins': { kind: 'list', unset: '' },
  'enable-admission-plugins': { kind: 'list', unset: '' },
  'encryption-provider-config': { kind: 'text' },
  'etcd-cafile': { kind: 'text' },
  'etcd-certfile': { kind: 'text' },
  'etcd-keyfile': { kind: 'text' },
  'feature-gates': { kind: 'gates', unset: '' },
  'key-file': { kind: 'text' },
  'kubelet-certificate-authority': { kind: 'text' },
  'kubelet-client-certificate': { kind: 'text' },
  'kubelet-client-key': { kind: 'text' },
  'peer-auto-tls': { kind: 'switch', unset: 'false' },
  'peer-cert-file': { kind: 'text' },
  'peer-client-cert-auth': { kind: 'switch', unset: 'false' },
  'peer-key-file': { kind: 'text' },
  profiling: { kind: 'switch', unset: 'true' },
  'request-timeout': { kind: 'duration', unset: '60s' },
  'root-ca-file': { kind: 'text' },
  'service-account-extend-token-expiration': { kind: 'switch', unset: 'true' },
  'service-account-key-file': { kind: 'text' },
  'service-account-lookup': { kind: 'switch', unset: 'true' },
  'service-account-private-key-file': { kind: 'text' },
  'terminated-pod-gc-threshold': { kind: 'text' },
  'tls-cert-file': { kind: 'text' },
  'tls-cipher-suites': { kind: 'list' },
  'tls-private-key-file': { kind: 'text' },
  'token-auth-file': { kind: 'text' },
  'use-service-account-credentials': { kind: 'switch', unset: 'false' },
}

/** What can be wanted of a flag. */
export const FLAG_WANTS = [
  'equals',
  'contains',
  'lacks',
  'set',
  'unset',
  'at-least',
  'at-most',
  'subset',
  'gates-on',
] as const

export type FlagWant = (typeof FLAG_WANTS)[number]

/** Whether a value is what is wanted; undefined where it cannot be read as what its flag takes. */
export function isWanted(
  { kind }: KnownFlag,
  value: string,
  want: Exclude<FlagWant, 'set' | 'unset'>,
  wanted: readonly string[],
): boolean | undefined {
  if (want === 'gates-on') return areOn(value, wanted)
  if (want === 'at-least' || want === 'at-most') return isWithin(kind, value, want, wanted[0] ?? '')
  return isAmong(kind, value, want, wanted)
}

function isAmong(
  kind: FlagKind,
  value: string,
  want: 'equals' | 'contains' | 'lacks' | 'subset',
  wanted: readonly string[],
): boolean | undefined {
  const items = itemsOf(kind, value)
  if (items === undefined) return undefined
  const among = items.every((item) => wanted.includes(item))
  switch (want) {
    case 'equals':
      return among
    case 'contains':
      return wanted.every((item) => items.includes(item))
    case 'lacks':
      return !wanted.some((item) => items.includes(item))
    case 'subset':
      return items.length > 0 && among
  }
}

/**
 * Whether feature gates that are beta and on by default stay on. A gate's own entry decides, wherever it stands; else `AllBeta`, which switches each
 * beta gate that is not named (k8s.io/component-base/featuregate, setUnsetBetaGates). `AllAlpha` is about others.
 */
function areOn(value: string, gates: readonly string[]): boolean | undefined {
  const stated = gatesOf(value)
  return stated === undefined
    ? undefined
    : gates.every((gate) => (stated.get(gate) ?? stated.get('AllBeta')) !== 'false')
}

function itemsOf(kind: FlagKind, value: string): readonly string[] | undefined {
  switch (kind) {
    case 'list':
      return listItems(value)
    case 'switch': {
      const truth = truthOf(value)
      return truth === undefined ? undefined : [truth]
    }
    case 'gates':
    case 'text':
    case 'number':
    case 'duration':
      return [value]
  }
}

function isWithin(
  kind: FlagKind,
  value: string,
  want: 'at-least' | 'at-most',
  bound: string,
): boolean | undefined {
  const isTime = kind === 'duration'
  const [found, limit] = [amountOf(isTime, value), amountOf(isTime, bound)]
  if (found === undefined || limit === undefined) return undefined
  return want === 'at-least' ? found >= limit : found <= limit
}
