import { createTwoFilesPatch } from 'diff'
import { isOfPolicies } from '../analyse/known-kinds.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import { digestOf, type Digest } from '../core/digest.ts'
import type { JsonObject } from '../core/json.ts'
import { objectKeyOf, objectKeyParts } from '../core/object-key.ts'
import { stringifyYaml } from '../core/yaml-text.ts'
import type { ObjectChange } from '../model/comparison.ts'
import type { KubeObject, ObjectKey } from '../model/object.ts'

/** Reads one side's objects again from their start, in key order. */
export type ObjectSource = () => AsyncIterable<KubeObject>

/** What one cluster's comparison of objects says, and for which kinds only the version changed. */
export type ObjectComparison = {
  readonly changes: readonly ObjectChange[]
  /** `apps/Deployment: v1beta1 before, v1 now`, once per kind, sorted */
  readonly versions: readonly string[]
}

/** Kinds that controllers make and replace all the time: their effect shows in connectivity, they themselves are noise. */
const NOISE = new Set([
  'Endpoints',
  'EndpointSlice',
  'Event',
  'Lease',
  'CiliumEndpoint',
  'CiliumIdentity',
])

/** What is left out of the comparison of objects, as every comparison prints it. */
export const LEFT_OUT =
  'left out of the comparison of objects: pods and replica sets that a controller owns, endpoints, events and leases; their effect is in connectivity'

/** Objects that came, went or changed between two snapshots of one cluster, sorted by key. Of those that came or went, policies alone are shown whole: a namespace that goes takes everything in it along. */
export async function compareObjects(
  cluster: string,
  base: ObjectSource,
  head: ObjectSource,
): Promise<ObjectComparison> {
  const before = await digests(base)
  const { changes, changed, versions } = await readHead(cluster, before, head)
  for await (const object of base()) {
    const identity = identityOf(object)
    const after = changed.get(identity)
    if (after !== undefined) changes.push(changeOf(cluster, object, after))
    else if (before.has(identity)) changes.push(wholeOf(cluster, object, 'removed'))
  }
  const sorted = changes.sort((one, two) => byCodeUnit(one.key, two.key))
  return { changes: sorted, versions: [...versions].sort() }
}

type Known = { readonly digest: Digest; readonly key: ObjectKey; readonly version: string }

async function digests(source: ObjectSource): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  for await (const object of source()) {
    if (isNoise(object)) continue
    known.set(identityOf(object), {
      digest: digestOf(canonicalJson(comparable(object))),
      key: objectKeyOf(object),
      version: versionOf(object),
    })
  }
  return known
}

/** What a reading of the head leaves behind; of the objects of the base, those that the head lacks are left. */
type HeadReading = {
  readonly changes: ObjectChange[]
  /** objects of the head whose content differs, by identity */
  readonly changed: Map<string, KubeObject>
  readonly versions: Set<string>
}

async function readHead(
  cluster: string,
  before: Map<string, Known>,
  head: ObjectSource,
): Promise<HeadReading> {
  const reading: HeadReading = { changes: [], changed: new Map(), versions: new Set() }
  for await (const object of head()) {
    if (isNoise(object)) continue
    const identity = identityOf(object)
    const old = before.get(identity)
    before.delete(identity)
    if (old === undefined) reading.changes.push(wholeOf(cluster, object, 'added'))
    else noteDifference(reading, identity, old, object)
  }
  return reading
}

function noteDifference(
  reading: HeadReading,
  identity: string,
  old: Known,
  object: KubeObject,
): void {
  const version = versionOf(object)
  if (version !== old.version) {
    reading.versions.add(`${kindOf(object)}: ${old.version} before, ${version} now`)
  }
  if (digestOf(canonicalJson(comparable(object))) !== old.digest)
    reading.changed.set(identity, object)
}

function changeOf(cluster: string, before: KubeObject, after: KubeObject): ObjectChange {
  return { cluster, key: objectKeyOf(after), change: 'changed', diff: diffOf(before, after) }
}

/** An object that came or went; of a policy, all lines of it. */
function wholeOf(cluster: string, object: KubeObject, change: 'added' | 'removed'): ObjectChange {
  const said = { cluster, key: objectKeyOf(object), change }
  if (!isOfPolicies(kindOf(object))) return said
  return {
    ...said,
    diff: change === 'added' ? diffOf(undefined, object) : diffOf(object, undefined),
  }
}

function diffOf(before: KubeObject | undefined, after: KubeObject | undefined): string {
  const patch = createTwoFilesPatch('before', 'after', textOf(before), textOf(after), '', '', {
    context: 3,
  })
  return patch.split('\n').slice(1).join('\n')
}

function textOf(object: KubeObject | undefined): string {
  return object === undefined ? '' : stringifyYaml(comparable(object))
}

/** Metadata that the server sets by itself. */
const SERVER_SET = ['uid', 'generation', 'creationTimestamp', 'managedFields', 'resourceVersion']

/** The object without what changes by itself: server-set metadata, status, version. */
function comparable(object: KubeObject): JsonObject {
  return {
    ...without(object, ['apiVersion', 'status', 'metadata']),
    metadata: without(object.metadata, SERVER_SET),
  }
}

function without(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}

function isNoise(object: KubeObject): boolean {
  if (NOISE.has(object.kind)) return true
  const owned = Array.isArray(object.metadata.ownerReferences)
  return owned && (object.kind === 'Pod' || object.kind === 'ReplicaSet')
}

function versionOf(object: KubeObject): string {
  return objectKeyParts(objectKeyOf(object)).version
}

function kindOf(object: KubeObject): string {
  const { group, kind } = objectKeyParts(objectKeyOf(object))
  return group === '' ? kind : `${group}/${kind}`
}

/** What two versions of one object share (model/object.ts, ObjectKey): group, Kind, namespace, name. */
function identityOf(object: KubeObject): string {
  const { group, kind, namespace, name } = objectKeyParts(objectKeyOf(object))
  return [group, kind, namespace, name].join('/')
}

function byCodeUnit(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0
}
