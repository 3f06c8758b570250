import type { KindReading } from '../../compare/unread.ts'
import { missingLists } from '../../evaluate/gate.ts'
import type { ResourceName } from '../../model/object.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** How a snapshot holds each kind that was asked for. */
export function kindReadings(snapshot: Snapshot): readonly KindReading[] {
  return snapshot.resources.map(({ resource, kind, status }) => ({
    resource,
    kind: `${groupOf(resource)}/${kind}`,
    listed: status !== 'not-served',
    unread: missingLists(resource, snapshot),
  }))
}

/** The same of a folder whose ConfigMaps are taken where they lie there: one that is taken as complete and holds none has none. */
export function kindReadingsOfFolder(snapshot: Snapshot): readonly KindReading[] {
  const { source } = snapshot
  const found = kindReadings(snapshot)
  const states = source.kind === 'folder' && source.statedBy === 'assumed'
  const hasSome = found.some(({ resource }) => resource === NO_CONFIG_MAPS.resource)
  return states && !hasSome ? [...found, NO_CONFIG_MAPS] : found
}

const NO_CONFIG_MAPS: KindReading = {
  resource: 'configmaps',
  kind: '/ConfigMap',
  listed: false,
  unread: [],
}

function groupOf(resource: ResourceName): string {
  const dot = resource.indexOf('.')
  return dot < 0 ? '' : resource.slice(dot + 1)
}
