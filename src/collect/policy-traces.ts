import type { Instant } from '../core/clock.ts'
import { isJsonObject } from '../core/json.ts'
import type { PolicyApiBefore } from '../model/collection.ts'
import type { EstateMember, RemovedPolicyApi } from '../model/estate.ts'
import type { KubeObject, ResourceName } from '../model/object.ts'
import type { KindReader } from './kinds.ts'
import { resourceName } from './kinds.ts'
import type { CollectOptions } from './options.ts'

/** The names of a custom resource, as its definition gives them. */
export type Definition = {
  readonly resource: ResourceName
  readonly group: string
  readonly plural: string
  readonly kind: string
}

/** What speaks for an API that discovery does not name: its definition, its API service, an earlier run. */
export type PolicyTraces = {
  /** Notes the definitions and API services among objects that pass by. */
  readonly note: (resource: ResourceName, objects: readonly KubeObject[]) => void
  /** Why an API of the registry that is not served should have been; undefined when nothing speaks for it. */
  readonly traceOf: (reader: KindReader) => string | undefined
  /** Why an API that an earlier run read should be there; undefined when none did, or when the estate says that it was removed. */
  readonly lossOf: (resource: ResourceName) => string | undefined
  readonly definitions: ReadonlyMap<ResourceName, Definition>
  /** groups that another API server is registered for */
  readonly services: ReadonlySet<string>
}

/** What is known of a cluster from before, and what its owners say of it. */
export type Before = {
  readonly policyApis: readonly PolicyApiBefore[]
  readonly removed: readonly RemovedPolicyApi[]
  /** the day of this run, `2026-11-23`; an entry for a later day is not yet true */
  readonly today: string
}

export const NO_DEFINITION = 'not served, but its CustomResourceDefinition is there'
export const NO_SERVICE = 'not served, but its APIService is there'

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io'
const SERVICES = 'apiservices.apiregistration.k8s.io'

/** What is known of a cluster from before. */
export function beforeOf(
  { policyApisRemoved: removed = [] }: EstateMember,
  { policyApisBefore: policyApis, clock }: CollectOptions,
): Before {
  return { policyApis, removed, today: dayOf(clock.now()) }
}

function dayOf(instant: Instant): string {
  return instant.slice(0, 'yyyy-mm-dd'.length)
}

/** The traces of one cluster. */
export function policyTraces(before: Before): PolicyTraces {
  const definitions = new Map<ResourceName, Definition>()
  const services = new Set<string>()
  const lossOf = (resource: ResourceName) => loss(resource, before)
  return {
    definitions,
    services,
    lossOf,
    note: (resource, objects) => {
      if (resource === DEFINITIONS)
        for (const object of objects) definitions.set(object.metadata.name, definitionOf(object))
      if (resource === SERVICES)
        for (const object of objects.filter(isServedElsewhere)) services.add(groupOf(object))
    },
    traceOf: (reader) => {
      const resource = resourceName(reader)
      if (!reader.decidesTraffic) return undefined
      if (definitions.has(resource)) return NO_DEFINITION
      return services.has(reader.group) ? NO_SERVICE : lossOf(resource)
    },
  }
}

/** What page one says of policy APIs that the estate says were removed, one sentence each; none once a run has read the cluster without them. */
export function removalNotes(
  before: Before,
  isServed: (resource: ResourceName) => boolean,
): readonly string[] {
  return before.policyApis.flatMap((api) => {
    const entry = isServed(api.resource) ? undefined : removalOf(api, before)
    if (entry === undefined) return []
    const { at, reason, approvedBy } = entry
    return `policy API ${api.resource} was removed on ${at}: ${reason}; listed as approved by ${approvedBy}`
  })
}

function loss(resource: ResourceName, before: Before): string | undefined {
  const api = before.policyApis.find((one) => one.resource === resource)
  if (api === undefined || removalOf(api, before) !== undefined) return undefined
  return `not served, but run ${api.runId} read it (hint: where it was removed on purpose, list it under policyApisRemoved of this cluster in the estate file)`
}

/** The entry that says that an API was removed after it was last read; an older one speaks of an earlier removal. */
function removalOf(
  { resource, readAt }: PolicyApiBefore,
  { removed, today }: Before,
): RemovedPolicyApi | undefined {
  return removed.find(({ api, at }) => api === resource && at >= dayOf(readAt) && at <= today)
}

function definitionOf({ metadata, spec }: KubeObject): Definition {
  const [plural = '', ...rest] = metadata.name.split('.')
  const names = isJsonObject(spec) && isJsonObject(spec.names) ? spec.names : {}
  const kind = typeof names.kind === 'string' ? names.kind : ''
  return { resource: metadata.name, group: rest.join('.'), plural, kind }
}

/** An API service without `spec.service` is the server's own entry for a group that it serves itself. */
function isServedElsewhere({ spec }: KubeObject): boolean {
  return isJsonObject(spec) && isJsonObject(spec.service)
}

function groupOf({ spec }: KubeObject): string {
  return isJsonObject(spec) && typeof spec.group === 'string' ? spec.group : ''
}
