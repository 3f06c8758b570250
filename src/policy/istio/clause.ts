import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Untranslated } from '../../model/policy.ts'
import { isGiven, refuseUnknown, textList } from '../fields.ts'
import {
  accountPeers,
  domainPeers,
  namespacePeers,
  peersOfEach,
  principalPeers,
} from './identity.ts'
import { ALL_PORTS, exceptPorts, onlyPorts } from './ports.ts'
import type { Ports } from './ports.ts'
import { ANYONE, both, neither, surely } from './who.ts'
import type { Who } from './who.ts'

/** What one source, operation or condition of a rule asks; what the proxies make of it depends on which of them enforces. */
export type Clause = {
  readonly who: Who
  readonly ports: Ports
  /** whether anything of it is about the connection itself, which ztunnel needs to match at all */
  readonly connection: boolean
  /** fields that only HTTP requests have, as conditions are worded */
  readonly http: readonly string[]
  /** fields that Envoy decides on other facts of a connection than its ends, and ztunnel does not know */
  readonly envoy: readonly string[]
  /** fields that every proxy decides and that are not compared here */
  readonly open: readonly string[]
}

/** A clause that asks nothing. */
export const NO_CLAUSE: Clause = {
  who: ANYONE,
  ports: ALL_PORTS,
  connection: false,
  http: [],
  envoy: [],
  open: [],
}

/** What a reader of clauses needs. */
export type ClauseReader = { readonly home: string; readonly faults: Untranslated[] }

/** Whom each text of a list names. */
type Naming = (text: string, home: string) => Who

const NAMINGS: Readonly<Record<string, Naming>> = {
  principals: principalPeers,
  namespaces: namespacePeers,
  serviceAccounts: accountPeers,
  trustDomains: domainPeers,
  ipBlocks: (text) =>
    surely([{ kind: 'addresses', cidr: cidrOf(text) ?? text, except: [], matchesPods: 'yes' }]),
}

const SOURCE_HTTP = ['requestPrincipals']
const SOURCE_ENVOY = ['remoteIpBlocks']
const OPERATION_HTTP = ['hosts', 'methods', 'paths']

/**
 * One source: all its fields together; of each list any value, and none of its `not` list (security/v1beta1/authorization_policy.proto). Who has no
 * identity is matched by no principal, namespace or account, and by each of their `not` lists.
 */
export function readSource(item: JsonValue, pointer: string, reader: ClauseReader): Clause {
  const names = [...Object.keys(NAMINGS), ...SOURCE_HTTP, ...SOURCE_ENVOY]
  const lists = listsOf(item, 'source', names, pointer, reader.faults)
  const given = Object.keys(NAMINGS).flatMap((name) => lists.filter((each) => each.name === name))
  for (const { name, values, pointer: at } of lists)
    if (name === 'ipBlocks' || name === 'remoteIpBlocks') checkBlocks(values, at, reader.faults)
  return {
    ...NO_CLAUSE,
    who: both(given.map((each) => namedBy(each, reader.home))),
    connection: given.length > 0,
    http: worded(lists, SOURCE_HTTP),
    envoy: worded(lists, SOURCE_ENVOY),
  }
}

/** One operation: its ports, and what it asks of HTTP requests. */
export function readOperation(item: JsonValue, pointer: string, reader: ClauseReader): Clause {
  const lists = listsOf(item, 'operation', ['ports', ...OPERATION_HTTP], pointer, reader.faults)
  const ports = lists.filter(({ name }) => name === 'ports')
  return {
    ...NO_CLAUSE,
    ports: ports.reduce((left, each) => narrowed(left, each, reader.faults), ALL_PORTS),
    connection: ports.length > 0,
    http: worded(lists, OPERATION_HTTP),
  }
}

/** Attributes of conditions that say what a field of a source says. */
const LIKE_SOURCES: Readonly<Record<string, string>> = {
  'source.ip': 'ipBlocks',
  'source.namespace': 'namespaces',
  'source.principal': 'principals',
}

/** One condition on an attribute (istio, pilot/pkg/security/authz/model/model.go). */
export function readCondition(item: JsonValue, pointer: string, reader: ClauseReader): Clause {
  const { faults, home } = reader
  if (!isJsonObject(item) || typeof item.key !== 'string') {
    faults.push({ pointer, why: 'a condition is an object with a key' })
    return NO_CLAUSE
  }
  refuseUnknown(item, ['key', 'values', 'notValues'], pointer, faults)
  const { key } = item
  const lists = (['values', 'notValues'] as const).flatMap((field) =>
    listAt(item, field, key, field === 'notValues', pointer, faults),
  )
  if (lists.length === 0) faults.push({ pointer, why: 'a condition needs values or notValues' })
  const like = LIKE_SOURCES[key]
  if (like !== undefined) {
    for (const { values, pointer: at } of lists)
      if (like === 'ipBlocks') checkBlocks(values, at, faults)
    const who = both(lists.map((each) => namedBy({ ...each, name: like }, home)))
    return { ...NO_CLAUSE, who, connection: true }
  }
  if (key === 'destination.port') {
    const ports = lists.reduce((left, each) => narrowed(left, each, faults), ALL_PORTS)
    return { ...NO_CLAUSE, ports, connection: true }
  }
  return unseen(key, lists, pointer, faults)
}

