import type { Cluster, Pod } from '../../model/cluster.ts'
import type { Served, ServedPort } from '../../model/served.ts'
import { servedAnew } from '../engine/served-ports.ts'

/** Of more Services for one port not all choices are looked at. */
const FEW_SERVICES = 5

/**
 * What Services may say of the ports of pods, by namespace, when some of two clusters' pods and Services are those of the one and some those of the
 * other; each once.
 */
export function servedInEither(
  before: Cluster,
  after: Cluster,
): ReadonlyMap<string, readonly ServedPort[]> {
  const found = new Map<string, Map<string, ServedPort>>()
  for (const { pods } of [before, after]) {
    const [one, two] = [servedAnew(pods, before), servedAnew(pods, after)]
    for (const [at, { namespace }] of pods.entries())
      for (const each of choicesOf([one[at], two[at]])) {
        const known = found.get(namespace) ?? new Map<string, ServedPort>()
        found.set(namespace, known.set(JSON.stringify(each), each))
      }
  }
  return new Map([...found].map(([namespace, known]) => [namespace, [...known.values()]]))
}

/** For each port of a pod, whatever some of the Services say that lead to it on either side. */
function choicesOf(pods: readonly (Pod | undefined)[]): readonly ServedPort[] {
  const all = pods.flatMap((pod) => pod?.served ?? [])
  return [...Map.groupBy(all, ({ port }) => port)].flatMap(([port, found]) => {
    const words = new Map<string, Served>()
    for (const { by } of found) for (const each of by) words.set(JSON.stringify(each), each)
    if (words.size > FEW_SERVICES) return found
    const sorted = [...words].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
    return subsetsOf(sorted).map((by) => ({ port, by }))
  })
}

/** All choices of some items but none of them, each in the order given. */
function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, at) => at + 1).map((bits) =>
    items.filter((_, at) => (bits >> at) % 2 === 1),
  )
}
