import type { CheckAnswer, CheckInput } from '../model/check.ts'
import { notApplicable } from './answers.ts'
import { missingLists } from './gate.ts'
import { WORKLOADS } from './reads.ts'
import { ruleOfNamespace } from './scope-of.ts'
import { clusterSubject } from './subject.ts'

/** Whether the scope file declares each namespace and each workload of a cluster out of scope; what was not read whole may be in scope. */
export function isLeftOut({ cluster, organisation: { scope }, workloads }: CheckInput): boolean {
  if (scope === undefined || cluster.namespaces.size === 0) return false
  const { snapshot, name, namespaces } = cluster
  return (
    WORKLOADS.every((resource) => missingLists(resource, snapshot).length === 0) &&
    workloads.every((each) => each.class === 'out-of-scope') &&
    [...namespaces.keys()].every(
      (each) => ruleOfNamespace(scope, name, each)?.class === 'out-of-scope',
    )
  )
}

/** What is said of such a cluster by a check that is asked in scope only. */
export function leftOut({ cluster }: CheckInput): CheckAnswer {
  const said = 'the scope file declares everything in this cluster out of scope'
  return notApplicable(clusterSubject(cluster.name), said)
}
