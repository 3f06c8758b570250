/**
 * One measurement of the analysis, alone in its process: `reach-once.ts analysis|diff KIND PODS POLICIES NAMESPACES`. Prints times and
 * memory as JSON.
 */
import { connectivityDiff } from '../../src/analyse/diff/connectivity-diff.ts'
import { indexCluster } from '../../src/analyse/cluster.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { Analysis } from '../../src/analyse/reachability.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { generatedEstate, generatedSnapshot } from './estate.ts'
import type { EstateSize } from './estate.ts'
import type { PolicyKind } from './estate-policies.ts'

/**
 * Milliseconds that something took. Other work on the machine lengthens the wall time most and the processor time of the main thread, which does all
 * the work but for a part of the collection of garbage, least.
 */
export type Took = { readonly main: number; readonly all: number; readonly wall: number }

/** What was measured; memory in megabytes. */
export type Measured = {
  readonly classes: number
  /** objects to model, without making the objects */
  readonly index: Took
  /** model to tables, and every row of answers */
  readonly analyse: Took
  /** out-of-scope sources against all destinations of the cardholder namespaces */
  readonly query: Took
  readonly queryPairs: number
  readonly queryFound: number
  /** where asked for: the same cluster with one in a hundred policies and workloads changed */
  readonly compared?: Compared
  readonly megabytes: number
}

/** What comparing with a second cluster took. */
export type Compared = {
  /** the model and the analysis of the second */
  readonly second: Took
  /** of the two analyses, both there already */
  readonly diff: Took
  readonly differences: number
}

async function* streamed(objects: Iterable<KubeObject>): AsyncGenerator<KubeObject> {
  await Promise.resolve()
  yield* objects
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, Took]> {
  const start = { main: process.threadCpuUsage(), all: process.cpuUsage(), at: performance.now() }
  const result = await work()
  const wall = performance.now() - start.at
  const main = millisecondsOf(process.threadCpuUsage(start.main))
  return [result, { main, all: millisecondsOf(process.cpuUsage(start.all)), wall }]
}

function millisecondsOf({ user, system }: { user: number; system: number }): number {
  return (user + system) / 1000
}

/** One after the other, or with `sign` -1 what is left without the second. */
function sum(one: Took, other: Took, sign: 1 | -1 = 1): Took {
  return {
    main: one.main + sign * other.main,
    all: one.all + sign * other.all,
    wall: one.wall + sign * other.wall,
  }
}

/** Asks each endpoint once as source and once as destination, so that every row is made. */
function makeRows(analysis: Analysis): void {
  const { endpoints } = analysis
  const [first] = endpoints
  if (first === undefined) return
  for (const each of endpoints) {
    analysis.between(each, first)
    analysis.between(first, each)
  }
}

/** A cluster and its analysis, with the time that both took. */
type Made = {
  readonly cluster: Cluster
  readonly reachability: Analysis
  readonly index: Took
  readonly analyse: Took
}

async function make(size: EstateSize): Promise<Made> {
  const [, generation] = await timed(() => {
    let objects = 0
    for (const { kind } of generatedEstate(size)) objects += kind.length
    return objects
  })
  const [cluster, indexing] = await timed(() =>
    indexCluster(generatedSnapshot(), streamed(generatedEstate(size)), {
      platformNamespaces: ['kube-system'],
    }),
  )
  const [reachability, analysis] = await timed(() => {
    const made = analyse(cluster)
    makeRows(made)
    return made
  })
  return { cluster, reachability, index: sum(indexing, generation, -1), analyse: analysis }
}

function segmentation({ cluster, reachability }: Made): { pairs: number; found: number } {
  const zoneOf = (name: string) => cluster.namespaces.get(name)?.labels.zone
  const { podClasses } = reachability
  const inside = podClasses.filter(({ namespace }) => zoneOf(namespace) === 'cde')
  const outside = podClasses.filter(({ namespace }) => zoneOf(namespace) !== 'cde')
  let found = 0
  for (const { destination, from } of reachability.passing(outside, inside))
    found += from.filter(([source]) => source !== destination).length
  return { pairs: inside.length * outside.length, found }
}

const [mode, kind, ...numbers] = process.argv.slice(2)
const [pods = 10_000, policies = 1_000, namespaces = 100] = numbers.map(Number)
const size: EstateSize = { pods, policies, namespaces, kind: kind as PolicyKind }
const made = await make(size)
const [{ pairs, found }, query] = await timed(() => segmentation(made))

async function compare(before: Made): Promise<Compared> {
  const after = await make({ ...size, changed: true })
  const [list, diff] = await timed(() => connectivityDiff(before, after))
  return { second: sum(after.index, after.analyse), diff, differences: list.length }
}

const measured: Measured = {
  classes: made.reachability.podClasses.length,
  index: made.index,
  analyse: made.analyse,
  query,
  queryPairs: pairs,
  queryFound: found,
  ...(mode === 'diff' ? { compared: await compare(made) } : {}),
  megabytes: process.resourceUsage().maxRSS / 1024,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
