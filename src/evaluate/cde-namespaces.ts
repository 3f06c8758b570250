import type { CheckInput, SegmentClass } from '../model/check.ts'
import { isPlatformNamespace, ruleOfNamespace } from './scope-of.ts'
import { ofClass } from './scoped-workloads.ts'

/** Namespaces with workloads of the cardholder-data environment. */
export function cdeNamespaces({ workloads }: CheckInput): ReadonlySet<string> {
  return new Set(ofClass(workloads, 'cde').map(({ namespace }) => namespace))
}

/** Where a service account belongs. */
export type AccountClass = SegmentClass | 'platform'

/**
 * Where service accounts belong: to the least trusted class of the workloads that run as them, else to that of their namespace. The platform's own are
 * those of its namespaces that nobody declared out of scope.
 */
export function accountClasses(
  input: CheckInput,
): (namespace: string, name: string) => AccountClass {
  const { cluster, organisation, workloads } = input
  const classes = Map.groupBy(workloads, ({ namespace, workload }) => `${namespace}/${workload}`)
  const runners = Map.groupBy(
    cluster.facts.tokens,
    ({ namespace, shape }) => `${namespace}/${shape.serviceAccount}`,
  )
  return (namespace, name) => {
    const found = (runners.get(`${namespace}/${name}`) ?? []).flatMap((group) =>
      (classes.get(`${group.namespace}/${group.workload}`) ?? []).map((each) => each.class),
    )
    if (found.includes('out-of-scope')) return 'out-of-scope'
    const { scope } = organisation
    const rule = scope && ruleOfNamespace(scope, cluster.name, namespace)
    const isOut = found.length === 0 && rule?.class === 'out-of-scope'
    if (isOut) return 'out-of-scope'
    if (isPlatformNamespace(scope, namespace)) return 'platform'
    if (found.includes('unclassified')) return 'unclassified'
    return found[0] ?? rule?.class ?? 'unclassified'
  }
}
