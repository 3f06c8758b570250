import type { CollectionEvent, ListRecord } from '../model/collection.ts'
import type { KubeObject, ResourceRef } from '../model/object.ts'
import type { Gap } from '../model/snapshot.ts'
import type { Body } from './answer.ts'
import type { Connection } from './connection.ts'
import { CollectionFailure, listStatusOf } from './failure.ts'
import { parseItem, parsePage } from './json-page.ts'
import { resourceName } from './kinds.ts'
import { acceptItem, apiVersionOf, pageHead } from './list-page.ts'
import { newTally, noteWrong } from './list-tally.ts'
import type { ListTally } from './list-tally.ts'
import { isTooNew, request } from './request.ts'

/** What one list gives: events of its pages, and its end with the gaps inside it. */
export type ListStep =
  | Extract<CollectionEvent, { kind: 'objects' | 'restart' }>
  | { readonly kind: 'end'; readonly record: ListRecord; readonly gaps: readonly Gap[] }

/** What one list asks for besides its resource. */
export type ListRequest = {
  readonly connection: Connection
  readonly ref: ResourceRef
  /** the resourceVersion of the whole snapshot; absent: whatever the server gives */
  readonly anchor?: string
}

/** Times a list whose history is gone is begun anew before it goes on with another version. */
const MAX_RESTARTS = 2

/** Objects that are on the heap at one time; they die young there, which keeps the process small. */
const BATCH = 25

/** Page sizes after the first one, for pages that are larger than the bound of an answer. */
const SMALLER_PAGES = [50, 5]

/**
 * Reads one list page by page: `objects` and `restart` in any number, then one `end`; never rejects for what the server does.
 *
 * Asks for exactly the anchor's resourceVersion, and for any where that is not to be had. 410 Gone begins anew, twice at most; after that it goes on from
 * where it was at another version, as `inconsistent` (API concepts, "Retrieving large results sets in chunks").
 */
export async function* readList(request: ListRequest): AsyncGenerator<ListStep> {
  const tally = newTally(request.connection.options.bounds)
  try {
    do {
      const body = await nextPage(request, tally)
      if (body === 'restart') yield { kind: 'restart', resource: resourceName(request.ref) }
      else yield* takePage(body, request.ref, tally)
    } while (tally.next !== '' || tally.pages === 0)
    yield endOf(request, tally)
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    yield endOf(request, tally, error)
  }
}

/** The next page, or word that the list began anew. */
async function nextPage(request: ListRequest, tally: ListTally): Promise<Body | 'restart'> {
  try {
    return await askPage(request, tally)
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    return recover(request, tally, error)
  }
}

/** What can be done about a page that was not given; throws the failure when nothing can. */
function recover(
  request: ListRequest,
  tally: ListTally,
  failure: CollectionFailure,
): Promise<Body | 'restart'> {
  if (failure.class === 'too-large') {
    const smaller = SMALLER_PAGES.find((size) => size < tally.pageSize)
    if (smaller === undefined) throw failure
    tally.pageSize = smaller
    return nextPage(request, tally)
  }
  if (tally.next === '' && isAnchored(request, tally) && anchorIsRefused(failure)) {
    tally.anchorRefused = true
    return nextPage(request, tally)
  }
  if (failure.class !== 'gone' || tally.next === '') throw failure
  return restartOrGoOn(request, tally, failure)
}

function restartOrGoOn(
  request: ListRequest,
  tally: ListTally,
  failure: CollectionFailure,
): Promise<Body | 'restart'> {
  if (tally.restarts < MAX_RESTARTS) {
    tally.restart()
    return Promise.resolve('restart')
  }
  const token = continueIn(failure.body)
  if (token === '') throw failure
  noteWrong(tally, 'the server forgot the version while it was read; the rest is of a later one')
  tally.moveOn(token)
  return nextPage(request, tally)
}

function continueIn(body: unknown): string {
  const metadata = (body as { metadata?: { continue?: unknown } } | undefined)?.metadata
  return typeof metadata?.continue === 'string' ? metadata.continue : ''
}

function isAnchored(request: ListRequest, tally: ListTally): boolean {
  return request.anchor !== undefined && !tally.anchorRefused && tally.restarts === 0
}

/** Answers to an exact resourceVersion that another list may not get: compacted, unknown to this store, not understood. */
function anchorIsRefused(failure: CollectionFailure): boolean {
  return ['gone', 'rejected'].includes(failure.class) || isTooNew(failure)
}

function askPage(list: ListRequest, tally: ListTally): Promise<Body> {
  const path = pathOf(list, tally)
  tally.path ??= path
  return request(list.connection, { method: 'GET', path, accept: 'application/json' })
}

/** The first page may name a version; the continue token carries it for all others. */
function pathOf(request: ListRequest, tally: ListTally): string {
  const { ref, anchor } = request
  const base = `/${ref.group === '' ? 'api' : 'apis'}/${apiVersionOf(ref)}/${ref.resource}`
  const query = new URLSearchParams({ limit: String(tally.pageSize) })
  if (tally.next !== '') query.set('continue', tally.next)
  else if (anchor !== undefined && isAnchored(request, tally)) {
    query.set('resourceVersion', anchor)
    query.set('resourceVersionMatch', 'Exact')
  }
  return `${base}?${query.toString()}`
}

/** Takes over a page: its version and continue token, and its objects within the bounds, few at a time. */
function* takePage(
  { bytes, release }: Body,
  ref: ResourceRef,
  tally: ListTally,
): Generator<ListStep> {
  try {
    const page = parsePage(bytes, 'the answer')
    tally.takeHead(pageHead(page.envelope, ref))
    for (let from = 0; from < page.items.length; from += BATCH) {
      const objects: KubeObject[] = []
      for (const range of page.items.slice(from, from + BATCH)) {
        const accepted = acceptItem(parseItem(bytes, range, 'the answer'), ref)
        if (accepted.kind === 'wrong') noteWrong(tally, accepted.what)
        else if (tally.isWithinBounds(accepted.object)) objects.push(accepted.object)
      }
      if (objects.length > 0) yield { kind: 'objects', resource: resourceName(ref), objects }
    }
  } finally {
    release()
  }
}

function endOf(
  { ref, anchor }: ListRequest,
  tally: ListTally,
  failure?: CollectionFailure,
): ListStep {
  const resource = resourceName(ref)
  const { status, reason } = ending(tally, failure)
  const record: ListRecord = {
    resource,
    apiVersion: apiVersionOf(ref),
    kind: ref.kind,
    status,
    ...(reason === undefined ? {} : { reason }),
    count: tally.count,
    ...(tally.resourceVersion === undefined
      ? {}
      : {
          resourceVersion: tally.resourceVersion,
          anchored: tally.resourceVersion === anchor,
        }),
    ...(tally.path === undefined ? {} : { path: tally.path }),
    pages: tally.pages,
  }
  return { kind: 'end', record, gaps: tally.namespaceGaps(resource) }
}

function ending(
  tally: ListTally,
  failure: CollectionFailure | undefined,
): Pick<ListRecord, 'status' | 'reason'> {
  if (failure !== undefined) return { status: listStatusOf(failure), reason: failure.reason }
  return tally.wrong === undefined
    ? { status: 'ok' }
    : { status: 'inconsistent', reason: tally.wrong }
}
