import type { Check } from '../../model/check.ts'
import type { RightsSubject } from '../../model/rights.ts'
import { RIGHTS } from '../reads.ts'
import { unbound } from '../unbound.ts'
import { wordOf } from '../baseline.ts'

/** Who anybody is to a cluster, with or without credentials. */
const WHO: Readonly<Record<string, RightsSubject>> = {
  anonymous: { kind: 'User', name: 'system:anonymous' },
  unauthenticated: { kind: 'Group', name: 'system:unauthenticated' },
  authenticated: { kind: 'Group', name: 'system:authenticated' },
}

const WORDS = [...Object.keys(WHO), 'all']

/** Whether anybody gets rights without being named. */
export const publicGroupsUnbound: Check = {
  id: 'public-groups-unbound',
  version: 2,
  title: 'Nobody gets rights merely by reaching or entering the cluster',
  logic:
    'Every binding that names system:anonymous, system:unauthenticated or system:authenticated fails, but those that Kubernetes makes itself, known by name, mark, role and subjects: discovery, version and health for all, and questions about oneself.',
  reads: RIGHTS,
  needs: [],
  parameters: { who: WORDS },
  evaluate(input) {
    const word = wordOf(input, 'who', WORDS)
    return unbound(
      input,
      Object.entries(WHO).flatMap(([name, who]) => (word === name || word === 'all' ? [who] : [])),
    )
  },
}
