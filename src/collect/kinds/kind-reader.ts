import type { ResourceName } from '../../model/object.ts'

/** One line of the registry of readers: a resource that every cluster is asked for. */
export type KindReader = {
  /** empty for the core group */
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  /** versions that exhibit reads, the preferred one first */
  readonly versions: readonly string[]
  /** whether its objects decide which traffic may pass, so that one not understood leaves segmentation undecided */
  readonly decidesTraffic: boolean
}

/** A resource in one group: plural, kind, versions; `cluster` where it has no namespace, `traffic` where it decides traffic. */
export type KindRow = readonly [
  resource: string,
  kind: string,
  versions: string,
  ...marks: readonly ('cluster' | 'traffic')[],
]

/** The readers of one API group from its rows. Versions stand in one text, apart by a blank. */
export function readersOf(group: string, rows: readonly KindRow[]): readonly KindReader[] {
  return rows.map(([resource, kind, versions, ...marks]) => ({
    group,
    resource,
    kind,
    namespaced: !marks.includes('cluster'),
    versions: versions.split(' '),
    decidesTraffic: marks.includes('traffic'),
  }))
}

/** The name of a resource without its version: `pods`, `networkpolicies.networking.k8s.io`. */
export function resourceName(of: {
  readonly group: string
  readonly resource: string
}): ResourceName {
  return of.group === '' ? of.resource : `${of.resource}.${of.group}`
}
