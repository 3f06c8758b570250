import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { formatIpAddress, parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Peer, Untranslated } from '../../model/policy.ts'
import { selectedGroups } from './group-selector.ts'
import { BY_SETTING, CIDR_GROUP } from './sets.ts'
import { nodeKeyOf } from './selector.ts'
import { readCidr } from '../cidr.ts'
import { isGiven, listOrNothing, refuseUnknown } from '../fields.ts'
import { readSelector } from '../selector.ts'

/** One item of fromCIDR or toCIDR: a CIDR, or one address (pkg/policy/api/rule_validation.go, CIDR.sanitize). */
export function readBlock(value: JsonValue, pointer: string, faults: Untranslated[]): Peer[] {
  const address = typeof value === 'string' ? parseIpAddress(value) : undefined
  const text =
    address === undefined
      ? value
      : `${formatIpAddress(address)}/${address.family === 4 ? '32' : '128'}`
  const cidr = readCidr(text, pointer, faults)
  return cidr === undefined ? [] : [{ kind: 'addresses', cidr, except: [], ...BY_SETTING }]
}

/** One item of fromCIDRSet or toCIDRSet: a CIDR or CIDR groups, less exceptions. */
export function readCidrRule(value: JsonValue, pointer: string, faults: Untranslated[]): Peer[] {
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a CIDR rule is an object' })
    return []
  }
  const before = faults.length
  refuseUnknown(value, ['cidr', 'cidrGroupRef', 'cidrGroupSelector', 'except'], pointer, faults)
  const except = exceptOf(value, pointer, faults)
  const [field, ...more] = ['cidr', 'cidrGroupRef', 'cidrGroupSelector'].filter((name) =>
    isGiven(value[name]),
  )
  if (field === undefined || more.length > 0) {
    faults.push({ pointer, why: 'exactly one of cidr, cidrGroupRef and cidrGroupSelector' })
    return []
  }
  const peers =
    field === 'cidr'
      ? blockOf(value.cidr, except, pointer, faults)
      : groupsOf(value, field, except, pointer, faults)
  return faults.length > before ? [] : peers
}

function exceptOf(rule: JsonObject, pointer: string, faults: Untranslated[]): readonly string[] {
  const at = pointerTo(pointer, 'except')
  const items = listOrNothing(rule.except, at, faults) ?? []
  const read = items.flatMap((item, index) => readCidr(item, pointerTo(at, index), faults) ?? [])
  return [...new Set(read)].sort()
}

/** Cilium refuses a policy with an exception that is not part of the CIDR. */
function blockOf(
  value: JsonValue | undefined,
  except: readonly string[],
  pointer: string,
  faults: Untranslated[],
): Peer[] {
  const cidr = readCidr(value, pointerTo(pointer, 'cidr'), faults)
  if (cidr === undefined) return []
  const strange = except.find((hole) => !holds(cidr, hole))
  if (strange !== undefined)
    faults.push({ pointer: pointerTo(pointer, 'except'), why: `${strange} is not in ${cidr}` })
  return [{ kind: 'addresses', cidr, except, ...BY_SETTING }]
}

function holds(cidr: string, hole: string): boolean {
  const whole = parseCidr(cidr)
  const part = parseCidr(hole)
  if (whole === undefined || part?.family !== whole.family) return false
  return whole.first <= part.first && part.first <= whole.last
}

function groupsOf(
  rule: JsonObject,
  field: string,
  except: readonly string[],
  pointer: string,
  faults: Untranslated[],
): Peer[] {
  const at = pointerTo(pointer, field)
  const found =
    field === 'cidrGroupRef'
      ? namedGroup(rule.cidrGroupRef, at, faults)
      : selectedGroups(rule.cidrGroupSelector ?? {}, at, faults)
  if (except.length === 0) return found
  const holes = except.map((cidr): Peer => ({
    kind: 'not',
    peer: { kind: 'addresses', cidr, except: [], ...BY_SETTING },
  }))
  return found.map((peer) => ({ kind: 'all-of', peers: [peer, ...holes] }))
}

