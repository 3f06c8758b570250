import type { Check, CheckAnswer } from '../../model/check.ts'
import type { Exposure } from '../../model/cluster.ts'
import { fail, pass, undetermined } from '../answers.ts'
import { describeWay, leadsTo, openingEvidence, openingsOf } from '../exposed.ts'
import type { Opening } from '../exposed.ts'
import { EXPOSURES } from '../reads.ts'

/** Ways in which clients must be told the address of a node. */
const BY_NODE: ReadonlySet<Exposure['kind']> = new Set(['NodePort', 'HostPort', 'HostNetwork'])

/** Whether what opens the cardholder-data environment tells its clients addresses of nodes. */
export const internalAddressesHidden: Check = {
  id: 'internal-addresses-hidden',
  version: 1,
  title: 'What opens the cardholder-data environment stands between its clients and its nodes',
  logic:
    'Each Service, Ingress, route, host port and host-network pod that leads to CDE workloads fails where clients reach it at the address of a node alone: node ports without a load balancer, host ports, host networks. Load balancers, Ingresses, Gateways and routes stand in between and pass.',
  reads: EXPOSURES,
  needs: ['scope', 'exposures'],
  parameters: {},
  evaluate: (input) =>
    openingsOf(input)
      .filter((opening) => leadsTo(opening, 'cde') || leadsTo(opening, 'unclassified'))
      .map((opening) => answer(opening)),
}

function answer(opening: Opening): CheckAnswer {
  const { subject, ways } = opening
  const evidence = openingEvidence(opening)
  if (!leadsTo(opening, 'cde')) {
    const said =
      'scope does not say whether what is behind it is in the cardholder-data environment'
    return undetermined(subject, 'scope-silent', said, evidence)
  }
  const balanced = ways.some(({ kind }) => kind === 'LoadBalancer')
  const told = ways.filter(({ kind }) => BY_NODE.has(kind) && !(kind === 'NodePort' && balanced))
  const [first] = told
  if (first !== undefined)
    return fail(subject, `clients are told the address of a node: ${describeWay(first)}`, evidence)
  return pass(subject, 'clients are told another address than that of a node', evidence)
}
