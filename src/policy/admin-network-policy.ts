import type { JsonObject } from '../core/json.ts'
import type { PolicyApi, Traffic, Untranslated } from '../model/policy.ts'
import {
  ADMIN_TIER,
  BASELINE_TIER,
  readAdminPolicy,
  readPriority,
  settleNames,
} from './admin/policy.ts'
import type { PolicyDialect } from './admin/policy.ts'
import { PROTOCOLS, type TrafficItems } from './admin/rule.ts'
import { frozen, isPortNumber, refuseUnknown } from './fields.ts'

const ID = 'admin-network-policy'

const PORTS: TrafficItems = {
  noun: 'port',
  fields: ['portNumber', 'portRange'],
  nameField: 'namedPort',
  trafficOf: portsOf,
}

const ADMIN: PolicyDialect = {
  api: ID,
  actions: { Allow: 'allow', Deny: 'deny', Pass: 'pass' },
  trafficField: 'ports',
  trafficItems: PORTS,
  placeFields: ['priority'],
  placeOf: (spec, _name, faults) => ({ tier: ADMIN_TIER, priority: readPriority(spec, faults) }),
}

/** There is one baseline policy, named default, without priority, and nothing to pass to (apis/v1alpha1, baselineadminnetworkpolicy_types.go). */
const BASELINE: PolicyDialect = {
  ...ADMIN,
  actions: { Allow: 'allow', Deny: 'deny' },
  placeFields: [],
  placeOf: (_spec, name, faults) => {
    if (name !== 'default')
      faults.push({ pointer: '/metadata/name', why: 'the name has to be default' })
    return { tier: BASELINE_TIER, priority: 0 }
  },
}

/** AdminNetworkPolicy and BaselineAdminNetworkPolicy of policy.networking.k8s.io/v1alpha1 (network-policy-api, apis/v1alpha1). */
export const adminNetworkPolicyApi: PolicyApi = frozen({
  id: ID,
  title: 'AdminNetworkPolicy and BaselineAdminNetworkPolicy v1alpha1',
  resources: [
    resource('adminnetworkpolicies', 'AdminNetworkPolicy'),
    resource('baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy'),
  ],
  translate: (object) =>
    readAdminPolicy(object, object.kind === 'BaselineAdminNetworkPolicy' ? BASELINE : ADMIN),
  settle: (world) => settleNames(world, ID),
})

function resource(name: string, kind: string) {
  return {
    group: 'policy.networking.k8s.io',
    version: 'v1alpha1',
    resource: name,
    kind,
    namespaced: false,
  }
}

function portsOf(
  field: string,
  value: JsonObject,
  pointer: string,
  faults: Untranslated[],
): readonly Traffic[] | undefined {
  const bounds = field === 'portNumber' ? ['port'] : ['start', 'end']
  if (!refuseUnknown(value, ['protocol', ...bounds], pointer, faults)) return []
  const protocol = PROTOCOLS.find((known) => known === (value.protocol ?? 'TCP'))
  const [from, to = from] = bounds.map((name) => value[name])
  if (protocol === undefined || !isPortNumber(from) || !isPortNumber(to)) return undefined
  const inOrder = bounds.length === 1 || from < to
  return inOrder ? [{ kind: 'ports', protocol, from, to }] : undefined
}
