import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject } from '../../model/object.ts'
import type { PolicyWorld } from '../../model/policy.ts'
import { identityLabels } from './identity-labels.ts'
import type { IdentityLabels } from './identity-labels.ts'
import type { Needed } from './needs.ts'
import { doubtsOf, offSetting } from './doubts.ts'
import { switchesOf } from './switches.ts'
import type { Switches } from './switches.ts'
import { flagOf, statedFlag, unevenIn, unlessOff, wordOf } from './values.ts'
import type { Values } from './values.ts'

/** What Cilium is set to, as far as its settings were read; a default stands where they do not say. */
export type CiliumOptions = {
  /** whether its ConfigMap was read */
  readonly read: boolean
  /** settings with which no policy is enforced, `enable-policy: never` */
  readonly off: string | undefined
  readonly always: boolean
  /** which kinds of policies it takes at all */
  readonly switches: Switches
  /** what address blocks match besides outside addresses; undefined where it differs between nodes or was redacted */
  readonly blocksMatch: { readonly pods: boolean; readonly nodes: boolean } | undefined
  /** undefined where it is not known */
  readonly hostFirewall: boolean | undefined
  readonly needed: Needed
  /** whether it is known to have both families, so that outside addresses are told apart by theirs */
  readonly bothFamilies: boolean
  /** keys of labels of CIDR groups, which pods and nodes that match blocks have, too */
  readonly groupLabels: ReadonlySet<string>
  /** undefined where it was not read, or differs between nodes */
  readonly clusterName: string | undefined
  /** whether selectors mean the own cluster unless they say otherwise; undefined where it is not set, since the default differs between versions */
  readonly localCluster: boolean | undefined
  /** undefined where the setting is not understood */
  readonly labels: IdentityLabels | undefined
  /** settings that leave every answer open: they differ between nodes, or are not understood; one sentence each */
  readonly doubts: readonly string[]
}

const BLOCKS_MATCH = 'policy-cidr-match-mode'

/** The options of Cilium in a cluster. */
export function ciliumOptions({ settings, context, versions }: PolicyWorld): CiliumOptions {
  const values = settings.get('cilium-config')
  const nodeConfigs = context.filter(({ kind }) => kind === 'CiliumNodeConfig')
  const everywhere = (key: string) => unevenIn(values, nodeConfigs, key).length === 0
  return {
    read: values !== undefined,
    off: offSetting(values, nodeConfigs),
    always: wordOf(values, 'enable-policy') === 'always',
    switches: switchesOf(values, nodeConfigs, versions ?? []),
    blocksMatch: everywhere(BLOCKS_MATCH) ? blocksMatchOf(values) : undefined,
    hostFirewall: flagOf(values, 'enable-host-firewall'),
    bothFamilies: ['enable-ipv4', 'enable-ipv6'].every(
      (key) => values !== undefined && everywhere(key) && unlessOff(values, key) === true,
    ),
    groupLabels: groupLabelsOf(context),
    needed: {
      'enable-icmp-rules': unlessOff(values, 'enable-icmp-rules'),
      'enable-l7-proxy': unlessOff(values, 'enable-l7-proxy'),
      'enable-node-selector-labels': flagOf(values, 'enable-node-selector-labels'),
      'enable-non-default-deny-policies': unlessOff(values, 'enable-non-default-deny-policies'),
    },
    clusterName: everywhere('cluster-name') ? clusterNameOf(values) : undefined,
    localCluster: statedFlag(values, 'policy-default-local-cluster'),
    labels: identityLabels(values && Object.hasOwn(values, 'labels') ? (values.labels ?? '') : ''),
    doubts: doubtsOf(values, nodeConfigs),
  }
}

function blocksMatchOf(values: Values): CiliumOptions['blocksMatch'] {
  const word = wordOf(values, BLOCKS_MATCH) ?? ''
  if (word === REDACTED) return undefined
  const modes = word.split(/[\s,]+/)
  return { pods: modes.includes('pods'), nodes: modes.includes('nodes') }
}

function clusterNameOf(values: Values): string | undefined {
  const name = values && (wordOf(values, 'cluster-name') ?? 'default')
  return name === REDACTED ? undefined : name
}

function groupLabelsOf(context: readonly KubeObject[]): ReadonlySet<string> {
  const groups = context.filter(({ kind }) => kind === 'CiliumCIDRGroup')
  return new Set(groups.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})))
}
