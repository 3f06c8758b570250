import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { printable } from '../core/log.ts'
import type { KubeObject, ResourceRef } from '../model/object.ts'
import type { JsonPage } from './json-page.ts'

/** The `apiVersion` of a resource's objects. */
export function apiVersionOf(ref: ResourceRef): string {
  return ref.group === '' ? ref.version : `${ref.group}/${ref.version}`
}

/** The list metadata of a page (meta/v1 ListMeta); absent parts are empty. */
export type PageHead = { readonly resourceVersion: string; readonly next: string }

/** The list metadata of a page. */
export function pageHead(page: JsonPage): PageHead {
  const metadata = isJsonObject(page.envelope.metadata) ? page.envelope.metadata : {}
  return { resourceVersion: text(metadata.resourceVersion), next: text(metadata.continue) }
}

/** The objects of a page that are what was asked for, and one line for each that is not. */
export type Accepted = {
  readonly objects: readonly KubeObject[]
  readonly wrong: readonly string[]
}

/**
 * Takes the items of a page that are objects of the resource, with apiVersion and kind filled in where the API leaves them to the list.
 *
 * Anything else (another kind, no name, a namespace where there is none, an ambiguous member) is left out and named.
 */
export function acceptItems(page: JsonPage, ref: ResourceRef): Accepted {
  const inherited = inheritedKind(page.envelope, ref)
  const objects: KubeObject[] = []
  const wrong: string[] = []
  for (const [index, item] of page.items.entries()) {
    const fault = page.faults.get(index) ?? itemFault(item, ref, inherited)
    if (fault === undefined) objects.push(completed(item as JsonObject, ref))
    else wrong.push(`item ${index + 1}${nameOf(item)}: ${fault}`)
  }
  return { objects, wrong }
}

/** Whether items without a kind are of the list's: only where the list says that it is a list of that kind. */
function inheritedKind(envelope: JsonObject, ref: ResourceRef): boolean {
  return envelope.kind === `${ref.kind}List` && envelope.apiVersion === apiVersionOf(ref)
}

function itemFault(item: JsonValue, ref: ResourceRef, inherited: boolean): string | undefined {
  if (!isJsonObject(item)) return 'not an object'
  const { kind, apiVersion, metadata } = item
  const states = kind !== undefined || apiVersion !== undefined
  if (states && (kind !== ref.kind || apiVersion !== apiVersionOf(ref)))
    return `is of kind ${shown(apiVersion)} ${shown(kind)}, not ${apiVersionOf(ref)} ${ref.kind}`
  if (!states && !inherited) return 'has no kind, and the list is of another'
  return metadataFault(metadata, ref)
}

/**
 * What is wrong with an object's metadata, in a few words: no name that a path could hold, a namespace where the kind has none or none where it
 * has one, labels or annotations that are not maps of text (meta/v1 ObjectMeta). Undefined: nothing.
 */
export function metadataFault(
  metadata: JsonValue | undefined,
  ref: ResourceRef,
): string | undefined {
  if (!isJsonObject(metadata)) return 'has no metadata'
  const { name, namespace, labels, annotations } = metadata
  if (!isSegment(name)) return 'has no name that could be a path segment'
  if (ref.namespaced && !isSegment(namespace)) return 'has no namespace'
  if (!ref.namespaced && namespace !== undefined && namespace !== '')
    return 'has a namespace, and its kind has none'
  if (!isTextMap(labels)) return 'has labels that are not text'
  return isTextMap(annotations) ? undefined : 'has annotations that are not text'
}

/** A name as the API takes it (apimachinery IsValidPathSegmentName): no slash, no percent sign, not `.` or `..`. */
function isSegment(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && !/^\.{0,2}$|[/%]/.test(value)
}

function isTextMap(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true
  if (!isJsonObject(value)) return false
  for (const key in value) if (typeof value[key] !== 'string') return false
  return true
}

function completed(item: JsonObject, ref: ResourceRef): KubeObject {
  const object = item as Record<string, JsonValue>
  object.apiVersion = apiVersionOf(ref)
  object.kind = ref.kind
  return object as unknown as KubeObject
}

function nameOf(item: JsonValue): string {
  const metadata = isJsonObject(item) && isJsonObject(item.metadata) ? item.metadata : {}
  const name = [metadata.namespace, metadata.name].filter((part) => typeof part === 'string')
  return name.length === 0 ? '' : ` (${printable(name.join('/')).slice(0, 80)})`
}

function shown(value: JsonValue | undefined): string {
  return typeof value === 'string' ? printable(value).slice(0, 60) : 'none'
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
