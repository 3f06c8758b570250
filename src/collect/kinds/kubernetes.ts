import { readersOf } from './kind-reader.ts'
import type { KindReader } from './kind-reader.ts'

const TRAFFIC = 'traffic'
const CLUSTER = 'cluster'

/** What the API server itself serves, in every cluster. Never Secrets. */
export const BUILT_IN: readonly KindReader[] = [
  ...readersOf('', [
    ['endpoints', 'Endpoints', 'v1'],
    ['limitranges', 'LimitRange', 'v1'],
    ['namespaces', 'Namespace', 'v1', CLUSTER],
    ['nodes', 'Node', 'v1', CLUSTER],
    ['persistentvolumes', 'PersistentVolume', 'v1', CLUSTER],
    ['pods', 'Pod', 'v1'],
    ['replicationcontrollers', 'ReplicationController', 'v1'],
    ['resourcequotas', 'ResourceQuota', 'v1'],
    ['serviceaccounts', 'ServiceAccount', 'v1'],
    ['services', 'Service', 'v1'],
  ]),
  ...readersOf('admissionregistration.k8s.io', [
    ['mutatingadmissionpolicies', 'MutatingAdmissionPolicy', 'v1 v1beta1 v1alpha1', CLUSTER],
    [
      'mutatingadmissionpolicybindings',
      'MutatingAdmissionPolicyBinding',
      'v1 v1beta1 v1alpha1',
      CLUSTER,
    ],
    ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', 'v1', CLUSTER],
    ['validatingadmissionpolicies', 'ValidatingAdmissionPolicy', 'v1 v1beta1 v1alpha1', CLUSTER],
    [
      'validatingadmissionpolicybindings',
      'ValidatingAdmissionPolicyBinding',
      'v1 v1beta1 v1alpha1',
      CLUSTER,
    ],
    ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', 'v1', CLUSTER],
  ]),
  ...readersOf('apiextensions.k8s.io', [
    ['customresourcedefinitions', 'CustomResourceDefinition', 'v1', CLUSTER],
  ]),
  ...readersOf('apiregistration.k8s.io', [['apiservices', 'APIService', 'v1', CLUSTER]]),
  ...readersOf('apps', [
    ['daemonsets', 'DaemonSet', 'v1'],
    ['deployments', 'Deployment', 'v1'],
    ['replicasets', 'ReplicaSet', 'v1'],
    ['statefulsets', 'StatefulSet', 'v1'],
  ]),
  ...readersOf('batch', [
    ['cronjobs', 'CronJob', 'v1 v1beta1'],
    ['jobs', 'Job', 'v1'],
  ]),
  ...readersOf('certificates.k8s.io', [
    ['certificatesigningrequests', 'CertificateSigningRequest', 'v1', CLUSTER],
  ]),
  ...readersOf('discovery.k8s.io', [['endpointslices', 'EndpointSlice', 'v1 v1beta1']]),
  ...readersOf('networking.k8s.io', [
    ['ingressclasses', 'IngressClass', 'v1 v1beta1', CLUSTER],
    ['ingresses', 'Ingress', 'v1 v1beta1'],
    ['ipaddresses', 'IPAddress', 'v1 v1beta1 v1alpha1', CLUSTER],
    ['networkpolicies', 'NetworkPolicy', 'v1', TRAFFIC],
    ['servicecidrs', 'ServiceCIDR', 'v1 v1beta1 v1alpha1', CLUSTER],
  ]),
  ...readersOf('node.k8s.io', [['runtimeclasses', 'RuntimeClass', 'v1 v1beta1', CLUSTER]]),
  ...readersOf('rbac.authorization.k8s.io', [
    ['clusterrolebindings', 'ClusterRoleBinding', 'v1', CLUSTER],
    ['clusterroles', 'ClusterRole', 'v1', CLUSTER],
    ['rolebindings', 'RoleBinding', 'v1'],
    ['roles', 'Role', 'v1'],
  ]),
]

/** The policy and gateway APIs of Kubernetes' special interest groups, which come as custom resources. */
export const EXTENSIONS: readonly KindReader[] = [
  ...readersOf('gateway.networking.k8s.io', [
    ['backendtlspolicies', 'BackendTLSPolicy', 'v1 v1alpha3 v1alpha2'],
    ['gatewayclasses', 'GatewayClass', 'v1 v1beta1', CLUSTER],
    ['gateways', 'Gateway', 'v1 v1beta1'],
    ['grpcroutes', 'GRPCRoute', 'v1 v1alpha2'],
    ['httproutes', 'HTTPRoute', 'v1 v1beta1'],
    ['listenersets', 'ListenerSet', 'v1'],
    ['referencegrants', 'ReferenceGrant', 'v1 v1beta1 v1alpha2'],
    ['tcproutes', 'TCPRoute', 'v1 v1alpha2'],
    ['tlsroutes', 'TLSRoute', 'v1 v1alpha3 v1alpha2'],
    ['udproutes', 'UDPRoute', 'v1 v1alpha2'],
  ]),
  ...readersOf('policy.networking.k8s.io', [
    ['adminnetworkpolicies', 'AdminNetworkPolicy', 'v1alpha1', CLUSTER, TRAFFIC],
    ['baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy', 'v1alpha1', CLUSTER, TRAFFIC],
    [
      'clusternetworkpolicies',
      'ClusterNetworkPolicy',
      'v1 v1beta1 v1alpha2 v1alpha1',
      CLUSTER,
      TRAFFIC,
    ],
  ]),
]
