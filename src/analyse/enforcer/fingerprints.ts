import type { FurtherKind } from '../../model/enforcer.ts'
import type { Direction } from '../../model/policy.ts'
import { always, both, flagged, from, hidden, never, setting } from './agent-facts.ts'
import type { Knowledge } from './agent-facts.ts'

/** How a network plugin is recognised, and what is known of it. */
export type Fingerprint = {
  readonly name: string
  readonly daemonSets: readonly string[]
  readonly image: RegExp
  /** whether it enforces NetworkPolicy */
  readonly enforces: Knowledge
  /** what decides where it is not known whether it enforces, and what says so where it does not */
  readonly decidedBy: string
  /** in which directions */
  readonly directions: Readonly<Record<Direction, Knowledge>>
  /** whether an ipBlock matches pods by their addresses */
  readonly ipBlockMatchesPods: boolean | 'unknown'
  /** policy APIs of Kubernetes' special interest group beside NetworkPolicy */
  readonly further: Readonly<Record<FurtherKind, Knowledge>>
  /** whether a namespace stands for what is on the network of nodes (host-namespace.ts); absent: none does */
  readonly hostNamespace?: Knowledge
  /** whether nodes speak to pods of other nodes from their own addresses, or say from which else: not known. Absent: it is */
  readonly tunnels?: 'unknown'
  /** true: policies may have no effect on pods without owner */
  readonly ownedPodsOnly?: true
  /** AdminNetworkPolicies of a higher number are not enforced */
  readonly lastPriority?: number
  /** whether the settings of Cilium decide, where they were read */
  readonly cilium?: true
}

/** Policy APIs that a network plugin may enforce or not, by id; those of one plugin alone say so themselves. */
export const FURTHER_APIS: ReadonlySet<string> = new Set([
  'admin-network-policy',
  'cluster-network-policy',
])

const BOTH = { ingress: always, egress: always }

/** The kinds in this order: AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy. */
function further(
  admin: Knowledge,
  baseline: Knowledge,
  cluster: Knowledge,
): Fingerprint['further'] {
  return {
    AdminNetworkPolicy: admin,
    BaselineAdminNetworkPolicy: baseline,
    ClusterNetworkPolicy: cluster,
  }
}

const NONE = further(never, never, never)
const HIDDEN = further(hidden, hidden, hidden)

const ENFORCES = {
  enforces: always,
  decidedBy: '',
  directions: BOTH,
  ipBlockMatchesPods: true,
} as const

/**
 * Network plugins by their agents.
 *
 * Cilium, and Dataplane V2 which is built on it, match pods by identity and never by address unless policy-cidr-match-mode says so; the others
 * compare addresses of packets with rules of the node (kube-router pkg/controllers/netpol/policy.go, weave npc/ipblock.go).
 */
