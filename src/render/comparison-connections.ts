import type { CdeCrossing, ConnectivityChange } from '../model/comparison.ts'
import { prose, visible } from './text.ts'
import { examplePath, trafficWords } from './view/evidence.ts'
import { endWords } from './words.ts'

/** So many rows of one cause are told by the namespaces of both ends; where there are more, what shares one end is one row. */
const MOST_PAIRS = 4

/** So many namespaces, or kinds of traffic, or lines, of one row are named; the others are counted, and stand in comparison-connections.csv. */
const NAMED = 3

/** Changes behind one row; never empty. */
type Alike = readonly [ConnectivityChange, ...ConnectivityChange[]]

/**
 * Connections that opened or closed: an entry for each cause in each cluster, in the order of the first of them. In it what goes from one namespace,
 * or from outside, to another with the same place at the border of the CDE is one row, with how many lines of comparison.json and pairs of pods are behind it, and one example. Where a cause has many
 * such rows, those that share their source or their destination are one: the end that most lines share comes first.
 */
export function connectionsView(
  all: readonly ConnectivityChange[],
  change: ConnectivityChange['change'],
) {
  const wanted = all.filter((one) => one.change === change)
  const groups = groupsBy(wanted, ({ cluster, cause }) => JSON.stringify([cluster, cause]))
  return {
    count: wanted.length,
    pairs: sumOf(wanted),
    groups: groups.map((group) => ({
      cluster: visible(group[0].cluster),
      cause: group[0].cause.map(prose),
      rows: rowsOf(group).map(rowOf),
    })),
  }
}

function groupsBy(
  all: readonly ConnectivityChange[],
  keyOf: (one: ConnectivityChange) => string,
): readonly Alike[] {
  return [...Map.groupBy(all, keyOf).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [[first, ...more] as const],
  )
}

function rowsOf(group: Alike): readonly Alike[] {
  const borders = groupsBy(group, ({ cde = '' }) => cde)
  return borders.flatMap((border) => {
    const pairs = groupsBy(border, ({ from, to }) => JSON.stringify([placeOf(from), placeOf(to)]))
    return pairs.length <= MOST_PAIRS ? pairs : hubsOf(border)
  })
}

/** One row for each end that most of the lines left share, until none is left; of ends that as many share the first by name, sources before destinations. */
function hubsOf(border: Alike): readonly Alike[] {
  const rows: Alike[] = []
  let left: readonly ConnectivityChange[] = border
  while (left.length > 0) {
    const hubs = [
      ...groupsBy(left, ({ from }) => JSON.stringify([0, placeOf(from)])),
      ...groupsBy(left, ({ to }) => JSON.stringify([1, placeOf(to)])),
    ]
    const [largest, ...others] = hubs
    if (largest === undefined) break
    const row = others.reduce((most, one) => (one.length > most.length ? one : most), largest)
    rows.push(row)
    const taken = new Set<ConnectivityChange>(row)
    left = left.filter((one) => !taken.has(one))
  }
  return rows
}

function rowOf(all: Alike) {
  const [first] = all
  return {
    from: sideWords(all.map((one) => one.from)),
    to: sideWords(all.map((one) => one.to)),
    ports: someOf(
      all.map((one) => `${portWords(one.ports)}${undecidedWords(one)}`),
      '; ',
    ),
    cde: first.cde === undefined ? '' : CROSSING_WORDS[first.cde],
    pairs: sumOf(all),
    count: all.length,
    several: all.length > 1,
    named: all.slice(0, NAMED).map((one) => ({
      from: visible(endWords(one.from)),
      to: visible(endWords(one.to)),
    })),
    more: Math.max(0, all.length - NAMED),
    example: examplePath(first.example),
  }
}

function sumOf(all: readonly ConnectivityChange[]): number {
  return all.reduce((sum, one) => sum + one.pairs, 0)
}

/** The namespace of a workload; empty for addresses outside of the cluster. */
function placeOf(end: string): string {
  return end.slice(0, Math.max(0, end.indexOf('/')))
}

/** The one end that all have, or how many there are of which namespaces or outside. */
function sideWords(ends: readonly string[]): string {
  const different = [...new Set(ends)]
  const [first = ''] = different
  if (different.length === 1) return visible(endWords(first))
  const inside = different.filter((end) => placeOf(end) !== '')
  const outside = different.length - inside.length
  const places = [...new Set(inside.map(placeOf))].sort()
  const workloads = `${inside.length} workload${inside.length === 1 ? '' : 's'}`
  const where =
    places.length > 1 ? `${places.length} namespaces (${someOf(places, ', ')})` : places[0]
  return [
    ...(where === undefined ? [] : [`${visible(where)}: ${workloads}`]),
    ...(outside === 0 ? [] : [`outside: ${outside} range${outside === 1 ? '' : 's'} of addresses`]),
  ].join('; ')
}

/** The first different ones, and how many more there are. */
function someOf(all: readonly string[], between: string): string {
  const different = [...new Set(all)]
  const more = different.length - NAMED
  const named = different.slice(0, NAMED).join(between)
  return more > 0 ? `${named} and ${more} more` : named
}

const CROSSING_WORDS: Readonly<Record<CdeCrossing, string>> = {
  into: 'into it',
  'out-of': 'out of it',
  undeclared: 'not in the scope',
}

/** `, undecided`; where part of it is certain, `, undecided of them: TCP 80`. */
function undecidedWords({ ports, undecided }: ConnectivityChange): string {
  if (undecided.length === 0) return ''
  const open = portWords(undecided)
  return open === portWords(ports) ? ', undecided' : `, undecided of them: ${open}`
}

function portWords(ports: ConnectivityChange['ports']): string {
  return ports.map(({ protocol, from, to }) => trafficWords(protocol, from, to)).join(', ')
}
