import { canonicalJson } from '../core/canonical-json.ts'
import { isJsonObject } from '../core/json.ts'
import type { JsonObject } from '../core/json.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject, ResourceName, ResourceRef } from '../model/object.ts'
import { READABLE_CONFIG_MAPS } from './config-maps.ts'
import { withPublishedKeys } from './config-map-list.ts'
import type { FoundObject } from './folder-files.ts'
import { CONFIG_MAPS, readerOfKind, resourceName } from './kinds.ts'
import type { KindReader } from './kinds.ts'
import { NO_NAME, apiVersionOf, metadataFault } from './list-page.ts'
import { looksLikePolicyApi } from './policy-names.ts'
import { podMakers } from './pod-makers.ts'

/** The objects of one resource in a folder, by key. */
export type FolderResource = {
  readonly reader: KindReader
  readonly ref: ResourceRef
  readonly objects: ReadonlyMap<string, KubeObject>
  /** what is not as it must be, with file and line, in the order of the files */
  readonly wrong: readonly string[]
}

/** What a folder holds. */
export type FolderContent = {
  readonly resources: ReadonlyMap<ResourceName, FolderResource>
  /** kinds that exhibit does not read, `group/Kind`, to how often they stand there */
  readonly leftOut: ReadonlyMap<string, number>
  /** those of them that look like a policy API, sorted */
  readonly unknownPolicyApis: readonly string[]
}

type Draft = {
  readonly reader: KindReader
  readonly ref: ResourceRef
  readonly objects: Map<string, KubeObject>
  readonly wrong: string[]
}

/** What is taken of a folder. */
type FolderOptions = {
  /** whether the two readable ConfigMaps are taken; any other is left out, like Secrets */
  readonly configMaps: boolean
  /** whether somebody says that all pods are there */
  readonly hasAllPods: boolean
}

/** Sorts the objects of a folder by resource. */
export function folderContent(
  found: Iterable<FoundObject>,
  { configMaps, hasAllPods }: FolderOptions,
): FolderContent {
  const drafts = new Map<ResourceName, Draft>()
  const leftOut = new Map<string, number>()
  const unknown = new Set<string>()
  const makers = podMakers()
  for (const { object, place } of found) {
    const { group, version, kind } = kindOf(object)
    const reader = group === '' && kind === 'ConfigMap' ? CONFIG_MAPS : readerOfKind(group, kind)
    const taken = reader === CONFIG_MAPS ? publishedConfigMap(object, configMaps) : object
    const name = group === '' ? kind : `${group}/${kind}`
    makers.note(object, name, reader !== undefined)
    if (reader === undefined || taken === undefined) {
      leftOut.set(name, (leftOut.get(name) ?? 0) + 1)
      if (looksLikePolicyApi(group, kind, kind)) unknown.add(`${kind}.${group}`)
    } else add(drafts, reader, version, taken, place)
  }
  if (!hasAllPods) addFault(drafts, makers.fault())
  return { resources: drafts, leftOut, unknownPolicyApis: [...unknown].sort() }
}

/** Says of the list of pods that some are missing; a folder of which nothing is read says so by itself. */
function addFault(drafts: Map<ResourceName, Draft>, fault: string | undefined): void {
  if (fault === undefined || drafts.size === 0) return
  const reader = readerOfKind('', 'Pod')
  if (reader === undefined) throw new Error('pods are read')
  const draft = drafts.get(resourceName(reader)) ?? newDraft(reader, 'v1')
  drafts.set(resourceName(reader), draft)
  draft.wrong.push(fault)
}

const NAME_HINT =
  ' (hint: give the object a metadata.name without / and %; a template must be rendered first)'

function add(
  drafts: Map<ResourceName, Draft>,
  reader: KindReader,
  version: string,
  object: JsonObject,
  place: string,
): void {
  const resource = resourceName(reader)
  const draft = drafts.get(resource) ?? newDraft(reader, version)
  drafts.set(resource, draft)
  const whole = withNamespace(object, draft.ref)
  const fault = versionFault(draft, version) ?? metadataFault(whole.metadata, draft.ref)
  if (fault !== undefined) {
    draft.wrong.push(`${place}: ${fault}${fault === NO_NAME ? NAME_HINT : ''}`)
    return
  }
  const kept = whole as KubeObject
  const key = objectKeyOf(kept)
  const other = draft.objects.get(key)
  if (other === undefined) draft.objects.set(key, kept)
  else if (canonicalJson(other) !== canonicalJson(kept))
    draft.wrong.push(`${place}: ${kept.metadata.name} stands there twice, and differs`)
}

function newDraft(reader: KindReader, version: string): Draft {
  const { group, resource, kind, namespaced } = reader
  const ref = { group, version, resource, kind, namespaced }
  return { reader, ref, objects: new Map(), wrong: [] }
}

/** One resource is kept in one version, that of its first object: keys and digests of a mixture would mean nothing. */
function versionFault({ reader, ref }: Draft, version: string): string | undefined {
  if (!reader.versions.includes(version)) return `version ${version} is not read`
  return version === ref.version ? undefined : `version ${version} beside ${apiVersionOf(ref)}`
}

/** kubectl puts what names no namespace into `default`. */
function withNamespace(object: JsonObject, ref: ResourceRef): JsonObject {
  const { metadata } = object
  if (!ref.namespaced || !isJsonObject(metadata) || metadata.namespace) return object
  return { ...object, metadata: { ...metadata, namespace: 'default' } }
}

function publishedConfigMap(object: JsonObject, wanted: boolean): JsonObject | undefined {
  const { metadata } = object
  const named = READABLE_CONFIG_MAPS.find(
    ({ name, namespace }) =>
      isJsonObject(metadata) && metadata.name === name && metadata.namespace === namespace,
  )
  if (!wanted || named === undefined) return undefined
  return withPublishedKeys(object as KubeObject, named.keys)
}

function kindOf({ apiVersion, kind }: FoundObject['object']): {
  group: string
  version: string
  kind: string
} {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined
    ? { group: '', version: first, kind }
    : { group: first, version: second, kind }
}
