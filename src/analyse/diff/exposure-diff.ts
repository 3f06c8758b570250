import type { Cluster, Exposure, Pod } from '../../model/cluster.ts'
import type { OpeningChange } from '../../model/comparison.ts'

/** One way from outside to one workload that is open on one side only. */
export type OpeningDifference = Omit<OpeningChange, 'cluster'>

/**
 * The ways from outside to workloads that are open in one of two clusters only, by what opens them, sorted by source, kind and workload. What is
 * opened by pods themselves counts for their workload, whatever the pods are called; what leads to no pod opens nothing.
 */
export function exposureDifferences(before: Cluster, after: Cluster): readonly OpeningDifference[] {
  const [earlier, later] = [openingsOf(before), openingsOf(after)]
  const changes = [
    ...onlyIn(later, earlier).map(([key, each]) => ({ key, change: 'opened' as const, ...each })),
    ...onlyIn(earlier, later).map(([key, each]) => ({ key, change: 'closed' as const, ...each })),
  ]
  return changes
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
    .map(({ change, opening }) => ({ change, ...opening }))
}

type Opening = Omit<OpeningDifference, 'change'>
type Openings = ReadonlyMap<string, { readonly opening: Opening }>

function openingsOf({ exposures }: Cluster): Openings {
  const found = new Map<string, { readonly opening: Opening }>()
  for (const exposure of exposures)
    for (const workload of new Set(exposure.pods.map(workloadOf))) {
      const opening = openingTo(workload, exposure)
      const key = keyOf(opening)
      if (!found.has(key)) found.set(key, { opening })
    }
  return found
}

function workloadOf({ namespace, workload }: Pod): string {
  return `${namespace}/${workload}`
}

function openingTo(workload: string, exposure: Exposure): Opening {
  const { kind, source, pointer, protocol, port, targetPort, sourceRanges, hosts } = exposure
  const through = throughOf(exposure)
  return {
    ...{ kind, source, pointer, workload, protocol },
    ...(port === undefined ? {} : { port }),
    ...(targetPort === undefined ? {} : { targetPort }),
    ...(through === undefined ? {} : { through }),
    ...{ sourceRanges: [...sourceRanges].sort(), hosts: [...hosts].sort() },
  }
}

function throughOf({ through }: Exposure): string | undefined {
  if (through === undefined) return undefined
  return through.kind === 'unknown'
    ? `a controller that is not known (${through.why})`
    : through.controller
}

const OF_PODS: ReadonlySet<Exposure['kind']> = new Set(['HostPort', 'HostNetwork'])

/** Where in its source a way is stated tells it apart from no other. */
function keyOf(opening: Opening): string {
  const { source, kind, workload, protocol, port, targetPort } = opening
  const from = OF_PODS.has(kind) ? workload : source
  const { through, sourceRanges, hosts } = opening
  const ports = [protocol, port ?? '', targetPort ?? '']
  return JSON.stringify([from, kind, workload, ports, through ?? '', sourceRanges, hosts])
}

function onlyIn(one: Openings, other: Openings) {
  return [...one].filter(([key]) => !other.has(key))
}

function orderOf({ key, change }: { readonly key: string; readonly change: string }): string {
  return `${key} ${change}`
}
