import type { Check } from '../../model/check.ts'
import { limitedTo } from '../limited-rights.ts'
import { RIGHTS } from '../reads.ts'

/** A rule grants it only where all of its lists hold `*`: then it grants what is not even known yet. */
const EVERYTHING = { verb: '*', group: '*', resource: '*' } as const

/** Who may do everything, in the whole cluster or in a namespace. */
export const clusterAdminLimited: Check = {
  id: 'cluster-admin-limited',
  version: 2,
  title: 'Nobody may do everything beyond the group that comes with Kubernetes',
  logic:
    'Every user, group and service account that a binding names fails where any role it is bound to grants all verbs on all resources of all groups, whatever the role is called, aggregated or not, and by a RoleBinding too. The binding cluster-admin passes for system:masters while it is the one that Kubernetes made.',
  reads: RIGHTS,
  needs: [],
  parameters: {},
  evaluate: (input) => limitedTo(input, [{ text: 'do everything', wanted: EVERYTHING }]),
}
