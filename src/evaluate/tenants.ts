import { matchesGlob } from '../core/glob.ts'
import type { CheckAnswer, CheckInput } from '../model/check.ts'
import { undetermined } from './answers.ts'
import { matchesAnyGlob } from './glob.ts'
import { clusterSubject, subjectOf } from './subject.ts'

type Given = Pick<CheckInput, 'cluster' | 'organisation'>

/** The tenant of each namespace of a cluster that the scope file gives to one, the first that names it; in the order of namespaces. Empty: to none. */
export function tenantsByNamespace({ cluster, organisation }: Given): ReadonlyMap<string, string> {
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

/** The answers of a check over the tenants of a cluster: none where none has a namespace there, and that the scope is silent where it names none at all. */
export function overTenants(
  input: CheckInput,
  answers: (tenants: ReadonlyMap<string, string>) => readonly CheckAnswer[],
): readonly CheckAnswer[] {
  if (input.organisation.scope?.tenants === undefined) {
    const said = 'scope does not say which tenants there are; labels in the cluster are not asked'
    return [undetermined(clusterSubject(input.cluster.name), 'scope-silent', said)]
  }
  const tenants = tenantsByNamespace(input)
  return tenants.size === 0 ? [] : answers(tenants)
}

/** The subject of a tenant. */
export function tenantSubject({ cluster }: Given, tenant: string): string {
  return subjectOf(cluster.name, '', 'Tenant', tenant)
}
