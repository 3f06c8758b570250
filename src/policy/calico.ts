import type { KubeObject, ResourceRef } from '../model/object.ts'
import type { Policy, PolicyApi } from '../model/policy.ts'
import { CALICO, podPolicies, readCalicoPolicy } from './calico/policy.ts'
import { settleCalico } from './calico/settle.ts'
import { frozen } from './fields.ts'

/** What Calico stores as custom resources and what its own API server serves: the same kinds under two groups. */
const GROUPS = [
  { group: 'projectcalico.org', version: 'v3' },
  { group: 'crd.projectcalico.org', version: 'v1' },
] as const

/**
 * NetworkPolicy and GlobalNetworkPolicy of Calico, with the tiers, sets of addresses, host endpoints, profiles and settings that say what they
 * mean (projectcalico/calico api/pkg/apis/projectcalico/v3). Staged policies are never enforced, so they are not read.
 */
export const calicoApi: PolicyApi = frozen({
  id: CALICO,
  title: 'Calico NetworkPolicy and GlobalNetworkPolicy v3',
  resources: resources([
    ['networkpolicies', 'NetworkPolicy', true],
    ['globalnetworkpolicies', 'GlobalNetworkPolicy', false],
  ]),
  context: resources([
    ['globalnetworkpolicies', 'GlobalNetworkPolicy', false],
    ['tiers', 'Tier', false],
    ['networksets', 'NetworkSet', true],
    ['globalnetworksets', 'GlobalNetworkSet', false],
    ['hostendpoints', 'HostEndpoint', false],
    ['profiles', 'Profile', false],
    ['felixconfigurations', 'FelixConfiguration', false],
    ['clusterinformations', 'ClusterInformation', false],
  ]),
  translate,
  settle: settleCalico,
})

function translate(object: KubeObject): readonly Policy[] {
  return frozen(podPolicies(readCalicoPolicy(object)))
}

function resources(
  rows: readonly (readonly [resource: string, kind: string, namespaced: boolean])[],
): readonly ResourceRef[] {
  return GROUPS.flatMap((group) =>
    rows.map(([resource, kind, namespaced]) => ({ ...group, resource, kind, namespaced })),
  )
}
