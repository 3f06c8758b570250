import { isFault } from '../core/fault.ts'
import type { Collection, CollectionEvent, ListRecord } from '../model/collection.ts'
import type { EstateMember } from '../model/estate.ts'
import type { KubeObject, ResourceName } from '../model/object.ts'
import type { ClusterIdentity, CollectionSource } from '../model/snapshot.ts'
import { readCollected } from './collected-file.ts'
import type { Collected } from './collected-file.ts'
import { CollectionFailure } from './failure.ts'
import { folderObjects } from './folder-files.ts'
import { folderContent } from './folder-resources.ts'
import type { FolderContent, FolderResource } from './folder-resources.ts'
import { CONFIG_MAPS, KIND_READERS, originOf, resourceName } from './kinds.ts'
import type { KindReader } from './kinds.ts'
import { apiVersionOf } from './list-page.ts'
import type { CollectOptions } from './options.ts'
import { ofEmptyFolder } from './no-namespaces.ts'
import { beforeOf, policyTraces, removalNotes } from './policy-traces.ts'
import type { Before, PolicyTraces } from './policy-traces.ts'
import { newMinutes } from './record.ts'
import type { Minutes } from './record.ts'
import { strangersOf } from './strangers.ts'
import type { Surroundings } from './strangers.ts'

const PAGE = 500
const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io'
const API_SERVICES = 'apiservices.apiregistration.k8s.io'

/** What the record says besides what stands in the folder. */
type Seen = { unknownPolicyApis: readonly ResourceName[]; notes: readonly string[] }

type Read = {
  readonly collected: Collected | undefined
  readonly content: FolderContent
  /** files that hold no Kubernetes object */
  readonly others: readonly string[]
}

/**
 * Reads a folder of manifests or dumps as a cluster. With collected.yaml, a resource that it does not list is a gap; without, the folder is taken
 * as complete, and that is said. The folder is held whole, within the bounds of folderObjects.
 */
export async function* collectFolder(member: EstateMember, options: CollectOptions): Collection {
  await Promise.resolve()
  const minutes = newMinutes(member)
  const takenAt = options.clock.now()
  const read = readFolder(member)
  if (read instanceof CollectionFailure) yield* nothingRead(read, minutes)
  const seen: Seen = { unknownPolicyApis: [], notes: [] }
  if (!(read instanceof CollectionFailure))
    yield* resourceEvents(
      read,
      beforeOf(member, options),
      asksConfigMaps(member, read),
      minutes,
      seen,
    )
  const { collected, content, others } = read instanceof CollectionFailure ? {} : read
  const stated = collected?.takenAt ?? takenAt
  yield {
    kind: 'record',
    record: minutes.record({
      source: sourceOf(collected),
      identity: { ...identityIn(content), ...collected?.identity },
      takenFrom: stated,
      takenTo: stated,
      unknownPolicyApis: [...(content?.unknownPolicyApis ?? []), ...seen.unknownPolicyApis],
      notes:
        content === undefined ? [] : [...notesOf(collected, content, others ?? []), ...seen.notes],
    }),
  }
}

/** Whether ConfigMaps were asked for: by the estate, or, where they are taken, by whoever made the folder. */
function asksConfigMaps({ reader, configMaps }: EstateMember, { collected }: Read): boolean {
  const taken = reader.kind === 'folder' && reader.configMapsToo === true
  return configMaps || (taken && collected?.resources.has(resourceName(CONFIG_MAPS)) === true)
}

function sourceOf(collected: Collected | undefined): CollectionSource {
  return collected === undefined
    ? { kind: 'folder', statedBy: 'assumed' }
    : { kind: 'folder', statedBy: 'collected.yaml', how: collected.how }
}

function readFolder(member: EstateMember): Read | CollectionFailure {
  if (member.reader.kind !== 'folder') throw new Error('not a folder')
  const { path } = member.reader
  try {
    const collected = readCollected(path)
    const others: string[] = []
    const objects = folderObjects(path, (file) => others.push(file))
    const configMaps = member.configMaps || member.reader.configMapsToo === true
    const hasAllPods = collected?.resources.has('pods') === true
    return { collected, content: folderContent(objects, { configMaps, hasAllPods }), others }
  } catch (error) {
    if (!isFault(error)) throw error
    return new CollectionFailure('configuration', error.message, error)
  }
}

/** Resources with objects in the order of their keys, then those without. */
function* resourceEvents(
  { collected, content }: Read,
  before: Before,
  configMaps: boolean,
  minutes: Minutes,
  seen: Seen,
): Generator<CollectionEvent> {
  const traces = policyTraces(before)
  for (const found of [...content.resources.values()].sort(byKeys)) {
    const objects = sortedObjects(found)
    const resource = resourceName(found.reader)
    // without collected.yaml a definition without objects says only that there are none
    if (collected !== undefined) traces.note(resource, objects)
    for (let from = 0; from < objects.length; from += PAGE)
      yield { kind: 'objects', resource, objects: objects.slice(from, from + PAGE) }
    yield ended(recordOf(found, collected), minutes)
  }
  const asked = configMaps ? [CONFIG_MAPS, ...KIND_READERS] : KIND_READERS
  for (const reader of asked) {
    if (content.resources.has(resourceName(reader))) continue
    const record = absent(reader, collected, traces.traceOf(reader))
    yield ended(content.resources.size === 0 ? ofEmptyFolder(record) : record, minutes)
  }
  const around = surroundings({ collected, content, others: [] }, before, traces)
  const strangers = strangersOf(traces, around)
  for (const record of strangers.records) yield ended(record, minutes)
  seen.unknownPolicyApis = strangers.unknownPolicyApis
  seen.notes = removalNotes(before, around.serves)
}

