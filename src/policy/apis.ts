import type { KubeObject, ResourceName, ResourceRef } from '../model/object.ts'
import type { Policy, PolicyApi, PolicyWorld, Settled } from '../model/policy.ts'
import { adminNetworkPolicyApi } from './admin-network-policy.ts'
import { calicoApi } from './calico.ts'
import { ciliumApi } from './cilium.ts'
import { clusterNetworkPolicyApi } from './cluster-network-policy.ts'
import { istioApi } from './istio.ts'
import { networkPolicyApi } from './network-policy.ts'

/** Every policy API that exhibit understands: one line each. */
export const POLICY_APIS: readonly PolicyApi[] = [
  networkPolicyApi,
  adminNetworkPolicyApi,
  clusterNetworkPolicyApi,
  ciliumApi,
  calicoApi,
  istioApi,
]

/**
 * Resources that decide about traffic, or change what the others decide, in the clusters that serve them. Those that no registered API
 * lists are counted and named as not understood.
 */
const DECIDING_RESOURCES: readonly ResourceName[] = [
  'networkpolicies.networking.k8s.io',
  'ciliumlocalredirectpolicies.cilium.io',
  'authorizationpolicies.security.istio.io',
  'multi-networkpolicies.k8s.cni.cncf.io',
  'networkpolicies.crd.antrea.io',
  'clusternetworkpolicies.crd.antrea.io',
  'egressfirewalls.k8s.ovn.org',
  'applicationnetworkpolicies.networking.k8s.aws',
  'clusternetworkpolicies.networking.k8s.aws',
  'securitygrouppolicies.vpcresources.k8s.aws',
  'fqdnnetworkpolicies.networking.gke.io',
]

/** Deciding resources that no registered API translates, sorted. */
export const NOT_UNDERSTOOD: readonly ResourceName[] = DECIDING_RESOURCES.filter(
  (resource) => !POLICY_APIS.some((api) => api.resources.some((ref) => nameOf(ref) === resource)),
).sort()

const BY_KIND = new Map(
  POLICY_APIS.flatMap((api) => api.resources.map((ref) => [kindOf(ref), api] as const)),
)

const CONTEXT_KINDS = new Set(
  POLICY_APIS.flatMap(({ context = [] }) => context.map((ref) => kindOf(ref))),
)

/** The policies that an object states; empty when no registered API knows its kind. */
export function policiesOf(object: KubeObject): readonly Policy[] {
  return BY_KIND.get(`${object.apiVersion}/${object.kind}`)?.translate(object) ?? []
}

/** Whether an object says what policies of some API mean: a tier, a set of addresses, a setting of a mesh. */
export function isContext(object: KubeObject): boolean {
  return CONTEXT_KINDS.has(`${object.apiVersion}/${object.kind}`)
}

/** What is told of a cluster to all APIs at once; `context` holds the context objects of all of them. */
export type SettleInput = Omit<PolicyWorld, 'context' | 'stated'> & {
  readonly context: readonly KubeObject[]
}

/** What the policies of a cluster mean there, all APIs settled in the order of the registry; everything sorted. */
export function settlePolicies(input: SettleInput): Required<Settled> {
  const before: Required<Settled> = {
    policies: input.policies,
    addressSets: [],
    assumptions: [],
    blockers: [],
    notEnforced: [],
  }
  return POLICY_APIS.reduce((all, api) => settleOne(api, input, all), before)
}

function settleOne(api: PolicyApi, input: SettleInput, all: Required<Settled>): Required<Settled> {
  if (api.settle === undefined) return all
  const own = new Set(api.context?.map(kindOf))
  const context = input.context.filter(({ apiVersion, kind }) => own.has(`${apiVersion}/${kind}`))
  const { policies, addressSets, assumptions, blockers, notEnforced } = api.settle({
    ...input,
    policies: all.policies,
    stated: input.policies,
    context,
  })
  return {
    policies,
    addressSets: [...all.addressSets, ...(addressSets ?? [])],
    assumptions: [...all.assumptions, ...(assumptions ?? [])].sort(),
    blockers: [...all.blockers, ...(blockers ?? [])].sort(),
    notEnforced: [...all.notEnforced, ...(notEnforced ?? [])],
  }
}

function kindOf({ group, version, kind }: ResourceRef): string {
  return `${group === '' ? '' : `${group}/`}${version}/${kind}`
}

function nameOf(ref: { readonly resource: string; readonly group: string }): ResourceName {
  return ref.group === '' ? ref.resource : `${ref.resource}.${ref.group}`
}
