import type { KubeObject, ResourceName } from '../model/object.ts'
import type { Gap } from '../model/snapshot.ts'
import { CollectionFailure } from './failure.ts'
import type { PageHead } from './list-page.ts'
import type { CollectBounds } from './options.ts'

/** What a list has come to so far. It lives as long as the list is read. */
export type ListTally = {
  pageSize: number
  /** continue token for the next page; empty before the first and after the last */
  next: string
  pages: number
  count: number
  restarts: number
  anchorRefused: boolean
  resourceVersion: string | undefined
  path: string | undefined
  /** the first thing that makes the list inconsistent, and how many more there are */
  wrong: string | undefined
  wrongCount: number
  /** Takes version and token of a page. Throws CollectionFailure beyond the bound of pages, and on a token that came before. */
  takeHead(head: PageHead): void
  /** Counts an object; false when its namespace has had its share. */
  isWithinBounds(object: KubeObject): boolean
  /** Begins anew, with nothing read. */
  restart(): void
  /** Goes on with another token, at another version. */
  moveOn(token: string): void
  namespaceGaps(resource: ResourceName): readonly Gap[]
}

/** The tally of a list before its first page. */
export function newTally(bounds: CollectBounds): ListTally {
  const tokens = new Set<string>()
  const perNamespace = new Map<string, number>()
  let mayDiffer = false
  const tally: ListTally = {
    pageSize: bounds.pageObjects,
    next: '',
    pages: 0,
    count: 0,
    restarts: 0,
    anchorRefused: false,
    resourceVersion: undefined,
    path: undefined,
    wrong: undefined,
    wrongCount: 0,
    takeHead: ({ resourceVersion, next, remaining }) => {
      tally.pages++
      if (!mayDiffer && (tally.resourceVersion ?? resourceVersion) !== resourceVersion)
        noteWrong(tally, 'pages of different versions')
      if (resourceVersion !== '') tally.resourceVersion ??= resourceVersion
      if (next === '' && remaining > 0)
        noteWrong(tally, `the list ended, and the server said that ${remaining} objects remain`)
      if (next !== '') checkToken(next, tally.pages, tokens, bounds)
      tally.next = next
    },
    isWithinBounds: (object) => {
      const within = isWithin(object, perNamespace, bounds)
      if (within) tally.count++
      return within
    },
    restart: () => {
      tokens.clear()
      perNamespace.clear()
      tally.restarts++
      Object.assign(tally, { next: '', pages: 0, count: 0, wrong: undefined, wrongCount: 0 })
      tally.resourceVersion = undefined
      tally.path = undefined
    },
    moveOn: (token) => {
      mayDiffer = true
      tally.next = token
    },
    namespaceGaps: (resource) =>
      [...perNamespace]
        .filter(([, count]) => count > bounds.objectsPerNamespace)
        .map(([namespace, count]) => tooMany(resource, namespace, count, bounds)),
  }
  return tally
}

/** Notes that something of a list is not as it must be; the first is kept in words, the others are counted. */
export function noteWrong(tally: ListTally, what: string): void {
  tally.wrongCount++
  const first = tally.wrongCount === 1 ? what : (tally.wrong ?? what).replace(/; and \d+ more$/, '')
  tally.wrong = tally.wrongCount === 1 ? first : `${first}; and ${tally.wrongCount - 1} more`
}

function checkToken(
  token: string,
  pages: number,
  tokens: Set<string>,
  bounds: CollectBounds,
): void {
  if (tokens.has(token))
    throw new CollectionFailure('parse', 'the server gave a continue token twice', {
      hint: 'the list would never end: look into the API server',
    })
  tokens.add(token)
  if (pages >= bounds.pages)
    throw new CollectionFailure('too-large', `the list has more than ${bounds.pages} pages`, {
      hint: 'raise the bound, or look into the API server',
    })
}

function isWithin(
  object: KubeObject,
  perNamespace: Map<string, number>,
  bounds: CollectBounds,
): boolean {
  const { namespace } = object.metadata
  if (namespace === undefined) return true
  const count = (perNamespace.get(namespace) ?? 0) + 1
  perNamespace.set(namespace, count)
  return count <= bounds.objectsPerNamespace
}

function tooMany(
  resource: ResourceName,
  namespace: string,
  count: number,
  bounds: CollectBounds,
): Gap {
  const reason = `${count} objects in one namespace, of which ${bounds.objectsPerNamespace} are kept`
  return { resource, namespace, status: 'failed', reason }
}
