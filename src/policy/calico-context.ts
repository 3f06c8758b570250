import { isJsonObject, parseJson } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { parseIpAddress } from '../core/ip-address.ts'
import { pointerTo } from '../core/json-pointer.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject, Labels, ObjectKey } from '../model/object.ts'
import type { AddressSet, Untranslated } from '../model/policy.ts'
import { CALICO_SETS, readNets } from './calico-fields.ts'
import { LAST, orderOf } from './calico-policy.ts'
import { readCalicoRules } from './calico-rule.ts'
import type { CalicoRule } from './calico-rule.ts'
import { isGiven, textList } from './fields.ts'

/** Where a tier stands, and whether what no policy of it matches goes on to the next. */
export type CalicoTier = { readonly order: number; readonly passes: boolean }

/** Labels as read, and whether these are all. */
export type KnownLabels = { readonly labels: Labels; readonly complete: boolean }

/** An interface of a node, or, with `everywhere`, all of them. */
export type HostEndpoint = KnownLabels & {
  readonly source: ObjectKey
  readonly name: string
  readonly node: string
  readonly everywhere: boolean
  readonly addresses: readonly string[]
  readonly profiles: readonly string[]
  readonly namesPorts: boolean
  /** why it is not known what it is */
  readonly unreadable?: string
}

/** Rules for endpoints that no policy decided about, and labels that they inherit. */
export type CalicoProfile = KnownLabels & {
  readonly source: ObjectKey
  readonly rules: readonly CalicoRule[]
  readonly untranslated: readonly Untranslated[]
}

/** The group of Calico's own API server; the other one is what it stores. */
const SERVED = 'projectcalico.org/'

/** Objects once each: where the API server of Calico serves what is also stored, as served. */
export function servedOnce(objects: readonly KubeObject[]): readonly KubeObject[] {
  const best = new Map<string, KubeObject>()
  for (const object of objects) {
    const { kind, metadata } = object
    const key = `${kind} ${metadata.namespace ?? ''} ${plainName(kind, metadata.name)}`
    if (!best.has(key) || object.apiVersion.startsWith(SERVED)) best.set(key, object)
  }
  return [...best.values()]
}

/** A name without the tier that Calico puts before the names of policies in the default tier where it stores them (libcalico-go/lib/names/policy.go). */
export function plainName(kind: string, name: string): string {
  return kind.endsWith('NetworkPolicy') ? name.replace(/^default\./, '') : name
}

/** Tiers by name; one whose order or action cannot be read is left out, and with it its policies have no place. */
export function readTiers(objects: readonly KubeObject[]): ReadonlyMap<string, CalicoTier> {
  return new Map(
    objects.flatMap(({ kind, metadata, spec }) => {
      if (kind !== 'Tier') return []
      const faults: Untranslated[] = []
      const object = isJsonObject(spec) ? spec : {}
      const order = orderOf(object.order, '', faults)
      const action = object.defaultAction ?? 'Deny'
      const sound = faults.length === 0 && (action === 'Deny' || action === 'Pass')
      return sound ? [[metadata.name, { order, passes: action === 'Pass' }] as const] : []
    }),
  )
}

/**
 * The labels of an object. What Calico stores has them in an annotation, as JSON (libcalico-go/lib/backend/k8s/resources, resources.go); where
 * that was redacted they are not known.
 */
function labelsOf({ metadata }: KubeObject): KnownLabels {
  const whole: JsonObject = metadata
  const annotations = isJsonObject(whole.annotations) ? whole.annotations : {}
  const stored = annotations['projectcalico.org/metadata']
  if (!isGiven(stored)) return { labels: textsIn(whole.labels), complete: true }
  const parsed = typeof stored === 'string' ? jsonIn(stored) : undefined
  return isJsonObject(parsed)
    ? { labels: textsIn(parsed.labels), complete: true }
    : { labels: {}, complete: false }
}

function jsonIn(text: string): JsonValue | undefined {
  try {
    return parseJson(text, 'labels')
  } catch {
    return undefined
  }
}

