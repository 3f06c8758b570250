import { danglingParts } from '../../../src/analyse/queries/dangling.ts'
import { selectedBy } from '../../../src/analyse/queries/selected.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Reachability } from '../../../src/model/reachability.ts'

/** Whether an object selects no pod, or a rule matches nobody: that is said by another query. */
export function dangles(
  cluster: Cluster,
  reachability: Reachability,
  key: string,
  pointer: string,
): boolean {
  const own = cluster.policies.filter(({ source }) => source === key)
  const selected = own.flatMap((each) => Object.values(selectedBy(reachability, each)).flat())
  if (selected.length === 0) return true
  return danglingParts(reachability).some(
    (each) =>
      each.policy === key &&
      each.pointer === pointer &&
      (each.what === 'subject' || each.what === 'rule'),
  )
}
