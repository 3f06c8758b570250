/** One analysis of a generated cluster, alone in its process: `analyse-once.ts PODS POLICIES NAMESPACES`. Prints times and memory as JSON. */
import { indexCluster } from '../../src/analyse/cluster.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Endpoint, Reachability } from '../../src/model/reachability.ts'
import { generatedEstate, generatedSnapshot } from './estate.ts'
import type { EstateSize } from './estate.ts'

/** What one analysis took; milliseconds of processor time, which other work on the machine does not change, and megabytes. */
export type Measured = {
  readonly classes: number
  readonly endpoints: number
  /** objects to model, without making the objects */
  readonly index: number
  /** model to tables, and every row of answers */
  readonly analyse: number
  /** out-of-scope sources against all destinations of the cardholder namespaces */
  readonly query: number
  readonly queryPairs: number
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
function makeRows(reachability: Reachability): void {
  const { endpoints } = reachability
  const [first] = endpoints
  if (first === undefined) return
  for (const each of endpoints) {
    reachability.between(each, first)
    reachability.between(first, each)
  }
}

function countPairs(
  reachability: Reachability,
  from: readonly Endpoint[],
  to: readonly Endpoint[],
): number {
  let count = 0
  for (const destination of to)
    for (const source of from)
      if (source !== destination && reachability.between(source, destination).allowed.id >= 0)
        count++
  return count
}

const [pods = 10_000, policies = 1_000, namespaces = 100] = process.argv.slice(2).map(Number)
const size: EstateSize = { pods, policies, namespaces }
const [, generation] = await timed(() => {
  let objects = 0
  for (const { kind } of generatedEstate(size)) objects += kind.length
  return objects
})
const [cluster, indexing] = await timed(() =>
  indexCluster(generatedSnapshot(), streamed(generatedEstate(size)), { platformNamespaces: [] }),
)
const [reachability, analysis] = await timed(() => {
  const made = analyse(cluster, { podsByAddress: false })
  makeRows(made)
  return made
})
const isCde = (name: string) => cluster.namespaces.get(name)?.labels.zone === 'cde'
const inside = reachability.podClasses.filter(({ namespace }) => isCde(namespace))
const outside = reachability.podClasses.filter(({ namespace }) => !isCde(namespace))
const [queryPairs, query] = await timed(() => countPairs(reachability, outside, inside))
const measured: Measured = {
  classes: reachability.podClasses.length,
  endpoints: reachability.endpoints.length,
  index: indexing - generation,
  analyse: analysis,
  query,
  queryPairs,
  megabytes: process.resourceUsage().maxRSS / 1024,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)
