import { bypassesOf } from '../../analyse/bypasses.ts'
import type { Bypass } from '../../model/bypass.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Endpoint, Reachability } from '../../model/reachability.ts'

/** The ways around the policies of one workload. */
export type BypassNote = { readonly workload: string; readonly bypasses: readonly Bypass[] }

/** The ways around the policies of each workload among some endpoints, in their order. */
export function bypassNotes(
  cluster: Cluster,
  reachability: Reachability,
  endpoints: readonly Endpoint[],
): readonly BypassNote[] {
  const classes = endpoints.flatMap((endpoint) => (endpoint.kind === 'pods' ? endpoint : []))
  const groups = Map.groupBy(classes, ({ namespace, workload }) => `${namespace}/${workload}`)
  return [...groups].map(([workload, own]) => ({
    workload,
    bypasses: bypassesOf(cluster, reachability, own),
  }))
}

/** Notes as lines for people; empty where nothing passes by. */
export function describeBypasses(notes: readonly BypassNote[]): string {
  return notes
    .filter(({ bypasses }) => bypasses.length > 0)
    .map(({ workload, bypasses }) =>
      [
        `what passes by the policies of ${workload}:`,
        ...bypasses.map(({ said }) => `  ${said}`),
        '',
      ].join('\n'),
    )
    .join('')
}
