import type { Policy, PolicyWorld, Settled } from '../../model/policy.ts'
import { INGRESS, UNSEEN_ENTITIES } from './entities.ts'
import { clusterPolicyOfCilium } from './cluster-policy.ts'
import { networkPolicyOfCilium } from './departures.ts'
import { readCidrGroup } from './groups.ts'
import { ciliumOptions } from './options.ts'
import type { CiliumOptions } from './options.ts'
import { withSettings } from './needs.ts'
import { rewritten } from './rewrite.ts'
import { CONFIG, withSwitches } from './switches.ts'
import { EVERYTHING } from '../selector.ts'

/** The API of Cilium's own policies, as the registry of policy APIs has it. */
export const CILIUM = 'cilium'
const CALICO = 'calico'
const NETWORK_POLICY = 'network-policy'
const CLUSTER_POLICY = 'cluster-network-policy'
const ADMIN_POLICY = 'admin-network-policy'

/** Network plugins that are Cilium, or are built on it. */
const IS_CILIUM = /\b(?:Cilium|Dataplane V2)\b/

/**
 * What the policies mean in a cluster whose network plugin is Cilium; where none is known, policies of Cilium are taken as a sign of it.
 *
 * There, NetworkPolicies mean what Cilium makes of them.
 */
export function settleCilium(world: PolicyWorld): Settled {
  const { policies, enforcer } = world
  const own = policies.filter(({ api }) => api === CILIUM)
  const foreign = enforcer === undefined ? undefined : foreignTo(enforcer)
  if (foreign !== undefined) return notEnforced(policies, foreign)
  if (enforcer === undefined && own.length === 0) return { policies }
  const options = ciliumOptions(world)
  const before = 'Cilium is taken to enforce the policies, since there are policies of its API'
  const assumptions = enforcer === undefined ? [before] : []
  if (options.off !== undefined) return switchedOff(policies, options.off, assumptions)
  // Beside another plugin, what a NetworkPolicy leaves open stays open, and the other one may enforce it.
  const alone = enforcer?.includes(',') !== true
  const apis = [CILIUM, CLUSTER_POLICY, ...(alone ? [NETWORK_POLICY] : [])]
  const switched = withSwitches(policies, options.switches, ({ api }) => apis.includes(api))
  const read = switched.policies.map((each) =>
    each.api === CLUSTER_POLICY ? clusterPolicyOfCilium(each) : each,
  )
  const taken = withSettings(read, options.needed)
  const kept = taken.policies.filter(
    ({ api, subject }) =>
      subject.kind === 'pods' ||
      subject.entities !== undefined ||
      api !== CILIUM ||
      options.hostFirewall !== false,
  )
  // Selectors of NetworkPolicy are over labels of Kubernetes alone (pkg/k8s/network_policy.go).
  const plain = { ...options, groupLabels: new Set<string>() }
  const of = ({ api }: Policy) => (api === CILIUM ? options : plain)
  const settled = kept
    .flatMap((policy) =>
      alone && policy.api === NETWORK_POLICY ? networkPolicyOfCilium(policy, options) : [policy],
    )
    .map((policy) => (apis.includes(policy.api) ? rewritten(policy, of(policy)) : policy))
    .map((policy) => (enforcer === undefined ? perhapsEnforced(policy) : policy))
  return {
    policies: withBaseline(options.always ? [...settled, everyPodIsolated()] : settled, apis),
    addressSets: world.context.filter(({ kind }) => kind === 'CiliumCIDRGroup').map(readCidrGroup),
    assumptions: [
      ...assumptions,
      ...taken.assumptions,
      ...assumptionsOf(options, switched.policies),
    ],
    blockers: blockersOf(options),
    notEnforced: switched.notEnforced,
  }
}

/** Policies of administrators where Cilium is only assumed: it enforces ClusterNetworkPolicy from 1.20 on, by a setting, and the others never. */
function perhapsEnforced(policy: Policy): Policy {
  if (policy.api !== CLUSTER_POLICY && policy.api !== ADMIN_POLICY) return policy
  const uncertain = 'Cilium, which is taken to be there, is not known to enforce it'
  return { ...policy, subject: { uncertain, ...policy.subject } }
}

/** Why a rule of the Baseline tier may open what a NetworkPolicy isolates (pkg/policy/repository.go of 1.20, which first knows tiers). */
const LAST = 'Cilium 1.20 denies for want of a rule only after the Baseline tier'

