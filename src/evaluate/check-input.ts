import type { CheckInput } from '../model/check.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Reachability } from '../model/reachability.ts'
import type { Organisation } from '../model/scope.ts'
import { registerOf } from './register.ts'
import { scopedEndpoints } from './scoped-endpoints.ts'
import { scopedWorkloads } from './scoped-workloads.ts'

/** Everything that checks look at, made once for all of them. Parameters are each use's own. */
export function inputOf(
  cluster: Cluster,
  reachability: Reachability,
  organisation: Organisation,
): CheckInput {
  const workloads = scopedWorkloads(cluster, reachability, organisation.scope)
  return {
    cluster,
    reachability,
    organisation,
    workloads,
    endpoints: scopedEndpoints(reachability, workloads, organisation.scope),
    register: registerOf(cluster.name, reachability, organisation, cluster.snapshot.takenTo),
    asOf: cluster.snapshot.takenTo,
    parameters: {},
  }
}
