import { describeEnforcers } from '../../analyse/enforcer/enforcers.ts'
import { servedPolicyKinds } from '../../analyse/queries/served-policy-kinds.ts'
import { joinedRanges } from '../../evaluate/joined-ranges.ts'
import type { Range } from '../../evaluate/joined-ranges.ts'
import { answersWords } from '../../evaluate/noted-answers.ts'
import {
  betweenTenants,
  bordersOf,
  outsideBordersOf,
  rangesOf,
  walkOf,
} from '../../evaluate/segment-borders.ts'
import type { Answered, OutsideBorder } from '../../evaluate/segment-borders.ts'
import type { CheckInput } from '../../model/check.ts'
import type { SignedGroup } from './signed-text.ts'

/**
 * What keeps the classes of the scope apart, in words: what enforces policies, which kinds are served, and of each border between classes, between tenants
 * and to the outside the paths that cross it, those of one workload on the same ports together.
 */
export function segmentationWords(input: CheckInput): readonly SignedGroup[] {
  const kinds = servedPolicyKinds(input.cluster.snapshot.resources)
  const tenants = betweenTenants(input)
  const walk = walkOf(input)
  return [
    {
      lines: [
        [`enforcer: ${describeEnforcers(input.cluster)}`],
        ['kinds of policies that are served:', kinds],
      ],
    },
    ...bordersOf(input).map((way) => crossingWords(`${way.from} to ${way.to}`, walk(way))),
    ...(tenants === undefined ? [] : [crossingWords('between tenants', tenants)]),
    ...outsideBordersOf(input, walk).flatMap(outsideWords),
  ]
}

function crossingWords(head: string, between: Iterable<Answered>): SignedGroup {
  const paths = new Map<string, Path<string>>()
  for (const { source, destination, found } of between)
    pathOf(paths, source.name, answersWords(found)).ends.push(destination.name)
  return pathsWords(
    head,
    alike(paths, (ends) => ends),
    ['from', 'to'],
  )
}

function outsideWords({ segment, inbound, outbound }: OutsideBorder): readonly SignedGroup[] {
  const [into, out] = [new Map<string, Path<Range>>(), new Map<string, Path<Range>>()]
  for (const [, all] of inbound())
    for (const { source, destination, found } of all)
      pathOf(into, destination.name, answersWords(found)).ends.push(...rangesOf(source))
  for (const [, all] of outbound())
    for (const { source, destination, found } of all)
      pathOf(out, source.name, answersWords(found)).ends.push(...rangesOf(destination))
  return [
    pathsWords(`outside to ${segment}`, alike(into, blocksOf), ['to', 'from']),
    pathsWords(`${segment} to outside`, alike(out, blocksOf), ['from', 'to']),
  ]
}

/** What may pass between one workload and others, or addresses. */
type Path<End> = { readonly name: string; readonly traffic: string; readonly ends: End[] }

function pathOf<End>(paths: Map<string, Path<End>>, name: string, traffic: string): Path<End> {
  const place = JSON.stringify([name, traffic])
  const known = paths.get(place) ?? { name, traffic, ends: [] }
  paths.set(place, known)
  return known
}

/** Workloads between which and the same others the same may pass. */
type Alike = {
  readonly names: readonly string[]
  readonly traffic: string
  readonly ends: readonly string[]
}

function alike<End>(
  paths: ReadonlyMap<string, Path<End>>,
  textsOf: (ends: readonly End[]) => readonly string[],
): readonly Alike[] {
  const said = [...paths.values()].map((path) => ({ ...path, ends: textsOf(path.ends) }))
  const groups = Map.groupBy(said, ({ traffic, ends }) => JSON.stringify([traffic, ends]))
  return [...groups.values()].flatMap((all) => {
    const [first] = all
    return first === undefined ? [] : [{ ...first, names: all.map(({ name }) => name) }]
  })
}

function pathsWords(
  head: string,
  paths: readonly Alike[],
  [near, far]: readonly [string, string],
): SignedGroup {
  if (paths.length === 0) return { lines: [[`${head}: nothing may pass`]] }
  return {
    head,
    lines: paths.map(({ names, traffic, ends }) => [`${traffic} ${near}`, names, far, ends]),
  }
}

/** Ranges of addresses for people: all of a family as its block, one address alone. */
function blocksOf(ranges: readonly Range[]): readonly string[] {
  return joinedRanges(ranges).map((range) => {
    const [from, to] = range.split('-')
    return WHOLE.get(range) ?? (from === to ? (from ?? range) : range)
  })
}

const WHOLE = new Map([
  ['0.0.0.0-255.255.255.255', '0.0.0.0/0'],
  ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::/0'],
])
