import type { CheckInput } from '../model/check.ts'
import type { Cluster } from '../model/cluster.ts'
import type { CustomAnswers } from '../model/custom-check.ts'
import type { Reachability } from '../model/reachability.ts'
import type { DefaultRights } from '../model/rights.ts'
import type { Organisation } from '../model/scope.ts'
import { defaultsOf } from './default-rights.ts'
import { registerOf } from './register.ts'
import { scopedEndpoints } from './scoped-endpoints.ts'
import { scopedWorkloads } from './scoped-workloads.ts'

/** Everything that checks look at, made once for all of them. Parameters are each use's own; without default rights every right is somebody's own. */
export function inputOf(
  cluster: Cluster,
  reachability: Reachability,
  organisation: Organisation,
  defaultRights: readonly DefaultRights[] = [],
  customAnswers: CustomAnswers = noneAsked,
): CheckInput {
  const workloads = scopedWorkloads(cluster, reachability, organisation.scope)
  return {
    cluster,
    reachability,
    organisation,
    workloads,
    endpoints: scopedEndpoints(reachability, workloads, organisation.scope),
    register: registerOf(cluster.name, reachability, organisation, cluster.snapshot.takenTo),
    customAnswers,
    defaults: defaultsOf(defaultRights, cluster.snapshot.identity.version),
    asOf: cluster.snapshot.takenTo,
    parameters: {},
  }
}

const noneAsked: CustomAnswers = (check) => {
  throw new Error(`no object was asked ${check}`)
}
