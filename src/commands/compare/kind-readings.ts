import type { KindReading } from '../../compare/unread.ts'
import { missingLists } from '../../evaluate/gate.ts'
import type { ResourceName } from '../../model/object.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { wasRead } from '../stages/evaluate-cluster.ts'

/** How a snapshot holds each kind that was asked for. */
export function kindReadings(snapshot: Snapshot): readonly KindReading[] {
  return snapshot.resources.map(({ resource, kind, status }) => ({
    resource,
    kind: `${groupOf(resource)}/${kind}`,
    listed: status !== 'not-served',
    unread: missingLists(resource, snapshot),
  }))
}

/** Whether enough of a cluster was read for comparing anything: every cluster has objects, and all it does hangs on its namespaces and pods. */
export function isDecisive(snapshot: Snapshot): boolean {
  const isWhole = (resource: string) =>
    missingLists(resource, snapshot).every(({ namespace }) => namespace !== undefined)
  const decides = isWhole('namespaces') || isWhole('pods')
  return wasRead(snapshot) && snapshot.objectCount > 0 && decides
}

function groupOf(resource: ResourceName): string {
  const dot = resource.indexOf('.')
  return dot < 0 ? '' : resource.slice(dot + 1)
}
