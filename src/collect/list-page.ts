import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { printable } from '../core/log.ts'
import type { KubeObject, ResourceRef } from '../model/object.ts'
import { CollectionFailure } from './failure.ts'
import type { JsonItem } from './json-page.ts'

/** The `apiVersion` of a resource's objects. */
export function apiVersionOf(ref: ResourceRef): string {
  return ref.group === '' ? ref.version : `${ref.group}/${ref.version}`
}

/** The list metadata of a page (meta/v1 ListMeta); absent parts are empty. */
export type PageHead = {
  readonly resourceVersion: string
  readonly next: string
  /** objects behind this page, as the server counts them; 0 where it does not say */
  readonly remaining: number
}

/**
 * The list metadata of a page.
 *
 * Throws CollectionFailure `parse` when the answer is not a list of the resource: a Status or a list of another kind that holds nothing
 * would read as a cluster that has nothing.
 */
export function pageHead(envelope: JsonObject, ref: ResourceRef): PageHead {
  const { metadata } = envelope
  const fault = listFault(envelope, ref)
  if (fault !== undefined) throw new CollectionFailure('parse', `the answer ${fault}`)
  const { resourceVersion, continue: next, remainingItemCount } = metadata as JsonObject
  const remaining = remainingItemCount ?? 0
  if (!isTextOrAbsent(resourceVersion) || !isTextOrAbsent(next) || typeof remaining !== 'number')
    throw new CollectionFailure(
      'parse',
      'the answer has list metadata that cannot be read: a continue, resourceVersion or remainingItemCount of another type',
    )
  return { resourceVersion: resourceVersion ?? '', next: next ?? '', remaining }
}

/** Why an answer is not a list of the resource, in a few words; undefined: it is one. The API names a list by its kind and `List`; one that loses its items would empty the cluster. */
export function listFault(envelope: JsonObject, ref: ResourceRef): string | undefined {
  const { kind, apiVersion, metadata, items } = envelope
  const [version, list] = [apiVersionOf(ref), `${ref.kind}List`]
  if (kind !== list || apiVersion !== version)
    return `is of kind ${shown(apiVersion)} ${shown(kind)}, not ${version} ${list}`
  if (!isJsonObject(metadata)) return 'has no list metadata'
  return items === undefined ? 'has no items, not even an empty list of them' : undefined
}

function isTextOrAbsent(value: JsonValue | undefined): value is string | null | undefined {
  return typeof (value ?? '') === 'string'
}

/** What one item of a page comes to: an object, or one line that says what is wrong with it. */
export type Accepted =
  | { readonly kind: 'object'; readonly object: KubeObject }
  | { readonly kind: 'wrong'; readonly what: string }

/**
 * Takes an item of a page when it is an object of the resource; apiVersion and kind are filled in where the API leaves them to the list.
 *
 * Anything else (another kind, no name, a namespace where there is none, an ambiguous member) is named.
 */
export function acceptItem(item: JsonItem, ref: ResourceRef): Accepted {
  const value = item.kind === 'value' ? item.value : null
  const fault = item.kind === 'fault' ? item.fault : itemFault(value, ref)
  return fault === undefined
    ? { kind: 'object', object: completed(value as JsonObject, ref) }
    : { kind: 'wrong', what: `${nameOf(value)}${fault}` }
}

function itemFault(item: JsonValue, ref: ResourceRef): string | undefined {
  if (!isJsonObject(item)) return 'is not an object'
  const { kind, apiVersion, metadata } = item
  const states = kind !== undefined || apiVersion !== undefined
  if (states && (kind !== ref.kind || apiVersion !== apiVersionOf(ref)))
    return `is of kind ${shown(apiVersion)} ${shown(kind)}, not ${apiVersionOf(ref)} ${ref.kind}`
  return metadataFault(metadata, ref)
}

/** What metadataFault says of an object without a usable name. */
export const NO_NAME = 'has no name that could be a path segment'

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
  if (!isSegment(name)) return NO_NAME
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
  return name.length === 0 ? 'an item ' : `${printable(name.join('/')).slice(0, 80)} `
}

function shown(value: JsonValue | undefined): string {
  return typeof value === 'string' ? printable(value).slice(0, 60) : 'none'
}
