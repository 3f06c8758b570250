import type { ClassRecord } from '../engine/classes.ts'
import type { Column } from '../engine/columns.ts'
import type { Engine } from '../engine/engine.ts'
import type { JointEndpoint } from './joint-endpoints.ts'
import type { Analysis } from '../reachability.ts'

/** One place of the rows of two analyses at once. */
export type JointColumn = {
  readonly before: number
  readonly after: number
  /** position of its joint endpoint */
  readonly joint: number
}

/** How the columns of two analyses belong together, for joint endpoints that are one class or cell in each, and are seen alike by the rows. */
export type JointColumns = {
  readonly columns: readonly JointColumn[]
  /** numbers of the joint columns of a column */
  readonly ofBefore: readonly (readonly number[])[]
  readonly ofAfter: readonly (readonly number[])[]
  /** by position, whether a joint endpoint has joint columns; all pairs with one that has none are to be compared */
  readonly isRegular: readonly boolean[]
}

/** Pairs the columns of two analyses. */
export function jointColumns(
  before: Analysis,
  after: Analysis,
  joint: readonly JointEndpoint[],
): JointColumns {
  const columns: JointColumn[] = []
  const ofBefore = Array.from({ length: before.engine.columns.count }, (): number[] => [])
  const ofAfter = Array.from({ length: after.engine.columns.count }, (): number[] => [])
  const isRegular = joint.map((endpoint, position) => {
    const pairs = pairsOf(endpoint, before.engine, after.engine)
    for (const [a, b] of pairs ?? []) {
      const number = columns.push({ before: a.index, after: b.index, joint: position }) - 1
      ofBefore[a.index]?.push(number)
      ofAfter[b.index]?.push(number)
    }
    return pairs !== undefined
  })
  return { columns, ofBefore, ofAfter, isRegular }
}

/** undefined where rows do not see the endpoint alike in both. */
function pairsOf(
  endpoint: JointEndpoint,
  before: Engine,
  after: Engine,
): readonly (readonly [Column, Column])[] | undefined {
  const [a, ...moreBefore] = endpoint.before
  const [b, ...moreAfter] = endpoint.after
  if (a === undefined || b === undefined || moreBefore.length + moreAfter.length > 0)
    return undefined
  const [own, other] = [before.records[a.index], after.records[b.index]]
  if (own !== undefined && other !== undefined && !isSeenAlike(own, other, before, after))
    return undefined
  const left = before.columns.ofEndpoint[a.index] ?? []
  const right = after.columns.ofEndpoint[b.index] ?? []
  if (left.map(({ family }) => family).join() !== right.map(({ family }) => family).join())
    return undefined
  return left.flatMap((column, at) => {
    const match = right[at]
    return match === undefined ? [] : [[column, match] as const]
  })
}

/** What besides columns and groups decides how an endpoint's answers are put together. */
function isSeenAlike(a: ClassRecord, b: ClassRecord, before: Engine, after: Engine): boolean {
  const [own, other] = [a.sample, b.sample]
  if (own.hostNetwork && (before.nodeTraffic || after.nodeTraffic)) return false
  if (own.waypoints !== undefined || other.waypoints !== undefined) return false
  if (own.mesh !== other.mesh || own.meshBypass !== other.meshBypass) return false
  const tunnels = [before, after].map(({ cluster }) => cluster.mesh.ambient === undefined)
  if (own.mesh !== undefined && tunnels[0] !== tunnels[1]) return false
  return portsText(a) === portsText(b)
}

/** Ports by name; those without name are told apart by nobody. */
function portsText({ sample }: ClassRecord): string {
  return sample.ports
    .flatMap(({ name, protocol, port }) =>
      name === undefined ? [] : `${name}/${protocol}=${port}`,
    )
    .sort()
    .join()
}
