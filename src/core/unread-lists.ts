/** A list, or one namespace of it, of which nothing may be concluded. */
export type UnreadList = {
  readonly resource: string
  /** `forbidden`, `failed`, `inconsistent`, or any other way to be missing, in words */
  readonly status: string
  readonly namespace?: string
  /** what the server said, or what was wrong */
  readonly reason?: string
}

/** Lists that were not read in the same way and for the same reason. */
export type UnreadGroup = {
  readonly status: string
  readonly namespace?: string
  /** the names of the list left out of it, where it speaks of several */
  readonly reason?: string
  readonly resources: readonly string[]
}

/**
 * Puts what was not read together by status, namespace and reason. Servers repeat the list's name in their sentence: sentences that differ in
 * nothing else are one, with `...` in place of the name. Groups and names keep the order of the first of them.
 */
export function groupUnread(lists: readonly UnreadList[]): readonly UnreadGroup[] {
  const groups = Map.groupBy(lists, (list) =>
    JSON.stringify([list.status, list.namespace ?? null, withoutNames(list) ?? null]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const reason = group.length === 1 ? first.reason : withoutNames(first)
    return {
      status: first.status,
      ...(first.namespace === undefined ? {} : { namespace: first.namespace }),
      ...(reason === undefined || reason === '' ? {} : { reason }),
      resources: group.map(({ resource }) => resource),
    }
  })
}

/** How much a sentence says: names up to `most`, the others counted; with or without what to do about a refusal. */
export type UnreadWording = { readonly most?: number; readonly hints?: boolean }

/**
 * What was not read, one sentence for each way and reason, sorted: `3 lists were refused (forbidden): a, b, c`. A server's sentence about a
 * refusal says nothing more and is left out.
 */
export function describeUnread(
  lists: readonly UnreadList[],
  { most = Infinity, hints = false }: UnreadWording = {},
): readonly string[] {
  const plain = lists.map(({ reason, ...list }) => {
    const said = list.status === 'forbidden' ? hintIn(reason, hints) : reason
    return said === undefined ? list : { ...list, reason: said }
  })
  return groupUnread(plain)
    .map((group) => sentenceOf(group, most))
    .sort()
}

/** One list that was not read, as a reason why its cluster is not complete: `pods in shop: forbidden: ...`. */
export function unreadReason({ resource, namespace, reason }: UnreadList): string {
  return `${resource}${namespace === undefined ? '' : ` in ${namespace}`}: ${reason ?? ''}`
}

/**
 * Why a cluster is not complete, in few sentences: reasons that are about its lists stand together, all others as they are, and so does a single
 * one.
 */
export function groupedReasons(
  reasons: readonly string[],
  lists: readonly UnreadList[],
  most: number,
): readonly string[] {
  if (reasons.length === 1) return reasons
  const ofLists = new Set(lists.map(unreadReason))
  return [
    ...reasons.filter((reason) => !ofLists.has(reason)),
    ...describeUnread(
      lists.filter((list) => reasons.includes(unreadReason(list))),
      { most, hints: true },
    ),
  ]
}

/** Whether a sentence is one of `describeUnread`. */
export function isAboutUnread(sentence: string): boolean {
  return /^\d+ lists? (was|were) /.test(sentence)
}

const WORDS: Readonly<Record<string, string>> = { forbidden: 'refused', failed: 'not read' }

function sentenceOf({ status, namespace, reason, resources }: UnreadGroup, most: number): string {
  const subject = resources.length === 1 ? '1 list was' : `${resources.length} lists were`
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`
  const refused = status === 'forbidden'
  const why = refused ? ' (forbidden)' : reason === undefined ? '' : ` (${reason})`
  const rest = resources.length - most
  const names = resources.slice(0, most).join(', ')
  const more = `${rest > 0 ? ` and ${rest} more` : ''}${refused ? (reason ?? '') : ''}`
  return `${subject} ${WORDS[status] ?? status}${where}${why}: ${names}${more}`
}

/** What to do, at the end of a reason, where it is wanted: ` (hint: ...)`. */
function hintIn(reason: string | undefined, wanted: boolean): string | undefined {
  return wanted ? / \(hint: .*\)$/.exec(reason ?? '')?.[0] : undefined
}

/** The reason with the list's own name, and its parts where they stand in quotes, as `...`. */
function withoutNames({ resource, reason }: UnreadList): string | undefined {
  const dot = resource.indexOf('.')
  const [name, group] = dot < 0 ? [resource, ''] : [resource.slice(0, dot), resource.slice(dot + 1)]
  return reason
    ?.replaceAll(new RegExp(`(?<![\\w.-])${escaped(resource)}(?![\\w-]|\\.\\w)`, 'g'), '...')
    .replaceAll(`"${name}"`, '"..."')
    .replaceAll(`"${group}"`, '"..."')
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&')
}