function textsIn(value: JsonValue | undefined): Labels {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

/** NetworkSets, and the expected addresses of host endpoints, which selectors mean as well. */
export function addressSetsOf(
  objects: readonly KubeObject[],
  hosts: readonly HostEndpoint[],
): readonly AddressSet[] {
  return [...objects.flatMap(setOf), ...hosts.map(setOfHost)]
}

const SETS = ['NetworkSet', 'GlobalNetworkSet']

function setOf(object: KubeObject): AddressSet[] {
  const { kind, metadata, spec } = object
  if (!SETS.includes(kind)) return []
  const faults: Untranslated[] = []
  const content = isGiven(spec) ? spec : {}
  if (!isJsonObject(content)) faults.push({ pointer: '/spec', why: 'a set is an object' })
  const fields = isJsonObject(content) ? content : {}
  for (const field of Object.keys(fields))
    if (field !== 'nets')
      faults.push({ pointer: pointerTo('/spec', field), why: 'a field that is not known' })
  const nets = readNets(fields.nets, '/spec/nets', faults) ?? []
  const { labels, complete } = labelsOf(object)
  return [
    {
      source: objectKeyOf(object),
      family: CALICO_SETS,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      name: metadata.name,
      labels,
      ...(complete ? {} : { partlyLabelled: true }),
      blocks: nets.map((cidr) => ({ cidr, except: [] })),
      untranslated: faults,
    },
  ]
}

function setOfHost({ source, name, labels, complete, addresses, unreadable }: HostEndpoint) {
  return {
    source,
    family: CALICO_SETS,
    name,
    labels,
    ...(complete ? {} : ({ partlyLabelled: true } as const)),
    blocks: addresses.map((cidr) => ({ cidr, except: [] })),
    untranslated: unreadable === undefined ? [] : [{ pointer: '/spec', why: unreadable }],
  }
}

/** Host endpoints with the labels that their profiles give them; their own win. */
export function readHosts(
  objects: readonly KubeObject[],
  profiles: ReadonlyMap<string, CalicoProfile>,
): readonly HostEndpoint[] {
  return objects.flatMap((object) =>
    object.kind === 'HostEndpoint' ? [hostOf(object, profiles)] : [],
  )
}

function specOf({ spec }: KubeObject): JsonObject {
  return isJsonObject(spec) ? spec : {}
}

function hostOf(object: KubeObject, profiles: ReadonlyMap<string, CalicoProfile>): HostEndpoint {
  const spec = specOf(object)
  const own = labelsOf(object)
  const names = textList(spec.profiles ?? [])
  const addresses = textList(spec.expectedIPs ?? [])
  const inherited = (names ?? []).map((name) => profiles.get(name))
  const unreadable =
    typeof spec.node !== 'string' || names === undefined || addresses === undefined
      ? 'node, profiles or addresses of a host endpoint cannot be read'
      : undefined
  return {
    source: objectKeyOf(object),
    name: object.metadata.name,
    node: typeof spec.node === 'string' ? spec.node : '',
    everywhere: spec.interfaceName === '*',
    labels: Object.assign(
      {},
      ...inherited.toReversed().map((profile) => profile?.labels),
      own.labels,
    ) as Labels,
    complete: own.complete,
    addresses: (addresses ?? []).flatMap(cidrOf),
    profiles: names ?? [],
    namesPorts: Array.isArray(spec.ports) && spec.ports.length > 0,
    ...(unreadable === undefined ? {} : { unreadable }),
  }
}

function cidrOf(text: string): string[] {
  const address = parseIpAddress(text)
  return address === undefined ? [] : [`${text}/${address.family === 4 ? 32 : 128}`]
}

/** Profiles by name. */
export function readProfiles(objects: readonly KubeObject[]): ReadonlyMap<string, CalicoProfile> {
  return new Map(
    objects.flatMap((object) => {
      if (object.kind !== 'Profile') return []
      const spec = isJsonObject(object.spec) ? object.spec : {}
      const untranslated: Untranslated[] = []
      const rules = (['ingress', 'egress'] as const).flatMap((direction) =>
        readCalicoRules(spec[direction], direction, undefined, untranslated),
      )
      const labels = textsIn(spec.labelsToApply)
      const profile = { source: objectKeyOf(object), rules, untranslated, labels, complete: true }
      return [[object.metadata.name, profile] as const]
    }),
  )
}

/** The version of Calico as `major * 1000 + minor`; undefined where the cluster does not say. */
export function versionOf(objects: readonly KubeObject[]): number | undefined {
  for (const { kind, spec } of objects) {
    if (kind !== 'ClusterInformation' || !isJsonObject(spec)) continue
    const found = /^v?(\d+)\.(\d+)/.exec(
      typeof spec.calicoVersion === 'string' ? spec.calicoVersion : '',
    )
    if (found !== null) return Number(found[1]) * 1000 + Number(found[2])
  }
  return undefined
}

/** Tiers that every cluster has: where NetworkPolicy and the policies of administrators stand (api/pkg/apis/projectcalico/v3/tier.go). */
export const STATIC_TIERS: Readonly<Record<string, CalicoTier>> = {
  'kube-admin': { order: 1000, passes: true },
  adminnetworkpolicy: { order: 1000, passes: true },
  default: { order: 1_000_000, passes: false },
  'kube-baseline': { order: 10_000_000, passes: true },
  baselineadminnetworkpolicy: { order: 10_000_000, passes: true },
}

/** The tier of a policy that names one which is not there: after all others, if it is enforced at all. */
export const MISSING_TIER: CalicoTier = { order: LAST, passes: false }
