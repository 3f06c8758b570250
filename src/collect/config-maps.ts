/** One ConfigMap that may be read by name, opt-in, and the keys of its data that are kept. */
export type ReadableConfigMap = {
  readonly namespace: string
  readonly name: string
  readonly keys: readonly string[]
}

/**
 * The only ConfigMaps that are ever asked for (DESIGN.md, "Rules of truth" 8), and the published list of their keys that are kept.
 *
 * They say how the network plug-in treats policies and how service traffic is forwarded. Any other key is dropped before anything else sees it.
 */
export const READABLE_CONFIG_MAPS: readonly ReadableConfigMap[] = [
  {
    namespace: 'kube-system',
    name: 'cilium-config',
    keys: [
      'allow-localhost',
      'bpf-lb-external-clusterip',
      'cluster-name',
      'datapath-mode',
      'enable-bpf-masquerade',
      'enable-cilium-clusterwide-network-policy',
      'enable-cilium-network-policy',
      'enable-high-scale-ipcache',
      'enable-host-firewall',
      'enable-icmp-rules',
      'enable-ipv4',
      'enable-ipv6',
      'enable-k8s-cluster-network-policy',
      'enable-k8s-networkpolicy',
      'enable-l7-proxy',
      'enable-node-selector-labels',
      'enable-non-default-deny-policies',
      'enable-policy',
      'enable-remote-node-identity',
      'enable-ztunnel',
      'exclude-local-address',
      'exclude-node-label-patterns',
      'kube-proxy-replacement',
      'label-prefix-file',
      'labels',
      'node-labels',
      'policy-audit-mode',
      'policy-cidr-match-mode',
      'policy-default-local-cluster',
      'policy-deny-response',
      'routing-mode',
      'static-cnp-path',
      'tunnel',
      'tunnel-protocol',
    ],
  },
  { namespace: 'kube-system', name: 'kube-proxy', keys: ['config.conf'] },
]
