import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import type { PolicyApi, Traffic, Untranslated } from '../model/policy.ts'
import {
  ADMIN_TIER,
  BASELINE_TIER,
  readAdminPolicy,
  readPriority,
  settleNames,
} from './admin-policy.ts'
import type { PolicyDialect } from './admin-policy.ts'
import { readTrafficList } from './admin-rule.ts'
import type { AdminTraffic } from './admin-rule.ts'
import { frozen, isGiven, isPortName, isPortNumber, refuseUnknown } from './fields.ts'

const ID = 'admin-network-policy'
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const

const ADMIN: PolicyDialect = {
  api: ID,
  actions: { Allow: 'allow', Deny: 'deny', Pass: 'pass' },
  trafficField: 'ports',
  readTraffic: readPorts,
  placeFields: ['priority'],
  placeOf: (spec, faults) => {
    const priority = readPriority(spec, faults)
    return priority === undefined ? undefined : { tier: ADMIN_TIER, priority }
  },
}

/** There is one baseline policy, without priority, and nothing to pass to. */
const BASELINE: PolicyDialect = {
  ...ADMIN,
  actions: { Allow: 'allow', Deny: 'deny' },
  placeFields: [],
  placeOf: () => ({ tier: BASELINE_TIER, priority: 0 }),
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

/** The ports of a rule: without the field every port and protocol, also those without ports. */
function readPorts(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): AdminTraffic {
  return readTrafficList(value, pointer, faults, portOf)
}

const PORT_FIELDS = ['portNumber', 'portRange', 'namedPort']

/** undefined for an item without any field. */
function portOf(
  item: JsonValue,
  pointer: string,
  faults: Untranslated[],
): readonly Traffic[] | undefined {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a port is an object' })
    return []
  }
  if (!refuseUnknown(item, PORT_FIELDS, pointer, faults)) return []
  const [field, ...more] = PORT_FIELDS.filter((name) => isGiven(item[name]))
  if (field === undefined) return undefined
  const value = item[field]
  const traffic = more.length > 0 ? undefined : trafficOf(field, value, pointer, faults)
  if (traffic !== undefined) return traffic
  faults.push({ pointer: pointerTo(pointer, field), why: 'not a port, a name or a range in order' })
  return []
}

/** A named port is that port of the pod with whatever protocol it has there. */
function trafficOf(
  field: string,
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly Traffic[] | undefined {
  if (field === 'namedPort')
    return isPortName(value)
      ? PROTOCOLS.map((protocol) => ({ kind: 'named', name: value, protocol }))
      : undefined
  if (!isJsonObject(value)) return undefined
  const bounds = field === 'portNumber' ? ['port'] : ['start', 'end']
  if (!refuseUnknown(value, ['protocol', ...bounds], pointerTo(pointer, field), faults)) return []
  return rangeOf(value, bounds)
}

function rangeOf(value: JsonObject, bounds: readonly string[]): readonly Traffic[] | undefined {
  const protocol = PROTOCOLS.find((known) => known === (value.protocol ?? 'TCP'))
  const [from, to = from] = bounds.map((name) => value[name])
  if (protocol === undefined || !isPortNumber(from) || !isPortNumber(to)) return undefined
  const inOrder = bounds.length === 1 || from < to
  return inOrder ? [{ kind: 'ports', protocol, from, to }] : undefined
}
