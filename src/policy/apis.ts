import type { KubeObject, ResourceName } from '../model/object.ts'
import type { Policy, PolicyApi } from '../model/policy.ts'
import { networkPolicyApi } from './network-policy.ts'

/** Every policy API that exhibit understands: one line each. */
export const POLICY_APIS: readonly PolicyApi[] = [networkPolicyApi]

/**
 * Resources that decide about traffic, or change what the others decide, in the clusters that serve them. Those that no registered API
 * lists are counted and named as not understood.
 */
const DECIDING_RESOURCES: readonly ResourceName[] = [
  'networkpolicies.networking.k8s.io',
  'adminnetworkpolicies.policy.networking.k8s.io',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'ciliumlocalredirectpolicies.cilium.io',
  'networkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.crd.projectcalico.org',
  'networkpolicies.projectcalico.org',
  'globalnetworkpolicies.projectcalico.org',
  'authorizationpolicies.security.istio.io',
  'multi-networkpolicies.k8s.cni.cncf.io',
  'networkpolicies.crd.antrea.io',
  'clusternetworkpolicies.crd.antrea.io',
  'egressfirewalls.k8s.ovn.org',
  'securitygrouppolicies.vpcresources.k8s.aws',
  'fqdnnetworkpolicies.networking.gke.io',
]

/** Deciding resources that no registered API translates, sorted. */
export const NOT_UNDERSTOOD: readonly ResourceName[] = DECIDING_RESOURCES.filter(
  (resource) => !POLICY_APIS.some((api) => api.resources.some((ref) => nameOf(ref) === resource)),
).sort()

const BY_KIND = new Map(
  POLICY_APIS.flatMap((api) =>
    api.resources.map(
      (ref) =>
        [`${ref.group === '' ? '' : `${ref.group}/`}${ref.version}/${ref.kind}`, api] as const,
    ),
  ),
)

/** The policies that an object states; empty when no registered API knows its kind. */
export function policiesOf(object: KubeObject): readonly Policy[] {
  return BY_KIND.get(`${object.apiVersion}/${object.kind}`)?.translate(object) ?? []
}

function nameOf(ref: { readonly resource: string; readonly group: string }): ResourceName {
  return ref.group === '' ? ref.resource : `${ref.resource}.${ref.group}`
}