/** The policies with this said of those that isolate, where some rule of a later tier allows. */
function withBaseline(policies: readonly Policy[], apis: readonly string[]): readonly Policy[] {
  const opens = policies.some(
    ({ tier, rules }) =>
      tier.layer !== 'mesh' && tier.order > 1000 && rules.some(({ action }) => action === 'allow'),
  )
  if (!opens) return policies
  return policies.map((policy) =>
    policy.tier.combine === 'union' && apis.includes(policy.api)
      ? { ...policy, tier: { ...policy.tier, deniesLast: LAST } }
      : policy,
  )
}

/** That a network plug-in is not known to enforce policies of Cilium, as a sentence; undefined where it is Cilium, or built on it. */
export function foreignTo(enforcer: string): string | undefined {
  return IS_CILIUM.test(enforcer)
    ? undefined
    : `${enforcer} is not known to enforce policies of Cilium`
}

/** Another plugin is there: nobody is known to enforce the policies, and nothing shows that nobody does. */
function notEnforced(policies: readonly Policy[], uncertain: string): Settled {
  return {
    policies: policies.map((policy) =>
      policy.api === CILIUM ? { ...policy, subject: { uncertain, ...policy.subject } } : policy,
    ),
  }
}

/** All traffic is allowed, whatever policies say; those of Calico are not Cilium's to switch off. */
function switchedOff(
  policies: readonly Policy[],
  setting: string,
  assumptions: readonly string[],
): Settled {
  const network = policies.filter(({ api, tier }) => api !== CALICO && tier.layer !== 'mesh')
  return {
    policies: policies.filter((policy) => !network.includes(policy)),
    assumptions: [
      ...assumptions,
      `Cilium enforces none of ${network.length} policies (${setting} in ConfigMap kube-system/cilium-config)`,
    ],
  }
}

/** `enable-policy: always`: endpoints that no policy selects are isolated too. */
function everyPodIsolated(): Policy {
  return {
    source: CONFIG,
    place: '/data/enable-policy',
    api: CILIUM,
    tier: { name: 'Cilium', order: 1000, combine: 'union', otherwise: 'deny' },
    priority: 0,
    subject: {
      kind: 'pods',
      namespaces: { kind: 'selector', selector: EVERYTHING },
      pods: EVERYTHING,
      entities: [INGRESS],
    },
    isolates: ['egress', 'ingress'],
    rules: [],
    untranslated: [],
  }
}

function assumptionsOf(options: CiliumOptions, policies: readonly Policy[]): string[] {
  const { blocksMatch, hostFirewall } = options
  const hosts = policies.filter(
    ({ api, subject }) => api === CILIUM && subject.kind === 'nodes',
  ).length
  const withLabels = policies.some(({ api }) => api === CILIUM || api === NETWORK_POLICY)
  return [
    ...(options.read ? [] : ['the settings of Cilium were not read: its defaults are assumed']),
    ...(options.always
      ? ['Cilium isolates every pod, also those that no policy selects (enable-policy: always)']
      : []),
    ...(hosts > 0 && hostFirewall === false
      ? [`Cilium enforces none of ${hosts} policies for nodes (enable-host-firewall is not set)`]
      : []),
    ...(blocksMatch === undefined ? [] : [`Cilium: ${matchWords(blocksMatch)}`]),
    ...(withLabels
      ? [
          'Cilium manages every pod of the pod network; labels that its identities leave out are absent to policies; pods of other clusters of a mesh are not examined',
        ]
      : []),
    ...unseen(policies),
  ]
}

function matchWords({ pods, nodes }: { readonly pods: boolean; readonly nodes: boolean }): string {
  if (pods && nodes) return 'an address block matches pods and nodes (policy-cidr-match-mode)'
  if (pods) return 'an address block matches pods but no nodes (policy-cidr-match-mode)'
  if (nodes) return 'an address block matches nodes but no pods (policy-cidr-match-mode)'
  return 'an address block matches neither pods nor nodes'
}

/** Where policies may name endpoints of Cilium itself, which are none of the model. */
function unseen(policies: readonly Policy[]): string[] {
  const own = policies.some(({ api }) => api === CILIUM)
  return own
    ? [
        `entities of Cilium that are no pod, node or outside address are not examined: ${UNSEEN_ENTITIES.join(', ')}; ${INGRESS} is on paths from outside only`,
      ]
    : []
}

function blockersOf({ labels, doubts }: CiliumOptions): string[] {
  return [
    ...doubts,
    ...(labels === undefined
      ? ['the setting labels of Cilium, which says what policies can select, is not understood']
      : []),
  ]
}