/** What a folder says of what exhibit does not read: the kinds of its objects. */
function surroundings(
  { collected, content }: Read,
  { policyApis }: Before,
  { definitions }: PolicyTraces,
): Surroundings {
  const kinds = new Set(content.leftOut.keys())
  const groups = new Set([...kinds].map((kind) => kind.split('/')[0]))
  const asked = (resource: ResourceName) =>
    content.resources.has(resource) || collected?.resources.has(resource) === true
  return {
    serves: (resource) => {
      const { group, kind } = definitions.get(resource) ?? { group: '', kind: resource }
      const isThere = kinds.has(`${group}/${kind}`) || content.unknownPolicyApis.includes(resource)
      return isThere || asked(resource)
    },
    namesGroup: (group) => groups.has(group),
    failed: new Map(),
    before: policyApis.map(({ resource }) => resource),
    definitionsAreWhole: asked(DEFINITIONS),
  }
}

function ended(record: ListRecord, minutes: Minutes): CollectionEvent {
  minutes.note(record, [])
  return { kind: 'list', record }
}

function recordOf(found: FolderResource, collected: Collected | undefined): ListRecord {
  const { ref, objects, wrong } = found
  const resource = resourceName(ref)
  const record = {
    resource,
    apiVersion: apiVersionOf(ref),
    kind: ref.kind,
    count: objects.size,
  }
  const [first] = wrong
  if (first !== undefined) {
    const more = wrong.length === 1 ? '' : `; and ${wrong.length - 1} more`
    return { ...record, status: 'inconsistent', reason: `${first}${more}` }
  }
  if (collected === undefined || collected.resources.has(resource))
    return { ...record, status: 'ok' }
  return { ...record, status: 'inconsistent', reason: `objects of it, but ${NOT_ASKED}` }
}

const NOT_ASKED = 'collected.yaml does not list it as asked for'

/** How a resource without objects is recorded: read and empty, not served, or a gap. */
function absent(
  reader: KindReader,
  collected: Collected | undefined,
  trace: string | undefined,
): ListRecord {
  const resource = resourceName(reader)
  const record = { resource, kind: reader.kind, count: 0 }
  const builtIn = originOf(reader) === 'built-in'
  if (collected?.resources.has(resource) ?? builtIn) return { ...record, status: 'ok' }
  if (trace !== undefined) return { ...record, status: 'failed', reason: trace }
  if (collected === undefined || absenceIsStated(reader, collected))
    return { ...record, status: 'not-served' }
  return { ...record, status: 'failed', reason: NOT_ASKED }
}

/** Whether a folder that holds no definition of a custom resource says by that that there is none. */
function absenceIsStated(reader: KindReader, { resources }: Collected): boolean {
  const origin = originOf(reader)
  if (origin === 'built-in' || !resources.has(DEFINITIONS)) return false
  return origin === 'custom' || resources.has(API_SERVICES)
}

function sortedObjects({ objects }: FolderResource): KubeObject[] {
  const keys = [...objects].sort(([a], [b]) => (a < b ? -1 : 1))
  return keys.map(([, object]) => object)
}

function byKeys(a: FolderResource, b: FolderResource): number {
  const [left, right] = [a, b].map(({ ref }) => `${ref.group}/${ref.version}/${ref.kind}/`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/** The UID of kube-system, where its object stands in the folder. */
function identityIn(content: FolderContent | undefined): ClusterIdentity {
  const namespaces = content?.resources.get('namespaces')?.objects.values() ?? []
  for (const { metadata } of namespaces)
    if (metadata.name === 'kube-system' && metadata.uid !== undefined) return { uid: metadata.uid }
  return {}
}

function notesOf(
  collected: Collected | undefined,
  content: FolderContent,
  others: readonly string[],
): string[] {
  const left = [...content.leftOut].sort(([a], [b]) => (a < b ? -1 : 1))
  const kinds = left.map(([kind, count]) => `${kind} (${count})`).join(', ')
  return [
    ...(collected === undefined
      ? ['no collected.yaml: the folder is taken as complete, as of the time of the run']
      : []),
    ...(kinds === '' ? [] : [`kinds in the folder that are not read: ${kinds}`]),
    ...others.map((file) => `${file} is a list in JSON and no manifest: nothing of it is read`),
  ]
}

function* nothingRead(failure: CollectionFailure, minutes: Minutes): Generator<CollectionEvent> {
  minutes.end(failure)
  for (const { kind, ...reader } of KIND_READERS) {
    const resource = resourceName(reader)
    const { reason } = failure
    yield ended({ resource, kind, status: 'failed', reason, count: 0 }, minutes)
  }
}
