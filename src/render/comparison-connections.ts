import type { CdeCrossing, ConnectivityChange } from '../model/comparison.ts'
import { prose, visible } from './text.ts'
import { examplePath, trafficWords } from './view/evidence.ts'
import { endWords } from './words.ts'

/** So many pairs of ends of one row are named; the others are counted, and stand in comparison.json. */
const NAMED = 3

/**
 * Connections that opened or closed: an entry for each cause in each cluster, in the order of the first of them. In it what goes from one namespace,
 * or from outside, to another with the same ports and the same place at the border of the CDE is one row, with how many lines of comparison.json and pairs of pods are behind it, and some of the lines by name.
 */
export function connectionsView(
  all: readonly ConnectivityChange[],
  change: ConnectivityChange['change'],
) {
  const wanted = all.filter((one) => one.change === change)
  const groups = Map.groupBy(wanted, ({ cluster, cause }) => JSON.stringify([cluster, cause]))
  return {
    count: wanted.length,
    groups: Array.from(groups.values(), ([first, ...more]) => ({
      cluster: visible(first?.cluster ?? ''),
      cause: (first?.cause ?? []).map(prose),
      rows: first === undefined ? [] : rowsOf([first, ...more]),
    })),
  }
}

function rowsOf(group: readonly ConnectivityChange[]) {
  const alike = Map.groupBy(group, (one) =>
    JSON.stringify([placeOf(one.from), placeOf(one.to), one.ports, one.undecided, one.cde ?? '']),
  )
  return [...alike.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [rowOf(first, more)],
  )
}

function rowOf(first: ConnectivityChange, more: readonly ConnectivityChange[]) {
  const all = [first, ...more]
  const [from, to] = [all.map((one) => one.from), all.map((one) => one.to)]
  return {
    from: sideWords(from),
    to: sideWords(to),
    ports: `${portWords(first.ports)}${undecidedWords(first)}`,
    cde: first.cde === undefined ? '' : CROSSING_WORDS[first.cde],
    pairs: all.reduce((sum, one) => sum + one.pairs, 0),
    count: all.length,
    several: more.length > 0,
    named: all.slice(0, NAMED).map((one) => ({
      from: visible(endWords(one.from)),
      to: visible(endWords(one.to)),
    })),
    more: Math.max(0, all.length - NAMED),
    example: examplePath(first.example),
  }
}

/** The namespace of a workload; empty for addresses outside of the cluster. */
function placeOf(end: string): string {
  return end.slice(0, Math.max(0, end.indexOf('/')))
}

/** The one end that all have, or how many there are of which namespace or outside. */
function sideWords(ends: readonly string[]): string {
  const different = new Set(ends)
  const [first = ''] = different
  if (different.size === 1) return visible(endWords(first))
  const place = placeOf(first)
  return place === ''
    ? `outside: ${different.size} ranges of addresses`
    : `${visible(place)}: ${different.size} workloads`
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
