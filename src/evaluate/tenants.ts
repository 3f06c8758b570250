import type { CheckInput } from '../model/check.ts'
import { matchesGlob } from '../core/glob.ts'
import { matchesAnyGlob } from './glob.ts'

/** The tenant of each namespace of a cluster that the scope file gives to one, the first that names it; in the order of namespaces. Empty: to none. */
export function tenantsByNamespace({
  cluster,
  organisation,
}: Pick<CheckInput, 'cluster' | 'organisation'>): ReadonlyMap<string, string> {
  const here = (organisation.scope?.tenants ?? []).filter((tenant) =>
    matchesAnyGlob(tenant.clusters, cluster.name),
  )
  return new Map(
    [...cluster.namespaces.keys()].flatMap((namespace) => {
      const found = here.find(({ namespaces }) =>
        namespaces.some((each) => matchesGlob(each, namespace)),
      )
      return found === undefined ? [] : [[namespace, found.id] as const]
    }),
  )
}
