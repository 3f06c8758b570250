import type { ResourceName } from '../model/object.ts'

/** What tells which workload a pod belongs to, and which workloads have no pods now: wrong owners would put pods into wrong classes. */
export const WORKLOADS: readonly ResourceName[] = [
  'namespaces',
  'pods',
  'cronjobs.batch',
  'daemonsets.apps',
  'deployments.apps',
  'jobs.batch',
  'replicasets.apps',
  'replicationcontrollers',
  'statefulsets.apps',
]

/** What decides who may reach whom. */
export const CONNECTIVITY: readonly ResourceName[] = [
  ...WORKLOADS,
  'networkpolicies.networking.k8s.io',
  'nodes',
]

/** What opens workloads to the outside of a cluster. */
export const EXPOSURES: readonly ResourceName[] = [
  ...WORKLOADS,
  'services',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'ingressclasses.networking.k8s.io',
  'ingresses.networking.k8s.io',
  'gatewayclasses.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'listenersets.gateway.networking.k8s.io',
  'referencegrants.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'tlsroutes.gateway.networking.k8s.io',
  'tcproutes.gateway.networking.k8s.io',
  'udproutes.gateway.networking.k8s.io',
  'gateways.networking.istio.io',
  'virtualservices.networking.istio.io',
  'routes.route.openshift.io',
]

/** What says who may do what. */
export const RIGHTS: readonly ResourceName[] = [
  'clusterrolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
]

/** What refuses pods when they are made, beside the labels of namespaces, and what it lets pass. Kinds of Gatekeeper's constraints differ by cluster. */
export const ADMISSION: readonly ResourceName[] = [
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'clusterpolicies.kyverno.io',
  'namespacedvalidatingpolicies.policies.kyverno.io',
  'policies.kyverno.io',
  'policyexceptions.kyverno.io',
  'policyexceptions.policies.kyverno.io',
  'validatingpolicies.policies.kyverno.io',
  'configs.config.gatekeeper.sh',
  'constrainttemplates.templates.gatekeeper.sh',
]
