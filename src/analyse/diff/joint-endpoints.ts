import { formatIpAddress, parseIpAddress } from '../../core/ip-address.ts'
import type { AddressCell, Endpoint, PodClass, Reachability } from '../../model/reachability.ts'
import { describeAllRanges, describeEndpoint } from '../names.ts'

/**
 * One endpoint of two analyses at once: pods that belong to one class before and to one class after, or addresses in one cell of each.
 * Empty on one side: there only before, or only after.
 */
export type JointEndpoint = {
  /** `shop/Deployment/web`, or all its ranges of addresses */
  readonly name: string
  readonly kind: 'pods' | 'addresses'
  /** one of the addresses; absent for pods */
  readonly address?: string
  readonly before: readonly Endpoint[]
  readonly after: readonly Endpoint[]
}

/**
 * The joint endpoints of two analyses, sorted by name (netpol.md, joint classes).
 *
 * A workload is known by namespace, kind and name, its pods by their names. Pods without counterpart, as after any restart of a
 * Deployment, are taken together with those that have none on the other side; where that side has none left, with all of its workload.
 */
export function jointEndpoints(
  before: Reachability,
  after: Reachability,
): readonly JointEndpoint[] {
  const a = Map.groupBy(before.podClasses, describeEndpoint)
  const b = Map.groupBy(after.podClasses, describeEndpoint)
  const names = [...new Set([...a.keys(), ...b.keys()])].sort()
  return [
    ...names.flatMap((name) => jointClasses(name, a.get(name) ?? [], b.get(name) ?? [])),
    ...([4, 6] as const).flatMap((family) =>
      jointCells(family, before.addressCells, after.addressCells),
    ),
  ]
}

function jointClasses(
  name: string,
  before: readonly PodClass[],
  after: readonly PodClass[],
): readonly JointEndpoint[] {
  const classOfPod = new Map(after.flatMap((each) => each.pods.map(({ key }) => [key, each])))
  const joined = new Map<string, JointEndpoint>()
  for (const a of before)
    for (const { key } of a.pods) {
      const b = classOfPod.get(key)
      if (b === undefined) continue
      joined.set(`${a.index} ${b.index}`, { name, kind: 'pods', before: [a], after: [b] })
    }
  const known = [...joined.values()]
  const left = before.filter((each) => !known.some(({ before: [a] }) => a === each))
  const right = after.filter((each) => !known.some(({ after: [b] }) => b === each))
  if (left.length === 0 && right.length === 0) return known
  const rest: JointEndpoint = {
    name,
    kind: 'pods',
    before: left.length > 0 ? left : before,
    after: right.length > 0 ? right : after,
  }
  return [...known, rest]
}

/** A range of numbers and the cell that holds it. */
type Held = { readonly first: bigint; readonly last: bigint; readonly cell: AddressCell }

function jointCells(
  family: 4 | 6,
  before: readonly AddressCell[],
  after: readonly AddressCell[],
): readonly JointEndpoint[] {
  const left = heldRanges(family, before)
  const right = heldRanges(family, after)
  const joined = new Map<
    string,
    { a: AddressCell; b: AddressCell; ranges: AddressCell['ranges'][number][] }
  >()
  for (let i = 0, j = 0; ;) {
    const a = left[i]
    const b = right[j]
    if (a === undefined || b === undefined) break
    const from = a.first > b.first ? a.first : b.first
    const to = a.last < b.last ? a.last : b.last
    const key = `${a.cell.index} ${b.cell.index}`
    const joint = joined.get(key) ?? { a: a.cell, b: b.cell, ranges: [] }
    joint.ranges.push({ from: textOf(family, from), to: textOf(family, to) })
    joined.set(key, joint)
    if (a.last <= b.last) i++
    if (b.last <= a.last) j++
  }
  return [...joined.values()].map(({ a, b, ranges }) => ({
    name: describeAllRanges(ranges),
    kind: 'addresses',
    ...(ranges[0] === undefined ? {} : { address: ranges[0].from }),
    before: [a],
    after: [b],
  }))
}

/** All ranges of one family in order; together they hold every address of it. */
function heldRanges(family: 4 | 6, cells: readonly AddressCell[]): readonly Held[] {
  return cells
    .filter((cell) => cell.family === family)
    .flatMap((cell) =>
      cell.ranges.map(({ from, to }) => ({ first: numberOf(from), last: numberOf(to), cell })),
    )
    .sort((a, b) => (a.first < b.first ? -1 : 1))
}

function numberOf(text: string): bigint {
  const address = parseIpAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return address.value
}

function textOf(family: 4 | 6, value: bigint): string {
  return formatIpAddress({ family, value })
}
