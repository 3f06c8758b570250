/**
 * Which custom resources that exhibit does not read count as a policy API not understood (DESIGN.md, "Rules of truth" 2): those whose kind
 * or plural says so, but for what is known to be about something else; and some that do not say so.
 */
export const POLICY_NAME = /polic(y|ies)|firewall|security-?groups?|authori[sz]ation/i

/** Kinds that decide which traffic may pass and whose names do not say it. */
export const DECIDES_TRAFFIC: ReadonlySet<string> = new Set([
  'access.smi-spec.io/TrafficTarget',
  'consul.hashicorp.com/ServiceIntentions',
  'kuma.io/MeshTrafficPermission',
  'kuma.io/TrafficPermission',
  'policy.linkerd.io/Server',
])

/** Groups whose kinds match by name and do not decide which traffic may pass, or have no kinds that could; each with what they are about. */
export const OTHER_GROUPS: ReadonlyMap<string, string> = new Map([
  ['admissionregistration.k8s.io', 'admission'],
  ['auditlog.cattle.io', 'audit'],
  ['authentication.k8s.io', 'reviews of the caller'],
  ['authorization.k8s.io', 'reviews of the caller'],
  ['authorization.openshift.io', 'roles'],
  ['autoscaling.k8s.io', 'scaling'],
  ['config.gatekeeper.sh', 'admission'],
  ['config.kio.kasten.io', 'backup'],
  ['constraints.gatekeeper.sh', 'admission'],
  ['controlplane.antrea.io', 'computed from policies that are read'],
  ['custom.metrics.k8s.io', 'metrics'],
  ['expansion.gatekeeper.sh', 'admission'],
  ['external.metrics.k8s.io', 'metrics'],
  ['kyverno.io', 'admission'],
  ['metrics.k8s.io', 'metrics'],
  ['mutations.gatekeeper.sh', 'admission'],
  ['openreports.io', 'results of other tools'],
  ['policies.kubewarden.io', 'admission'],
  ['policies.kyverno.io', 'admission'],
  ['policy', 'eviction'],
  ['policy.cert-manager.io', 'certificates'],
  ['policy.karmada.io', 'distribution to clusters'],
  ['policy.open-cluster-management.io', 'distribution to clusters'],
  ['policy.sigstore.dev', 'images'],
  ['reports.kyverno.io', 'results of other tools'],
  ['reports.x-k8s.io', 'results of other tools'],
  ['security.internal.openshift.io', 'admission'],
  ['spdx.softwarecomposition.kubescape.io', 'results of other tools'],
  ['stats.antrea.io', 'counters'],
  ['status.gatekeeper.sh', 'admission'],
  ['subresources.kubevirt.io', 'virtual machines'],
  ['templates.gatekeeper.sh', 'admission'],
  ['upload.cdi.kubevirt.io', 'disks'],
  ['wgpolicyk8s.io', 'results of other tools'],
])

/** The same for single kinds of groups that also have, or may come to have, kinds that decide traffic. */
export const OTHER_KINDS: ReadonlyMap<string, string> = new Map([
  ['cilium.io/CiliumBGPPeeringPolicy', 'routes announced to routers'],
  ['cilium.io/CiliumL2AnnouncementPolicy', 'addresses announced on the local network'],
  ['cilium.io/TracingPolicy', 'tracing of processes'],
  ['cilium.io/TracingPolicyNamespaced', 'tracing of processes'],
  ['config.openshift.io/ClusterImagePolicy', 'images'],
  ['config.openshift.io/ImageContentPolicy', 'images'],
  ['config.openshift.io/ImagePolicy', 'images'],
  ['gateway.envoyproxy.io/BackendTrafficPolicy', 'settings of connections'],
  ['gateway.envoyproxy.io/ClientTrafficPolicy', 'settings of connections'],
  ['gateway.networking.x-k8s.io/XBackendTrafficPolicy', 'settings of connections'],
  ['k8s.ovn.org/AdminPolicyBasedExternalRoute', 'routes to outside gateways'],
  ['networking.gke.io/EgressNATPolicy', 'translation of source addresses'],
  ['networking.gke.io/GCPBackendPolicy', 'settings of load balancers'],
  ['networking.gke.io/GCPGatewayPolicy', 'settings of load balancers'],
  ['networking.gke.io/GCPSessionAffinityPolicy', 'settings of load balancers'],
  ['networking.gke.io/GCPTrafficDistributionPolicy', 'settings of load balancers'],
  ['networking.gke.io/HealthCheckPolicy', 'settings of load balancers'],
  ['networking.k8s.aws/ClusterPolicyEndpoint', 'computed from policies'],
  ['nmstate.io/NodeNetworkConfigurationPolicy', 'network interfaces of nodes'],
  ['operator.openshift.io/ImageContentSourcePolicy', 'images'],
  ['projectcalico.org/AuthorizationReview', 'reviews of the caller'],
  ['security.openshift.io/PodSecurityPolicyReview', 'reviews of pods'],
  ['security.openshift.io/PodSecurityPolicySelfSubjectReview', 'reviews of pods'],
  ['security.openshift.io/PodSecurityPolicySubjectReview', 'reviews of pods'],
  ['sriovnetwork.openshift.io/SriovNetworkNodePolicy', 'network interfaces of nodes'],
])

/** Whether a resource that exhibit does not read looks like a policy API: one that may decide which traffic may pass. */
export function looksLikePolicyApi(group: string, resource: string, kind: string): boolean {
  const name = `${group}/${kind}`
  if (DECIDES_TRAFFIC.has(name)) return true
  if (isAboutSomethingElse(group) || OTHER_KINDS.has(name)) return false
  return POLICY_NAME.test(kind) || POLICY_NAME.test(resource)
}

/** Whether nothing that a group serves decides which traffic may pass, so that nothing is missed where it cannot be described. */
export function isAboutSomethingElse(group: string): boolean {
  return OTHER_GROUPS.has(group)
}
