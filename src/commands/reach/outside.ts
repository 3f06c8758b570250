import { describePath, pathsFromOutside } from '../../analyse/exposure/outside-paths.ts'
import type { Cluster, Exposure } from '../../model/cluster.ts'
import type { Hop, OutsidePath } from '../../model/passage.ts'
import type { Endpoint, Reachability } from '../../model/reachability.ts'
import { reasonsOf } from './explained.ts'
import type { AskedPort } from './pairs.ts'

/** The name of everything outside of the cluster, as a place to ask about. */
export const WORLD = 'world'

/** The paths from outside to the pods among some endpoints; those that may lead to the port that is asked about. */
export function outsidePaths(
  cluster: Cluster,
  reachability: Reachability,
  to: readonly Endpoint[],
  asked: AskedPort | undefined,
): readonly OutsidePath[] {
  const classes = new Set(to.flatMap((endpoint) => (endpoint.kind === 'pods' ? endpoint : [])))
  return pathsFromOutside(cluster, reachability, { to: classes }).filter(({ hops }) => {
    const last = hops.at(-1)
    if (asked === undefined || last === undefined) return true
    return last.protocol === asked.protocol && (last.port ?? asked.port) === asked.port
  })
}

/** Paths as lines for people; empty where nothing opens what is asked about. */
export function describeOutside(paths: readonly OutsidePath[], explain: boolean): string {
  if (paths.length === 0) return ''
  const lines = paths.flatMap((path) => [
    `  by ${path.exposure.kind} ${path.exposure.namespace}/${path.exposure.name}: ${describePath(path)}`,
    ...(explain ? path.hops.flatMap(explained) : []),
  ])
  return ['what opens it to the outside:', ...lines, ''].join('\n')
}

function explained({ from, to, entrance, because, explanation }: Hop): readonly string[] {
  const opened = entrance === undefined ? '' : `, opened by ${entrance.source}#${entrance.pointer}`
  return [
    `    ${from} -> ${to}${opened}${because === undefined ? '' : `: ${because}`}`,
    ...(explanation === undefined
      ? []
      : reasonsOf(explanation)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => `    ${line}`)),
  ]
}

/** What opens pods, and the only addresses that a load balancer lets in by it; none: anyone. */
type Opened = Pick<Exposure, 'kind' | 'source' | 'pointer' | 'sourceRanges'>

/** A path as data. */
export type PathData = Opened &
  Pick<OutsidePath, 'verdict'> & {
    readonly hops: readonly (Omit<Hop, 'entrance'> & { readonly entrance?: Opened })[]
  }

/** Paths as data. */
export function outsideData(paths: readonly OutsidePath[]): readonly PathData[] {
  return paths.map(({ exposure, verdict, hops }) => ({
    ...openedBy(exposure),
    verdict,
    hops: hops.map(({ entrance, ...hop }) => ({
      ...hop,
      ...(entrance === undefined ? {} : { entrance: openedBy(entrance) }),
    })),
  }))
}

function openedBy({ kind, source, pointer, sourceRanges }: Exposure): Opened {
  return { kind, source, pointer, sourceRanges }
}
