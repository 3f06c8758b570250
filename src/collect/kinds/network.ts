import { readersOf } from './kind-reader.ts'
import type { KindReader, KindRow } from './kind-reader.ts'

const TRAFFIC = 'traffic'
const CLUSTER = 'cluster'

/** What Calico stores as custom resources and what its own API server serves: the same kinds under two groups. */
const CALICO: readonly KindRow[] = [
  ['bgpconfigurations', 'BGPConfiguration', 'v3 v1', CLUSTER],
  ['clusterinformations', 'ClusterInformation', 'v3 v1', CLUSTER],
  ['felixconfigurations', 'FelixConfiguration', 'v3 v1', CLUSTER],
  ['globalnetworkpolicies', 'GlobalNetworkPolicy', 'v3 v1', CLUSTER, TRAFFIC],
  ['globalnetworksets', 'GlobalNetworkSet', 'v3 v1', CLUSTER],
  ['hostendpoints', 'HostEndpoint', 'v3 v1', CLUSTER],
  ['ippools', 'IPPool', 'v3 v1', CLUSTER],
  ['networkpolicies', 'NetworkPolicy', 'v3 v1', TRAFFIC],
  ['networksets', 'NetworkSet', 'v3 v1'],
  ['profiles', 'Profile', 'v3 v1', CLUSTER],
  ['stagedglobalnetworkpolicies', 'StagedGlobalNetworkPolicy', 'v3 v1', CLUSTER],
  ['stagedkubernetesnetworkpolicies', 'StagedKubernetesNetworkPolicy', 'v3 v1'],
  ['stagednetworkpolicies', 'StagedNetworkPolicy', 'v3 v1'],
  ['tiers', 'Tier', 'v3 v1', CLUSTER],
]

/** The policy APIs of network plug-ins, meshes and cloud providers, and what is needed to read them. */
export const NETWORK: readonly KindReader[] = [
  ...readersOf('cilium.io', [
    ['ciliumcidrgroups', 'CiliumCIDRGroup', 'v2 v2alpha1', CLUSTER],
    ['ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy', 'v2', CLUSTER, TRAFFIC],
    ['ciliumegressgatewaypolicies', 'CiliumEgressGatewayPolicy', 'v2', CLUSTER],
    ['ciliumendpoints', 'CiliumEndpoint', 'v2'],
    ['ciliumidentities', 'CiliumIdentity', 'v2', CLUSTER],
    ['ciliumlocalredirectpolicies', 'CiliumLocalRedirectPolicy', 'v2', TRAFFIC],
    ['ciliumnetworkpolicies', 'CiliumNetworkPolicy', 'v2', TRAFFIC],
    ['ciliumnodeconfigs', 'CiliumNodeConfig', 'v2 v2alpha1'],
    ['ciliumnodes', 'CiliumNode', 'v2', CLUSTER],
  ]),
  ...readersOf('crd.projectcalico.org', CALICO),
  ...readersOf('projectcalico.org', CALICO),
  ...readersOf('operator.tigera.io', [['installations', 'Installation', 'v1', CLUSTER]]),
  ...readersOf('security.istio.io', [
    ['authorizationpolicies', 'AuthorizationPolicy', 'v1 v1beta1', TRAFFIC],
    ['peerauthentications', 'PeerAuthentication', 'v1 v1beta1'],
    ['requestauthentications', 'RequestAuthentication', 'v1 v1beta1'],
  ]),
  ...readersOf('networking.istio.io', [
    ['destinationrules', 'DestinationRule', 'v1 v1beta1 v1alpha3'],
    ['envoyfilters', 'EnvoyFilter', 'v1alpha3'],
    ['gateways', 'Gateway', 'v1 v1beta1 v1alpha3'],
    ['serviceentries', 'ServiceEntry', 'v1 v1beta1 v1alpha3'],
    ['sidecars', 'Sidecar', 'v1 v1beta1 v1alpha3'],
    ['virtualservices', 'VirtualService', 'v1 v1beta1 v1alpha3'],
    ['workloadentries', 'WorkloadEntry', 'v1 v1beta1 v1alpha3'],
  ]),
  ...readersOf('crd.antrea.io', [
    ['clustergroups', 'ClusterGroup', 'v1beta1 v1alpha3', CLUSTER],
    ['clusternetworkpolicies', 'ClusterNetworkPolicy', 'v1beta1 v1alpha1', CLUSTER, TRAFFIC],
    ['groups', 'Group', 'v1beta1 v1alpha3'],
    ['networkpolicies', 'NetworkPolicy', 'v1beta1 v1alpha1', TRAFFIC],
    ['tiers', 'Tier', 'v1beta1 v1alpha1', CLUSTER],
  ]),
  ...readersOf('k8s.cni.cncf.io', [
    ['multi-networkpolicies', 'MultiNetworkPolicy', 'v1beta2 v1beta1', TRAFFIC],
    ['network-attachment-definitions', 'NetworkAttachmentDefinition', 'v1'],
  ]),
  ...readersOf('k8s.ovn.org', [['egressfirewalls', 'EgressFirewall', 'v1', TRAFFIC]]),
  ...readersOf('networking.gke.io', [
    ['fqdnnetworkpolicies', 'FQDNNetworkPolicy', 'v1 v1beta1 v1alpha3 v1alpha1', TRAFFIC],
  ]),
  ...readersOf('networking.k8s.aws', [
    ['applicationnetworkpolicies', 'ApplicationNetworkPolicy', 'v1alpha1', TRAFFIC],
    ['clusternetworkpolicies', 'ClusterNetworkPolicy', 'v1alpha1', CLUSTER, TRAFFIC],
  ]),
  // what the VPC plug-in's controller resolves NetworkPolicy objects to: derived, so it decides nothing of its own
  ...readersOf('networking.k8s.aws', [['policyendpoints', 'PolicyEndpoint', 'v1alpha1']]),
  ...readersOf('vpcresources.k8s.aws', [
    ['securitygrouppolicies', 'SecurityGroupPolicy', 'v1beta1', TRAFFIC],
  ]),
]
