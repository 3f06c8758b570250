import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { bound, clusterRole, rule } from '../analyse/rights-objects.ts'

const MARK = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }

/** Rights that nobody should hold without need, one for each control that speaks of some. */
const RULES = [
  rule('get', '', 'secrets'),
  rule('create', 'apps', 'deployments'),
  rule('impersonate', '', 'groups', 'admins'),
  rule('create', '', 'persistentvolumes'),
  rule('get', '', '*/proxy'),
  rule('approve', 'certificates.k8s.io', 'signers', 'one'),
  rule('patch', 'admissionregistration.k8s.io', 'validatingwebhookconfigurations'),
  rule('create', '', 'serviceaccounts/token'),
  rule('*', '*', '*'),
]

const WHO = ['Group operators', 'Group system:masters', 'Group system:authenticated']

const granted = fc
  .record({
    rules: fc.subarray(RULES, { minLength: 1, maxLength: 3 }),
    who: fc.constantFrom(...WHO),
    everywhere: fc.boolean(),
  })
  .map(({ rules, who, everywhere }) => [
    clusterRole('ops', rules),
    bound(everywhere ? 'ops' : 'alpha/ops', 'ClusterRole/ops', [who]),
  ])

/** Roles and bindings, and service accounts of some namespaces that lend their token or do not. */
export function randomRightsOf(namespaces: readonly string[]): fc.Arbitrary<readonly KubeObject[]> {
  return fc
    .record({
      grants: fc.oneof(fc.constant([]), granted),
      declines: fc.boolean(),
    })
    .map(({ grants, declines }) => [
      clusterRole('cluster-admin', [rule('*', '*', '*')], { labels: MARK }),
      bound('cluster-admin', 'ClusterRole/cluster-admin', ['Group system:masters'], MARK),
      ...grants,
      ...namespaces.map((namespace) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace },
        ...(declines ? { automountServiceAccountToken: false } : {}),
      })),
    ])
}
