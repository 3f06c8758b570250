import { objectKeyOf, objectKeyParts } from '../core/object-key.ts'
import { groupUnread, type UnreadList } from '../core/unread-lists.ts'
import type { ComparisonSide } from '../model/comparison.ts'
import type { KubeObject, ResourceName } from '../model/object.ts'

/** How one side read one kind of objects. */
export type KindReading = {
  readonly resource: ResourceName
  /** `group/Kind` */
  readonly kind: string
  /** whether it was listed, if only in part; not where it was not served */
  readonly listed: boolean
  /** what of it was not read; empty: nothing */
  readonly unread: readonly UnreadList[]
}

/** One list, or one namespace of it, that one side did not read. */
export type UnreadKind = UnreadList & { readonly kind: string }

/** What of one side was not read, also what the other side listed and this one never asked for. */
export function unreadOf(
  side: readonly KindReading[],
  other: readonly KindReading[],
): readonly UnreadKind[] {
  const asked = new Set(side.map(({ resource }) => resource))
  return [
    ...side.flatMap(({ kind, unread }) => unread.map((list) => ({ ...list, kind }))),
    ...other
      .filter(({ resource, listed }) => listed && !asked.has(resource))
      .map(({ resource, kind }) => ({ resource, kind, status: 'not asked for' })),
  ]
}

/** Whether an object is of what one side did not read: nothing is said of it, since what is there may be missing on that side only. */
export function isAmong(unread: readonly UnreadKind[]): (object: KubeObject) => boolean {
  const nameOf = (kind: string, namespace = '*') => `${kind} ${namespace}`
  const known = new Set(unread.map(({ kind, namespace }) => nameOf(kind, namespace)))
  return (object) => {
    const { group, kind, namespace } = objectKeyParts(objectKeyOf(object))
    const name = `${group}/${kind}`
    return known.has(nameOf(name)) || known.has(nameOf(name, namespace))
  }
}

/** What was not read, one sentence for each way and reason: `pods in namespace shop of prod: not read in RUN (reason)`. */
export function unreadSentences(
  cluster: string,
  side: string,
  unread: readonly UnreadList[],
): readonly string[] {
  return groupUnread(unread).map(({ status, namespace, reason, resources }) => {
    const where = namespace === undefined ? '' : ` in namespace ${namespace}`
    const why =
      status === 'failed' ? (reason ?? status) : [status, reason].filter(Boolean).join(': ')
    return `${resources.join(', ')}${where} of ${cluster}: not read in ${side} (${why})`
  })
}

/** Why one side has nothing of a cluster: how the reading of it ended, or that it is no part of that side. */
export function unreadCluster(cluster: string, { name, clusters }: ComparisonSide): string {
  const found = clusters.find((each) => each.name === cluster)
  if (found === undefined) return `cluster ${cluster}: no part of ${name}`
  const { status, reasons = [] } = found
  const why = reasons.length === 0 ? status : `${status}: ${reasons.join('; ')}`
  return `cluster ${cluster}: nothing read of it in ${name} (${why})`
}
