/** How a network plugin is recognised, and what is known of it. */
export type Fingerprint = {
  readonly name: string
  readonly daemonSets: readonly string[]
  readonly image: RegExp
  /** whether it enforces NetworkPolicy; `unclear` where the version or a setting that is not visible decides */
  readonly enforces: 'yes' | 'no' | 'unclear'
  /** for `unclear`: what decides */
  readonly why: string
  /** whether an ipBlock matches pods by their addresses */
  readonly ipBlockMatchesPods: boolean | 'unknown'
  /** policy APIs of Kubernetes' special interest groups that it enforces beside NetworkPolicy, by id */
  readonly further: readonly string[]
  /** whether the settings of Cilium decide, where they were read */
  readonly cilium?: true
}

const ADMIN = ['admin-network-policy']

/** Policy APIs that a network plugin may enforce or not; those of one plugin alone say so themselves. */
export const FURTHER_APIS: ReadonlySet<string> = new Set([...ADMIN, 'cluster-network-policy'])

const enforcing = (
  name: string,
  daemonSets: readonly string[],
  image: RegExp,
  ipBlockMatchesPods: boolean | 'unknown',
  further: readonly string[] = [],
): Fingerprint => ({
  name,
  daemonSets,
  image,
  enforces: 'yes',
  why: '',
  ipBlockMatchesPods,
  further,
})

/**
 * Network plugins by their agents, those that enforce first.
 *
 * AdminNetworkPolicy and its baseline are enforced by Antrea since 1.13, by Calico since 3.30 and by OVN-Kubernetes; nobody is known yet to enforce
 * ClusterNetworkPolicy.
 *
 * Cilium, and Dataplane V2 which is built on it, match pods by identity and never by address unless policy-cidr-match-mode says so; the
 * others compare addresses.
 */
export const FINGERPRINTS: readonly Fingerprint[] = [
  enforcing('Calico', ['calico-node', 'canal'], /(^|\/)calico\/node([:@]|$)/, true, ADMIN),
  { ...enforcing('Cilium', ['cilium'], /(^|\/)cilium\/cilium([:@]|$)/, false), cilium: true },
  enforcing(
    'Antrea',
    ['antrea-agent'],
    /(^|\/)antrea\/antrea-(agent-)?ubuntu([:@]|$)/,
    true,
    ADMIN,
  ),
  enforcing('kube-router', ['kube-router'], /(^|\/)cloudnativelabs\/kube-router([:@]|$)/, true),
  enforcing('Weave Net', ['weave-net'], /(^|\/)weave-npc([:@]|$)/, 'unknown'),
  enforcing('OVN-Kubernetes', ['ovnkube-node'], /(^|\/)ovn-kubernetes([:@]|$)/, true, ADMIN),
  enforcing('Azure Network Policy Manager', ['azure-npm'], /(^|\/)azure-npm([:@]|$)/, 'unknown'),
  {
    ...enforcing('GKE Dataplane V2', ['anetd'], /(^|\/)cilium\/cilium-gke([:@]|$)/, false),
    cilium: true,
  },
  {
    name: 'Amazon VPC CNI',
    daemonSets: ['aws-node'],
    image: /(^|\/)amazon-k8s-cni([:@]|$)/,
    enforces: 'unclear',
    why: 'Amazon VPC CNI enforces policies only where its network policy agent is switched on, which is not visible',
    ipBlockMatchesPods: true,
    further: [],
  },
  {
    name: 'kindnet',
    daemonSets: ['kindnet'],
    image: /(^|\/)kindest\/kindnetd([:@]|$)/,
    enforces: 'unclear',
    why: 'kindnet enforces policies only in newer versions',
    ipBlockMatchesPods: true,
    further: [],
  },
  {
    name: 'Flannel',
    daemonSets: ['kube-flannel', 'kube-flannel-ds'],
    image: /(^|\/)flannel\/flannel([:@]|$)/,
    enforces: 'no',
    why: '',
    ipBlockMatchesPods: 'unknown',
    further: [],
  },
]
