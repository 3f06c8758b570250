/**
 * One measurement of the analysis, alone in its process: `reach-once.ts analysis|diff KIND PODS POLICIES NAMESPACES`. Prints processor times
 * and memory as JSON.
 */
import { connectivityDiff } from '../../src/analyse/connectivity-diff.ts'
import { indexCluster } from '../../src/analyse/cluster.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { Analysis } from '../../src/analyse/reachability.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { generatedEstate, generatedSnapshot } from './estate.ts'
import type { EstateSize } from './estate.ts'
import type { PolicyKind } from './estate-policies.ts'

/** What was measured; milliseconds of processor time of all threads, which other work on the machine changes little, and megabytes. */
export type Measured = {
  readonly classes: number
  /** objects to model, without making the objects */
  readonly index: number
  /** model to tables, and every row of answers */
  readonly analyse: number
  /** out-of-scope sources against all destinations of the cardholder namespaces */
  readonly query: number
  readonly queryPairs: number
  readonly queryFound: number
  /** of two analyses, the second with one in a hundred policies and workloads changed; 0 where not asked for */
  readonly diff: number
  readonly differences: number
  readonly megabytes: number
}

async function* streamed(objects: Iterable<KubeObject>): AsyncGenerator<KubeObject> {
  await Promise.resolve()
  yield* objects
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(start)
  return [result, (user + system) / 1000]
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
  readonly index: number
  readonly analyse: number
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
  return { cluster, reachability, index: indexing - generation, analyse: analysis }
}

function segmentation({ cluster, reachability }: Made): { pairs: number; found: number } {
  const zoneOf = (name: string) => cluster.namespaces.get(name)?.labels.zone
  const { podClasses } = reachability
  const inside = podClasses.filter(({ namespace }) => zoneOf(namespace) === 'cde')
  const outside = podClasses.filter(({ namespace }) => zoneOf(namespace) !== 'cde')
  let found = 0
  for (const [source, destination] of reachability.passing(outside, inside))
    if (source !== destination) found++
  return { pairs: inside.length * outside.length, found }
}

const [mode, kind, ...numbers] = process.argv.slice(2)
const [pods = 10_000, policies = 1_000, namespaces = 100] = numbers.map(Number)
const size: EstateSize = { pods, policies, namespaces, kind: kind as PolicyKind }
const made = await make(size)
const [{ pairs, found }, query] = await timed(() => segmentation(made))
let diff = 0
let differences = 0
if (mode === 'diff') {
  const after = await make({ ...size, changed: true })
  const [list, took] = await timed(() => connectivityDiff(made, after))
  diff = took
  differences = list.length
}
const measured: Measured = {
  classes: made.reachability.podClasses.length,
  index: made.index,
  analyse: made.analyse,
  query,
  queryPairs: pairs,
  queryFound: found,
  diff,
  differences,
  megabytes: process.resourceUsage().maxRSS / 1024,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
