import { isJsonObject } from '../core/json.ts'
import type { ListRecord } from '../model/collection.ts'
import type { KubeObject, ResourceName } from '../model/object.ts'
import type { KindReader } from './kinds.ts'
import { resourceName } from './kinds.ts'

/** What speaks for a policy API that discovery does not name: its definition, its API service, the previous run. */
export type PolicyTraces = {
  /** Notes the definitions and API services among objects that pass by. */
  readonly note: (resource: ResourceName, objects: readonly KubeObject[]) => void
  /** Why an API that is not served should have been; undefined when nothing speaks for it. */
  readonly traceOf: (reader: KindReader) => string | undefined
}

/** Statuses of the previous run from which follows that the API was there. */
const WAS_THERE = ['ok', 'forbidden', 'inconsistent']

/** The traces of one cluster; `previous` are its lists in the previous committed run. */
export function policyTraces(
  previous: readonly Pick<ListRecord, 'resource' | 'status'>[],
): PolicyTraces {
  const before = new Set(
    previous.filter(({ status }) => WAS_THERE.includes(status)).map(({ resource }) => resource),
  )
  const definitions = new Set<string>()
  const services = new Set<string>()
  return {
    note: (resource, objects) => {
      if (resource === 'customresourcedefinitions.apiextensions.k8s.io')
        for (const { metadata } of objects) definitions.add(metadata.name)
      if (resource === 'apiservices.apiregistration.k8s.io')
        for (const object of objects.filter(isServedElsewhere)) services.add(groupOf(object))
    },
    traceOf: (reader) => {
      const resource = resourceName(reader)
      if (!reader.decidesTraffic) return undefined
      if (definitions.has(resource)) return 'not served, but its CustomResourceDefinition is there'
      if (services.has(reader.group)) return 'not served, but its APIService is there'
      return before.has(resource) ? 'not served, but the previous run read it' : undefined
    },
  }
}

/** An API service without `spec.service` is the server's own entry for a group that it serves itself. */
function isServedElsewhere(object: KubeObject): boolean {
  const spec = object.spec
  return isJsonObject(spec) && isJsonObject(spec.service)
}

function groupOf(service: KubeObject): string {
  const spec = service.spec
  return isJsonObject(spec) && typeof spec.group === 'string' ? spec.group : ''
}
