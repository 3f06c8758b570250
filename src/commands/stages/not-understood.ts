import { describeObject } from '../../analyse/names.ts'
import type { Log } from '../../core/log.ts'
import type { Cluster } from '../../model/cluster.ts'

/** So many objects are named one by one; the rest is counted. The report names them all. */
const NAMED = 5

/** Warns of each object of a cluster that could not be understood whole: where, why, and what to do. */
export function warnOfNotUnderstood(cluster: Cluster, log: Log): void {
  const found = [
    ...cluster.policies.flatMap(({ source, untranslated }) =>
      untranslated.slice(0, 1).map(({ pointer, why }) => ({ key: source, pointer, why })),
    ),
    ...cluster.unreadable,
  ]
  const objects = [...new Map(found.map((each) => [each.key, each])).values()]
  for (const { key, pointer, why } of objects.slice(0, NAMED))
    log.warn(`${describeObject(key)} is not fully understood`, {
      cluster: cluster.name,
      at: pointer === '' ? 'the whole object' : pointer,
      why,
      hint: 'mend the object; until then nothing is concluded from what it may say',
    })
  if (objects.length > NAMED)
    log.warn(`${objects.length - NAMED} more objects are not fully understood`, {
      cluster: cluster.name,
      hint: 'the report names them all',
    })
}