function unseen(
  key: string,
  lists: readonly List[],
  pointer: string,
  faults: Untranslated[],
): Clause {
  const said = lists.map(({ name, negative }) => `${negative ? 'not ' : ''}${name}`)
  if (key === 'destination.ip') {
    for (const { values, pointer: at } of lists) checkBlocks(values, at, faults)
    return { ...NO_CLAUSE, connection: true, open: said }
  }
  if (key.startsWith('request.')) return { ...NO_CLAUSE, http: said }
  if (key === 'remote.ip' || key === 'connection.sni' || key.startsWith('experimental.'))
    return { ...NO_CLAUSE, envoy: said }
  faults.push({ pointer: pointerTo(pointer, 'key'), why: 'an attribute that is not known' })
  return NO_CLAUSE
}

/** One list of texts, or its `not` form. */
type List = {
  readonly name: string
  readonly negative: boolean
  readonly values: readonly string[]
  readonly pointer: string
}

/** The lists of `{source: {...}}` or `{operation: {...}}`; at least one. */
function listsOf(
  item: JsonValue,
  field: 'source' | 'operation',
  names: readonly string[],
  pointer: string,
  faults: Untranslated[],
): readonly List[] {
  const at = pointerTo(pointer, field)
  const inner = isJsonObject(item) ? item[field] : undefined
  if (!isJsonObject(item) || !isJsonObject(inner)) {
    faults.push({ pointer: inner === undefined ? pointer : at, why: `a ${field} is an object` })
    return []
  }
  refuseUnknown(item, [field], pointer, faults)
  refuseUnknown(
    inner,
    names.flatMap((name) => [name, negativeOf(name)]),
    at,
    faults,
  )
  const lists = names.flatMap((name) => [
    ...listAt(inner, name, name, false, at, faults),
    ...listAt(inner, negativeOf(name), name, true, at, faults),
  ])
  if (lists.length === 0) faults.push({ pointer: at, why: `a ${field} without any field` })
  return lists
}

function listAt(
  object: JsonObject,
  field: string,
  name: string,
  negative: boolean,
  pointer: string,
  faults: Untranslated[],
): readonly List[] {
  const value = object[field]
  if (!isGiven(value)) return []
  const values = textList(value)
  const at = pointerTo(pointer, field)
  if (values === undefined || values.includes('')) {
    faults.push({ pointer: at, why: 'a list of text is expected' })
    return []
  }
  return values.length === 0 ? [] : [{ name, negative, values, pointer: at }]
}

function negativeOf(name: string): string {
  return `not${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

function namedBy({ name, negative, values }: List, home: string): Who {
  const who = peersOfEach(values, (text) => NAMINGS[name]?.(text, home) ?? ANYONE)
  return negative ? neither(who) : who
}

function narrowed(
  ports: Ports,
  { values, negative, pointer }: List,
  faults: Untranslated[],
): Ports {
  const numbers = values.map((text) => (/^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 65536))
  const wrong = numbers.findIndex((port) => port > 65535)
  if (wrong >= 0) faults.push({ pointer: pointerTo(pointer, wrong), why: 'not a port number' })
  return negative ? exceptPorts(ports, numbers) : onlyPorts(ports, numbers)
}

function worded(lists: readonly List[], names: readonly string[]): readonly string[] {
  return lists
    .filter(({ name }) => names.includes(name))
    .map(({ name, negative }) => (negative ? negativeOf(name) : name))
}

function checkBlocks(values: readonly string[], pointer: string, faults: Untranslated[]): void {
  for (const [index, text] of values.entries())
    if (cidrOf(text) === undefined)
      faults.push({
        pointer: pointerTo(pointer, index),
        why: 'an address or CIDR that cannot be read',
      })
}

/** A single address is a block of its own; an IPv4 address written as IPv6 is read differently by different readers. */
function cidrOf(text: string): string | undefined {
  const address = parseIpAddress(text)
  const cidr = address === undefined ? text : `${text}/${address.family === 4 ? 32 : 128}`
  const range = parseCidr(cidr)
  const mapped = range?.family === 6 && range.first >> 32n === 0xffffn
  return range === undefined || mapped ? undefined : cidr
}
