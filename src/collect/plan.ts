import type { ResourceRef } from '../model/object.ts'
import type { Discovery, ServedResource } from './discovery.ts'
import { CONSTRAINT_GROUP, KIND_READERS, constraintReader, resourceName } from './kinds.ts'
import type { KindReader } from './kinds.ts'
import { looksLikePolicyApi } from './policy-names.ts'

/** What is to be done about one resource. */
export type Planned =
  | { readonly kind: 'list'; readonly reader: KindReader; readonly ref: ResourceRef }
  | { readonly kind: 'not-served'; readonly reader: KindReader }
  | { readonly kind: 'failed'; readonly reader: KindReader; readonly reason: string }

/** What is to be read of one cluster. */
export type Plan = {
  /** lists in the order of their keys (`group/version/Kind/`), then what cannot be listed, by resource name */
  readonly resources: readonly Planned[]
  /** served resources outside the registry that look like a policy API, sorted */
  readonly unknownPolicyApis: readonly string[]
}

/** What to read of a cluster that serves this: each reader of the registry, and the constraint kinds that the cluster made itself. */
export function planOf(discovery: Discovery): Plan {
  const served = Map.groupBy(discovery.served, resourceName)
  const readers = [...KIND_READERS, ...constraintReaders(discovery)]
  const planned = readers.map((reader) =>
    planResource(reader, served.get(resourceName(reader)) ?? [], discovery.failed),
  )
  return { resources: planned.sort(byKeys), unknownPolicyApis: unknown(discovery, readers) }
}

/** The resources of Gatekeeper's constraint group that discovery names. */
export function constraintReaders(discovery: Discovery): readonly KindReader[] {
  const kinds = discovery.served
    .filter(({ group, listable }) => group === CONSTRAINT_GROUP && listable)
    .map(({ kind }) => kind)
  return [...new Set(kinds)].sort().map(constraintReader)
}

function planResource(
  reader: KindReader,
  served: readonly ServedResource[],
  failed: ReadonlyMap<string, string>,
): Planned {
  for (const version of reader.versions) {
    const found = served.find((resource) => resource.version === version)
    if (found !== undefined) return planServed(reader, found)
  }
  if (served.length > 0) {
    const versions = served.map(({ version }) => version).join(', ')
    const reason = `served only in versions that exhibit does not read: ${versions}`
    return { kind: 'failed', reader, reason }
  }
  const [groupVersion, why] =
    [...failed].find(([name]) => name.startsWith(`${reader.group}/`)) ?? []
  if (groupVersion === undefined) return { kind: 'not-served', reader }
  return { kind: 'failed', reader, reason: `discovery cannot describe ${groupVersion}: ${why}` }
}

function planServed(reader: KindReader, found: ServedResource): Planned {
  const { group, resource, kind, namespaced } = reader
  if (!found.listable) return { kind: 'failed', reader, reason: 'served without the verb list' }
  if (found.kind !== kind || found.namespaced !== namespaced) {
    const scope = found.namespaced ? 'namespaced' : 'cluster-wide'
    return { kind: 'failed', reader, reason: `served as ${scope} kind ${found.kind}` }
  }
  const ref = { group, version: found.version, resource, kind, namespaced }
  return { kind: 'list', reader, ref }
}

function byKeys(a: Planned, b: Planned): number {
  return sortKey(a) < sortKey(b) ? -1 : 1
}

/** Lists first, in the order of object keys; the rest behind them. */
function sortKey(planned: Planned): string {
  if (planned.kind !== 'list') return `1${resourceName(planned.reader)}`
  return `0${planned.ref.group}/${planned.ref.version}/${planned.ref.kind}/`
}

function unknown(discovery: Discovery, readers: readonly KindReader[]): string[] {
  const known = new Set(readers.map(resourceName))
  const names = discovery.served
    .filter((served) => !known.has(resourceName(served)))
    .filter((served) => looksLikePolicyApi(served.group, served.resource, served.kind))
    .map(resourceName)
  return [...new Set(names)].sort()
}