export const FINGERPRINTS: readonly Fingerprint[] = [
  {
    ...ENFORCES,
    name: 'Calico',
    daemonSets: ['calico-node', 'canal'],
    image: /(^|\/)calico\/node([:@]|$)/,
    // projectcalico/calico: release notes of v3.29.0 (AdminNetworkPolicy), pull request 9464 and tigera/docs 1839 (baseline, 3.30); both taken out
    // again, and ClusterNetworkPolicy brought, in 3.32 (pull requests 10810 and 11144, issue 10745)
    further: further(from([3, 29], [3, 32]), from([3, 30], [3, 32]), from([3, 32])),
  },
  {
    ...ENFORCES,
    name: 'Cilium',
    daemonSets: ['cilium'],
    image: /(^|\/)cilium\/cilium([:@]|$)/,
    ipBlockMatchesPods: false,
    // cilium/cilium: AdminNetworkPolicy never came (issue 23380); ClusterNetworkPolicy from 1.20, off by default (daemon/cmd/daemon_main.go)
    further: further(
      never,
      never,
      both(from([1, 20]), setting('enable-k8s-cluster-network-policy')),
    ),
    cilium: true,
  },
  {
    ...ENFORCES,
    name: 'Antrea',
    tunnels: 'unknown',
    daemonSets: ['antrea-agent'],
    image: /(^|\/)antrea\/antrea-(agent-)?ubuntu([:@]|$)/,
    // antrea-io/antrea docs/admin-network-policy.md: from 1.13 behind a feature gate that is off by default and not read; pull request 8044: ClusterNetworkPolicy likewise from 2.7
    further: further(
      both(from([1, 13]), hidden),
      both(from([1, 13]), hidden),
      both(from([2, 7]), hidden),
    ),
  },
  {
    ...ENFORCES,
    name: 'kube-router',
    daemonSets: ['kube-router'],
    image: /(^|\/)cloudnativelabs\/kube-router([:@]|$)/,
    // docs/user-guide.md: "--run-firewall ... (default true)"; the controller reads networking.k8s.io only
    enforces: flaggedOrDefault('run-firewall'),
    decidedBy: '--run-firewall=false',
    further: NONE,
  },
  {
    ...ENFORCES,
    name: 'Weave Net',
    tunnels: 'unknown',
    daemonSets: ['weave-net'],
    image: /(^|\/)weave-npc([:@]|$)/,
    // weaveworks/weave: no egress in 2.3 (issue 3377), brought by pull request 3313 and shipped by 2.5; npc/controller.go knows NetworkPolicy only
    directions: { ingress: always, egress: betweenKnown([2, 4], [2, 5]) },
    further: NONE,
  },
  {
    ...ENFORCES,
    name: 'OVN-Kubernetes',
    daemonSets: ['ovnkube-node'],
    image: /(^|\/)ovn-kubernetes([:@]|$)/,
    // ovn-kubernetes docs/features/network-security-controls/admin-network-policy.md: on by default, CRDs come with the feature; priorities up to 99
    further: further(always, always, hidden),
    lastPriority: 99,
    // OpenShift 4.6 release notes, "network policies support selecting host network traffic"; go-controller, ensureNodeLogicalNetwork
    hostNamespace: always,
  },
  {
    ...ENFORCES,
    name: 'Azure Network Policy Manager',
    daemonSets: ['azure-npm'],
    image: /(^|\/)azure-npm([:@]|$)/,
    // Azure/azure-container-networking npm/pkg/controlplane/controllers/v2 watches namespaces, pods and NetworkPolicy; npm lite treats CIDRs in another way (pull request 4147)
    ipBlockMatchesPods: 'unknown',
    further: NONE,
  },
  {
    ...ENFORCES,
    name: 'GKE Dataplane V2',
    daemonSets: ['anetd'],
    image: /(^|\/)cilium\/cilium-gke([:@]|$)/,
    ipBlockMatchesPods: false,
    further: HIDDEN,
    cilium: true,
  },
  {
    ...ENFORCES,
    name: 'kube-network-policies',
    tunnels: 'unknown',
    daemonSets: ['kube-network-policies'],
    image: /(^|\/)kube-network-policies([:@]|$)/,
    // kubernetes-sigs/kube-network-policies install.yaml, install-anp.yaml, install-cnp.yaml: what it knows beside NetworkPolicy is a suffix of the tag,
    // in old versions a flag that is not kept
    further: further(suffixed('npa-v1alpha1'), suffixed('npa-v1alpha1'), suffixed('npa-v1alpha2')),
  },
  {
    ...ENFORCES,
    name: 'Amazon VPC CNI',
    daemonSets: ['aws-node'],
    image: /(^|\/)amazon-k8s-cni([:@]|$)/,
    // aws/aws-network-policy-agent README.md: "enable-network-policy ... Default: false"
    enforces: flagged('enable-network-policy', 'no'),
    decidedBy: '--enable-network-policy of its network policy agent',
    // AWS, "Limit Pod traffic with Kubernetes network policies": "Standalone Pods that don't have a metadata.ownerReferences set can't have network
    // policies applied to them"; aws/aws-network-policy-agent issue 327: "there might be some inconsistencies"
    ownedPodsOnly: true,
    further: HIDDEN,
  },
  {
    ...ENFORCES,
    name: 'kindnet',
    daemonSets: ['kindnet'],
    image: /(^|\/)kindest\/kindnetd([:@]|$)/,
    // kubernetes-sigs/kind issue 842: from kind 0.24 on, whose image is v20240813-c6f155d6; not in v20240513 (issue 3931)
    enforces: betweenKnown([20240514, 0], [20240813, 0]),
    decidedBy: 'its version',
    further: HIDDEN,
  },
  {
    ...ENFORCES,
    name: 'OpenShift SDN',
    daemonSets: ['sdn'],
    image: /(^|\/)openshift\/(ose-)?sdn([:@]|$)/,
    // OpenShift documentation, "OpenShift SDN network isolation modes": network policy mode is one of three; 4.5 to 4.10, "Network policy": no egress
    enforces: hidden,
    decidedBy: 'its network isolation mode',
    directions: { ingress: always, egress: hidden },
    further: NONE,
    // OpenShift has the namespace under either plugin; what this one makes of it is documented for some modes only
    hostNamespace: hidden,
  },
  {
    ...ENFORCES,
    name: 'Flannel',
    daemonSets: ['kube-flannel', 'kube-flannel-ds'],
    image: /(^|\/)flannel\/flannel([:@]|$)/,
    // flannel-io/flannel Documentation/netpol.md: only where kube-network-policies runs in a container beside it, which is recognised for itself
    enforces: never,
    ipBlockMatchesPods: 'unknown',
    further: NONE,
  },
]

/** Off only where the flag says so. */
function flaggedOrDefault(name: string): Knowledge {
  const known = flagged(name, 'yes')
  return (facts) => (facts.flags.every((words) => words === undefined) ? 'yes' : known(facts))
}

/** Not below the first version, from the second on, and not known between them. */
function betweenKnown(
  first: readonly [number, number],
  second: readonly [number, number],
): Knowledge {
  const [perhaps, surely] = [from(first), from(second)]
  return (facts) => (perhaps(facts) === 'no' ? 'no' : surely(facts) === 'yes' ? 'yes' : 'unknown')
}

/** By a suffix of the image tag; before 1.0 flags decide, which are not kept. */
function suffixed(suffix: string): Knowledge {
  const first = from([1, 0])
  return (facts) => {
    const tagged = facts.images.some(
      (image) => image.includes('kube-network-policies:') && image.includes(`-${suffix}`),
    )
    if (tagged) return 'yes'
    return first(facts) === 'yes' ? 'no' : 'unknown'
  }
}