function namedGroup(value: JsonValue | undefined, pointer: string, faults: Untranslated[]): Peer[] {
  if (typeof value === 'string' && value !== '')
    return [{ kind: 'address-sets', family: CIDR_GROUP, name: value, ...BY_SETTING }]
  faults.push({ pointer, why: 'a CIDR group is named by text' })
  return []
}

/** One item of toFQDNs: a name, or a pattern of names (layer3.rst, "DNS based"). */
export function readName(value: JsonValue, pointer: string, faults: Untranslated[]): Peer[] {
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a DNS selector is an object' })
    return []
  }
  refuseUnknown(value, ['matchName', 'matchPattern'], pointer, faults)
  const { matchName, matchPattern } = value
  const pattern = matchName ?? matchPattern
  const fits = isGiven(matchName) ? /^[-\w.]+$/ : /^[-\w.*]+$/
  if (
    isGiven(matchName) !== isGiven(matchPattern) &&
    typeof pattern === 'string' &&
    fits.test(pattern)
  )
    return [{ kind: 'names', pattern, matchesPods: 'no' }]
  const field = isGiven(matchName) ? 'matchName' : 'matchPattern'
  const at = value[field] === undefined ? pointer : pointerTo(pointer, field)
  faults.push({ pointer: at, why: 'exactly one DNS name or pattern' })
  return []
}

/** One item of toServices: a Service by name, or Services by their labels; without a namespace, of any (pkg/policy/k8s/service.go). */
export function readServicePeer(value: JsonValue, pointer: string, faults: Untranslated[]): Peer[] {
  const fields = ['k8sService', 'k8sServiceSelector']
  if (!isJsonObject(value) || !refuseUnknown(value, fields, pointer, faults)) {
    if (!isJsonObject(value)) faults.push({ pointer, why: 'a Service peer is an object' })
    return []
  }
  const [field, ...more] = fields.filter((name) => isGiven(value[name]))
  const inner = field === undefined ? undefined : value[field]
  if (field === undefined || more.length > 0 || !isJsonObject(inner)) {
    const at = field === undefined ? pointer : pointerTo(pointer, field)
    faults.push({ pointer: at, why: 'exactly one of k8sService and k8sServiceSelector' })
    return []
  }
  return field === 'k8sService'
    ? namedService(inner, pointerTo(pointer, field), faults)
    : selectedServices(inner, pointerTo(pointer, field), faults)
}

function namedService(item: JsonObject, pointer: string, faults: Untranslated[]): Peer[] {
  const before = faults.length
  refuseUnknown(item, ['serviceName', 'namespace'], pointer, faults)
  const name = textOrNothing(item, 'serviceName', pointer, faults)
  const namespace = textOrNothing(item, 'namespace', pointer, faults)
  if (faults.length > before) return []
  return name === undefined ? [] : [serviceBy({ namespace, name })]
}

function selectedServices(item: JsonObject, pointer: string, faults: Untranslated[]): Peer[] {
  const before = faults.length
  refuseUnknown(item, ['selector', 'namespace'], pointer, faults)
  const namespace = textOrNothing(item, 'namespace', pointer, faults)
  const at = item.selector === undefined ? pointer : pointerTo(pointer, 'selector')
  const selector = readSelector(item.selector ?? null, at, faults)
  if (selector === undefined || faults.length > before) return []
  const labels = selector.map((each) => ({ ...each, key: nodeKeyOf(each.key) ?? each.key }))
  return [serviceBy({ namespace, labels })]
}

type ServicePeer = Extract<Peer, { kind: 'service' }>

function serviceBy({
  namespace,
  ...by
}: Pick<ServicePeer, 'name' | 'labels'> & { readonly namespace: string | undefined }): Peer {
  return {
    kind: 'service',
    ...by,
    ...(namespace === undefined ? {} : { namespace }),
    matchesPods: 'by-enforcer',
  }
}

/** Text; an absent or empty one is nothing. */
function textOrNothing(
  item: JsonObject,
  name: string,
  pointer: string,
  faults: Untranslated[],
): string | undefined {
  const value = item[name]
  if (!isGiven(value) || value === '') return undefined
  if (typeof value === 'string') return value
  faults.push({ pointer: pointerTo(pointer, name), why: 'text is expected' })
  return undefined
}
