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
} from './admin/policy.ts'
import type { PolicyDialect } from './admin/policy.ts'
import { PROTOCOLS, type TrafficItems } from './admin/rule.ts'
import { frozen, isGiven, isPortNumber, refuseUnknown } from './fields.ts'

const ID = 'cluster-network-policy'
const TIERS = { Admin: ADMIN_TIER, Baseline: BASELINE_TIER } as const

const PORTS: TrafficItems = {
  noun: 'protocol',
  fields: PROTOCOLS.map((protocol) => protocol.toLowerCase()),
  nameField: 'destinationNamedPort',
  trafficOf: portsOf,
}

const DIALECT: PolicyDialect = {
  api: ID,
  actions: { Accept: 'allow', Deny: 'deny', Pass: 'pass' },
  trafficField: 'protocols',
  trafficItems: PORTS,
  placeFields: ['tier', 'priority'],
  placeOf: (spec, _name, faults) => {
    const tier = spec.tier === 'Admin' || spec.tier === 'Baseline' ? TIERS[spec.tier] : undefined
    const pointer = spec.tier === undefined ? '/spec' : '/spec/tier'
    if (tier === undefined) faults.push({ pointer, why: 'a tier is Admin or Baseline' })
    const priority = readPriority(spec, faults)
    return tier && { tier, priority }
  },
}

/** ClusterNetworkPolicy of policy.networking.k8s.io (network-policy-api, apis/v1alpha2 and apis/v1beta1, which say the same). */
export const clusterNetworkPolicyApi: PolicyApi = frozen({
  id: ID,
  title: 'ClusterNetworkPolicy v1alpha2 and v1beta1',
  resources: ['v1alpha2', 'v1beta1'].map((version) => ({
    group: 'policy.networking.k8s.io',
    version,
    resource: 'clusternetworkpolicies',
    kind: 'ClusterNetworkPolicy',
    namespaced: false,
  })),
  translate: (object) => readAdminPolicy(object, DIALECT),
  settle: (world) => settleNames(world, ID),
})

function portsOf(
  field: string,
  value: JsonObject,
  pointer: string,
  faults: Untranslated[],
): readonly Traffic[] | undefined {
  const protocol = PROTOCOLS.find((known) => known.toLowerCase() === field)
  if (protocol === undefined) return undefined
  if (!refuseUnknown(value, ['destinationPort'], pointer, faults)) return []
  const bounds = boundsOf(value.destinationPort, pointerTo(pointer, 'destinationPort'), faults)
  return bounds && [{ kind: 'ports', protocol, ...bounds }]
}

/** Exactly one of a number and a range whose start is below its end; undefined for anything else. */
function boundsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): { readonly from: number; readonly to: number } | undefined {
  if (!isJsonObject(value) || !refuseUnknown(value, ['number', 'range'], pointer, faults))
    return undefined
  const { number, range } = value
  if (isGiven(number) === isGiven(range)) return undefined
  if (isGiven(number)) return isPortNumber(number) ? { from: number, to: number } : undefined
  if (!isJsonObject(range)) return undefined
  if (!refuseUnknown(range, ['start', 'end'], pointerTo(pointer, 'range'), faults)) return undefined
  const { start, end } = range
  return isPortNumber(start) && isPortNumber(end) && start < end
    ? { from: start, to: end }
    : undefined
}
