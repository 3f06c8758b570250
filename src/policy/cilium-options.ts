import { isJsonObject } from '../core/json.ts'
import { REDACTED } from '../core/redacted.ts'
import type { KubeObject, Labels } from '../model/object.ts'
import type { PolicyWorld } from '../model/policy.ts'
import { identityLabels } from './cilium-identity-labels.ts'
import type { IdentityLabels } from './cilium-identity-labels.ts'
import type { Needed } from './cilium-needs.ts'

/** What Cilium is set to, as far as its settings were read; a default stands where they do not say. */
export type CiliumOptions = {
  /** whether its ConfigMap was read */
  readonly read: boolean
  /** settings with which no policy is enforced, `enable-policy: never` */
  readonly off: string | undefined
  readonly always: boolean
  readonly networkPolicy: boolean
  /** what address blocks match besides outside addresses; undefined where it differs between nodes */
  readonly blocksMatch: { readonly pods: boolean; readonly nodes: boolean } | undefined
  /** undefined where it is not known */
  readonly hostFirewall: boolean | undefined
  readonly needed: Needed
  /** whether it is known to have both families, so that outside addresses are told apart by theirs */
  readonly bothFamilies: boolean
  /** keys of labels of CIDR groups, which pods and nodes that match blocks have, too */
  readonly groupLabels: ReadonlySet<string>
  readonly clusterName: string | undefined
  /** whether selectors mean the own cluster unless they say otherwise; undefined where it is not set, since the default differs between versions */
  readonly localCluster: boolean | undefined
  /** undefined where the setting is not understood */
  readonly labels: IdentityLabels | undefined
  /** settings that differ between nodes, one sentence each */
  readonly uneven: readonly string[]
}

/** Settings that policies depend on. */
const DECIDING = [
  'enable-policy',
  'policy-audit-mode',
  'enable-k8s-networkpolicy',
  'enable-host-firewall',
  'enable-icmp-rules',
  'enable-l7-proxy',
  'enable-non-default-deny-policies',
  'enable-node-selector-labels',
  'labels',
  'policy-default-local-cluster',
]

const BLOCKS_MATCH = 'policy-cidr-match-mode'
const TRUE = new Set(['1', 't', 'true'])
const FALSE = new Set(['0', 'f', 'false'])

/** The options of Cilium in a cluster. */
export function ciliumOptions({ settings, context }: PolicyWorld): CiliumOptions {
  const values = settings.get('cilium-config')
  const word = (key: string) => wordOf(values, key)
  const policy = word('enable-policy')
  const audit = TRUE.has(word('policy-audit-mode') ?? '') ? 'policy-audit-mode: true' : undefined
  const nodeConfigs = context.filter(({ kind }) => kind === 'CiliumNodeConfig')
  const modes = (word(BLOCKS_MATCH) ?? '').split(/[\s,]+/)
  const uneven = nodeConfigs.some((config) => Object.hasOwn(defaultsOf(config), BLOCKS_MATCH))
  return {
    read: values !== undefined,
    off: policy === 'never' ? 'enable-policy: never' : audit,
    always: policy === 'always',
    networkPolicy: !FALSE.has(word('enable-k8s-networkpolicy') ?? ''),
    blocksMatch: uneven
      ? undefined
      : { pods: modes.includes('pods'), nodes: modes.includes('nodes') },
    hostFirewall: flagOf(values, 'enable-host-firewall'),
    bothFamilies: hasBothFamilies(values),
    groupLabels: groupLabelsOf(context),
    needed: {
      'enable-icmp-rules': unlessOff(values, 'enable-icmp-rules'),
      'enable-l7-proxy': unlessOff(values, 'enable-l7-proxy'),
      'enable-node-selector-labels': flagOf(values, 'enable-node-selector-labels'),
      'enable-non-default-deny-policies': unlessOff(values, 'enable-non-default-deny-policies'),
    },
    clusterName: values && (word('cluster-name') ?? 'default'),
    localCluster: statedFlag(values, 'policy-default-local-cluster'),
    labels: identityLabels(values && Object.hasOwn(values, 'labels') ? (values.labels ?? '') : ''),
    uneven: nodeConfigs.flatMap(unevenOf),
  }
}

function hasBothFamilies(values: Labels | undefined): boolean {
  const flags = ['enable-ipv4', 'enable-ipv6']
  return values !== undefined && flags.every((key) => unlessOff(values, key) === true)
}

function groupLabelsOf(context: readonly KubeObject[]): ReadonlySet<string> {
  const groups = context.filter(({ kind }) => kind === 'CiliumCIDRGroup')
  return new Set(groups.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})))
}

/** A flag whose default differs between versions. */
function statedFlag(values: Labels | undefined, key: string): boolean | undefined {
  const word = wordOf(values, key) ?? ''
  if (TRUE.has(word)) return true
  return FALSE.has(word) ? false : undefined
}

/** A flag that Cilium has off where it is not set; undefined where settings were not read, or not this one. */
function flagOf(values: Labels | undefined, key: string): boolean | undefined {
  if (values === undefined || values[key] === REDACTED) return undefined
  return TRUE.has(wordOf(values, key) ?? '')
}

/** A flag that Cilium has on where it is not set (pkg/defaults/defaults.go). */
function unlessOff(values: Labels | undefined, key: string): boolean | undefined {
  if (values?.[key] === REDACTED) return undefined
  return !FALSE.has(wordOf(values, key) ?? '')
}

function wordOf(values: Labels | undefined, key: string): string | undefined {
  if (values === undefined || !Object.hasOwn(values, key)) return undefined
  const text = values[key]?.trim() ?? ''
  return key === 'cluster-name' ? text : text.toLowerCase()
}

function unevenOf(config: KubeObject): string[] {
  const { name, namespace } = config.metadata
  return DECIDING.filter((key) => Object.hasOwn(defaultsOf(config), key)).map(
    (key) => `CiliumNodeConfig ${namespace ?? ''}/${name} sets ${key} on some nodes`,
  )
}

function defaultsOf({ spec }: KubeObject): object {
  const defaults = isJsonObject(spec) ? spec.defaults : undefined
  return isJsonObject(defaults) ? defaults : {}
}
