import { isJsonObject, parseJson } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type { AddressSet, Untranslated } from '../../model/policy.ts'
import type { HostEndpoint } from './endpoints.ts'
import { CALICO_SETS, readNets } from './fields.ts'
import { isGiven, readSpec } from '../fields.ts'
import { readLabels } from '../labels.ts'
import type { KnownLabels } from '../labels.ts'

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

/**
 * The labels of an object. What Calico stores has them in an annotation, as JSON (libcalico-go/lib/backend/k8s/resources, resources.go); where
 * that was redacted they are not known.
 */
export function labelsOf({ metadata }: KubeObject): KnownLabels {
  const whole: JsonObject = metadata
  const annotations = isJsonObject(whole.annotations) ? whole.annotations : {}
  const stored = annotations['projectcalico.org/metadata']
  if (!isGiven(stored)) return readLabels(whole.labels)
  const parsed = typeof stored === 'string' ? jsonIn(stored) : undefined
  return isJsonObject(parsed) ? readLabels(parsed.labels) : { labels: {}, complete: false }
}

function jsonIn(text: string): JsonValue | undefined {
  try {
    return parseJson(text, 'labels')
  } catch {
    return undefined
  }
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
  const fields = readSpec(spec, ['nets'], faults)
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
    untranslated: unreadable === undefined ? [] : [unreadable],
  }
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
