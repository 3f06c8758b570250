import type { ResourceName } from '../model/object.ts'

/**
 * What the objects of a policy API that is not read may change of the answers.
 *
 * - `any`: they may allow what others deny
 * - `denies`: they only deny more, in a proxy, whatever the network plugin lets through
 * - `outside`: they decide about what leaves the cluster, or goes to the network of a node, and nothing else
 * - `secondary`: they decide about further networks of pods, not about the first
 */
export type UnreadEffect = 'any' | 'denies' | 'outside' | 'secondary'

/** By group, `[plural, Kind, effect]`: a snapshot names an API by either. What is not here may do anything. */
const EFFECTS: Readonly<
  Record<string, readonly (readonly [plural: string, kind: string, effect: UnreadEffect])[]>
> = {
  // Linkerd (linkerd.io/docs, "Authorization Policy"), Kuma, Consul and SMI: the proxy beside the destination decides, behind the plugin
  'policy.linkerd.io': [
    ['authorizationpolicies', 'AuthorizationPolicy', 'denies'],
    ['httplocalratelimitpolicies', 'HTTPLocalRateLimitPolicy', 'denies'],
    ['serverauthorizations', 'ServerAuthorization', 'denies'],
    ['servers', 'Server', 'denies'],
  ],
  'kuma.io': [
    ['meshtrafficpermissions', 'MeshTrafficPermission', 'denies'],
    ['trafficpermissions', 'TrafficPermission', 'denies'],
  ],
  'consul.hashicorp.com': [['serviceintentions', 'ServiceIntentions', 'denies']],
  'access.smi-spec.io': [['traffictargets', 'TrafficTarget', 'denies']],
  // who may use a route of a gateway, decided in the gateway's own proxy
  'gateway.envoyproxy.io': [['securitypolicies', 'SecurityPolicy', 'denies']],
  // attached to networks that an annotation of the pod adds to the one of the plugin
  'k8s.cni.cncf.io': [['multi-networkpolicies', 'MultiNetworkPolicy', 'secondary']],
  'k8s.ovn.org': [['egressfirewalls', 'EgressFirewall', 'outside']],
  // not for Services: their addresses are translated to those of pods before (cloud.google.com, "Control Pod egress traffic using FQDN network policies")
  'networking.gke.io': [['fqdnnetworkpolicies', 'FQDNNetworkPolicy', 'outside']],
}

const BY_NAME = new Map<string, UnreadEffect>(
  Object.entries(EFFECTS).flatMap(([group, kinds]) =>
    kinds.flatMap(([plural, kind, effect]) =>
      [plural, kind].map((name) => [`${name}.${group}`, effect] as const),
    ),
  ),
)

/** What a policy API that is not read may change, named as a snapshot names it: `servers.policy.linkerd.io`, or in a folder `Server.policy.linkerd.io`. */
export function effectOfUnread(name: ResourceName): UnreadEffect {
  return BY_NAME.get(name) ?? 'any'
}
