import type { Check } from '../../model/check.ts'
import { RIGHTS } from '../reads.ts'
import { unbound } from '../unbound.ts'

/** Whether the group that no authorizer can limit is used by bindings. */
export const mastersGroupUnbound: Check = {
  id: 'masters-group-unbound',
  version: 2,
  title: 'No binding but the one of Kubernetes names the group system:masters',
  logic:
    'Every ClusterRoleBinding and RoleBinding that names the group fails, but for the default binding cluster-admin. Members of the group may do everything without any binding; who they are stands in client certificates and authenticating proxies, which a cluster does not show.',
  reads: RIGHTS,
  needs: [],
  parameters: {},
  evaluate: (input) => unbound(input, [{ kind: 'Group', name: 'system:masters' }]),
}
