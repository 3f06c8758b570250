import type { Check } from '../../model/check.ts'
import { listOf, wordOf } from '../baseline.ts'
import { limitedTo } from '../limited-rights.ts'
import { RIGHTS } from '../reads.ts'
import { wantedRight } from '../wanted-right.ts'

/** What becomes of a right that a rule grants over certain objects only, which it names. */
const NAMED = ['counts', 'left-out'] as const

/** Who holds any of some rights, beyond the bindings that come with Kubernetes. */
export const rightsLimited: Check = {
  id: 'rights-limited',
  version: 3,
  title: 'Certain rights are held by nobody beyond what comes with Kubernetes',
  logic:
    'Every user, group and service account that a binding names is asked for each of the listed rights, as the authorizer of Kubernetes decides: wildcards, aggregated roles, subresources and bindings of one namespace. The bindings that Kubernetes makes itself pass while their subjects and rules are the ones it made. Who is in a group is not known to a cluster.',
  reads: RIGHTS,
  needs: [],
  parameters: { rights: 'rights', named: NAMED },
  evaluate(input) {
    const named = wordOf(input, 'named', NAMED) === 'counts' ? ({ anyName: true } as const) : {}
    return limitedTo(
      input,
      listOf(input, 'rights').map(({ value }) => ({
        text: value,
        wanted: { ...wantedRight(value), ...named },
      })),
    )
  },
}
