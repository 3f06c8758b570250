import type { CheckInput } from '../model/check.ts'
import type { Cluster } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Direction, Policy, Rule } from '../model/policy.ts'
import type { AddressCell, PodClass, PortRange } from '../model/reachability.ts'
import { cellRanges, holdsMost, merged } from '../analyse/engine/address-ranges.ts'
import { remarksOn } from '../analyse/queries/wide.ts'
import { LAST_PORT } from './port-ranges.ts'

/** Ports of a protocol beyond which a rule leaves more open than it closes. */
const MOST_PORTS = (LAST_PORT + 1) / 2

/**
 * The classes, in the order given, of which policies isolate the pods and still let everyone pass: most addresses of a family over most ports of a protocol.
 * Decided by the answers of the analysis for each range of addresses, which no policy of theirs holds back, whatever the rules look like and however many.
 */
export function openToAll(
  input: CheckInput,
  classes: readonly PodClass[],
  direction: Direction,
): readonly PodClass[] {
  const known = answered[direction]
  if (classes.some((each) => !known.has(each))) {
    const all = new Set([...input.reachability.podClasses, ...classes])
    const unknown = [...all].filter((each) => !each.hostNetwork && !known.has(each))
    for (const [podClass, cells] of passedCells(input, unknown, direction))
      known.set(podClass, isMost(cells))
  }
  return classes.filter((each) => known.get(each) === true)
}

/** Several checks ask about the same classes, one namespace after the other: those of an analysis are answered at once. */
const answered: Readonly<Record<Direction, WeakMap<PodClass, boolean>>> = {
  ingress: new WeakMap(),
  egress: new WeakMap(),
}

/** For each class the ranges of addresses from which, or to which, most ports may pass. */
function* passedCells(
  { reachability }: CheckInput,
  classes: readonly PodClass[],
  direction: Direction,
): Generator<readonly [PodClass, readonly AddressCell[]]> {
  const { addressCells } = reachability
  const passed =
    direction === 'ingress'
      ? reachability.passing(addressCells, classes)
      : reachability.passingFrom(classes, addressCells)
  let at = 0
  for (const each of passed) {
    const found = 'from' in each ? each.from : each.to
    const podClass = classes[at++]
    if (podClass === undefined) throw new Error('an answer without its class')
    const open = found.flatMap(([cell, { allowed }]) =>
      cell.kind === 'addresses' && holdsMostPorts(allowed.ranges) ? [cell] : [],
    )
    yield [podClass, open]
  }
}

function isMost(cells: readonly AddressCell[]): boolean {
  const ranges = merged(cells.flatMap(cellRanges))
  return holdsMost(ranges, 4) || holdsMost(ranges, 6)
}

/**
 * Whether the policies that select a pod let every pod pass over most ports, whoever makes it: by rules that name nobody, however few pods they select. What
 * denies before them counts: pods of other namespaces must pass as well, where there are any.
 */
export function isOpenToAllPods(
  input: CheckInput,
  podClass: PodClass,
  direction: Direction,
): boolean {
  const { cluster, reachability } = input
  const rules = reachability
    .isolation(podClass, direction)
    .policies.flatMap((key) => policiesBySource(cluster).get(key) ?? [])
    .filter(({ subject }) => subject.uncertain === undefined)
    .flatMap((policy) => policy.rules)
  if (openByDefault(input, rules, direction).length === 0) return false
  return reachability.podClasses
    .filter((other) => !other.hostNetwork && other.namespace !== podClass.namespace)
    .every((other) => {
      const [from, to] = direction === 'ingress' ? [other, podClass] : [podClass, other]
      return holdsMostPorts(reachability.between(from, to).allowed.ranges)
    })
}

const bySource = new WeakMap<Cluster, ReadonlyMap<ObjectKey, readonly Policy[]>>()

function policiesBySource(cluster: Cluster): ReadonlyMap<ObjectKey, readonly Policy[]> {
  const known = bySource.get(cluster) ?? Map.groupBy(cluster.policies, ({ source }) => source)
  bySource.set(cluster, known)
  return known
}

/**
 * What the rules that hold for every pod of a namespace, new ones too, let pass to or from everyone on most ports; empty: nothing. Policies add up:
 * it does not matter in which of them a rule stands, nor in how many.
 */
export function openByDefault(
  { cluster }: CheckInput,
  rules: readonly Rule[],
  direction: Direction,
): readonly string[] {
  const own = rules.filter(
    (rule) =>
      rule.direction === direction &&
      rule.action === 'allow' &&
      rule.conditional === undefined &&
      (rule.traffic === 'all' || holdsMostPorts(rule.traffic.flatMap(portsOf))),
  )
  const [first] = own
  if (first === undefined) return []
  const together: Rule = { ...first, peers: own.flatMap(({ peers }) => peers) }
  const wide = remarksOn(together, cluster).filter(({ kind }) => kind === 'wide')
  return [...new Set(wide.map(({ what }) => what))]
}

function portsOf(traffic: Exclude<Rule['traffic'], 'all'>[number]): readonly PortRange[] {
  if (traffic.kind !== 'ports') return []
  const { protocol, from = 0, to = from === 0 ? LAST_PORT : from } = traffic
  return [{ protocol, from, to }]
}

/** Whether ranges hold most ports of a protocol that has some. */
export function holdsMostPorts(ranges: readonly PortRange[]): boolean {
  return (['TCP', 'UDP', 'SCTP'] as const).some((wanted) => {
    const own = ranges.filter(({ protocol }) => protocol === wanted)
    const held = own.reduce((sum, { from = 0, to = LAST_PORT }) => sum + to - from + 1, 0)
    return held >= MOST_PORTS
  })
}
