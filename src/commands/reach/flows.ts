import { describeRanges } from '../../analyse/names.ts'
import { analyse } from '../../analyse/reachability.ts'
import { Fault } from '../../core/fault.ts'
import type { JsonObject } from '../../core/json.ts'
import { addressesNamedBy } from '../../evaluate/addresses-named.ts'
import { inputOf } from '../../evaluate/check-input.ts'
import { exampleOf } from '../../evaluate/connections.ts'
import { flowPossible, whyDenied } from '../../evaluate/flows-possible.ts'
import { flowsOf } from '../../evaluate/organisation-report.ts'
import { unapprovedConnections } from '../../evaluate/unapproved.ts'
import type { CheckInput } from '../../model/check.ts'
import type { Reached } from './input.ts'
import type { Listing } from './listing.ts'

type Row = { readonly cells: readonly string[]; readonly json: JsonObject }

/**
 * The register of approved flows against the policies: what is allowed and not listed (of the cardholder-data environment where a scope says what is
 * in it, else of all pods), and what is listed and not allowed, each with the rules that decide. Throws Fault `USAGE` without a register.
 */
export function flowsListing({ cluster, organisation }: Reached): Listing {
  if (organisation.flows === undefined)
    throw new Fault('USAGE', 'there is no register of approved flows', {
      hint: 'name it in exhibit.yaml: organisation.flows',
    })
  const reachability = analyse(cluster, { splitAt: addressesNamedBy(organisation) })
  const input = inputOf(cluster, reachability, organisation)
  const rows = [...unapprovedRows(input), ...deniedRows(input)]
  return {
    columns: ['kind', 'flow', 'from', 'to', 'ports', 'why'],
    rows: rows.map(({ cells }) => cells),
    json: {
      flows: rows.map(({ json }) => json),
    },
  }
}

function unapprovedRows(input: CheckInput): readonly Row[] {
  return unapprovedConnections(input).map(({ certain, pair }) => {
    const explanation = exampleOf(input, pair)
    const kind = certain ? 'allowed, not approved' : 'undecided, not approved'
    const [from, to] = [pair.source.name, pair.destination.name]
    const { ports } = pair
    const why = new Set([explanation.egress.because, explanation.ingress.because])
    return {
      cells: [kind, '', from, to, describeRanges(ports), [...why].join('; ')],
      json: { kind, from, to, ports, explanation },
    }
  })
}

function deniedRows(input: CheckInput): readonly Row[] {
  return flowsOf(input.organisation, input.cluster).flatMap((flow): Row[] => {
    const { pairs, closed, partly, denied } = flowPossible(input, flow)
    const kind = 'approved, not allowed'
    if (pairs === 0)
      return [
        {
          cells: [kind, flow.id, '', '', '', 'one of its sides means nobody in this cluster'],
          json: { kind, flow: flow.id, pairs },
        },
      ]
    if (denied === undefined) return []
    const { source, destination, protocol, port } = denied
    const what = port === undefined ? protocol : `${protocol} ${port}`
    const some = `${closed} of ${pairs} pairs closed${partly === 0 ? '' : `, ${partly} in part`}`
    return [
      {
        cells: [kind, flow.id, source, destination, what, `${whyDenied(denied)} (${some})`],
        json: { kind, flow: flow.id, pairs, closed, partly, explanation: denied },
      },
    ]
  })
}
