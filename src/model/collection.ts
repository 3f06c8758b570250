import type { Instant } from '../core/clock.ts'
import type { KubeObject, ResourceName } from './object.ts'
import type { ResourceRecord, Snapshot } from './snapshot.ts'

/**
 * What collecting one cluster gives, step by step, so that no list is ever held whole.
 *
 * Order: resources one after the other by the prefix of their keys, `group/version/Kind/` by code unit; of each any number of `objects` and
 * `restart`, then one `list`. Resources of which nothing was listed (not served, forbidden, failed) may come anywhere and have `list` only.
 * The very last event is `record`, exactly one, also for a cluster that could not be reached.
 */
export type CollectionEvent =
  | ObjectsRead
  /** the list began anew (410 Gone): what was given of this resource is void */
  | { readonly kind: 'restart'; readonly resource: ResourceName }
  /** the list ended */
  | { readonly kind: 'list'; readonly record: ListRecord }
  | { readonly kind: 'record'; readonly record: CollectionRecord }

/**
 * Some objects of a list: at least one, a page of 500 at most.
 *
 * Each has apiVersion and kind of the record that follows, a metadata.name, and a metadata.namespace if and only if the resource is
 * namespaced. Within these bounds they are as the API gave them: no duplicate members, no lone surrogates, no `__proto__`, no infinities, at most
 * 200 levels deep. In the API's order, which is ascending by key for every known server, but is not promised: the writer sorts where it is not.
 * The same key may come twice from a lying server.
 */
export type ObjectsRead = {
  readonly kind: 'objects'
  readonly resource: ResourceName
  readonly objects: readonly KubeObject[]
}

/** How one list ended, before its root is known. */
export type ListRecord = Omit<ResourceRecord, 'root'>

/** The collection record of a cluster, less what only the writer of the snapshot knows. */
export type CollectionRecord = Omit<
  Snapshot,
  'format' | 'resources' | 'redactions' | 'objectCount' | 'root'
>

/** A policy API that an earlier committed run saw in a cluster, and no later one without. */
export type PolicyApiBefore = {
  readonly resource: ResourceName
  /** the newest run that saw it */
  readonly runId: string
  /** when that run read the cluster */
  readonly readAt: Instant
}

/** The events of one cluster. Read once, to the end; returning early stops the requests. */
export type Collection = AsyncIterable<CollectionEvent>
