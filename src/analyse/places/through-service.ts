import type { ServiceFront, ServiceFrontPort } from '../../model/cluster.ts'
import type { Protocol } from '../../model/policy.ts'
import type { Explanation, Reachability, SideExplanation } from '../../model/reachability.ts'
import { holdsCell, holdsRange, rangesOf } from '../engine/address-ranges.ts'
import { describePort } from '../names.ts'
import { explainAllowed } from '../node-traffic.ts'
import type { Party } from './party.ts'
import { backendsOf, describeBackends, opened, RANK, undecided } from './service-backends.ts'
import type { ServiceAddress } from './service-backends.ts'

/** The port of a Service that is asked for; undefined where it has none of the kind. */
export function portOfService(
  { ports }: ServiceFront,
  protocol: Protocol,
  port: number | undefined,
): ServiceFrontPort | undefined {
  return ports.find((each) => each.protocol === protocol && each.port === port)
}

/**
 * A connection to an address of a Service: policies see it after the address and port were translated to those of one of the pods behind it.
 * Passing to some of them is allowed, and says which; where none stands behind it the nodes refuse it, and where more may, nothing is denied for certain.
 */
export function explainThrough(
  reachability: Reachability,
  source: Party,
  service: ServiceAddress,
  found: ServiceFrontPort,
): Explanation {
  const { protocol, port, more } = found
  const name = `${service.name} ${describePort(protocol, port)}`
  const all = backendsOf(reachability, source, service, found)
  const limited = limitOf(service, source)
  const best = all.toSorted((a, b) => RANK[a.answer.verdict] - RANK[b.answer.verdict])[0]
  const unknown = `what else stands behind ${name} is not known`
  if (best === undefined)
    return more
      ? refused(source, service, found, 'indeterminate', unknown)
      : refused(
          source,
          service,
          found,
          'denied',
          `no pod stands behind ${name}: nodes refuse what is sent there`,
        )
  const told = `behind ${name}: ${describeBackends(all)}${more ? `; ${unknown}` : ''}`
  const { answer } = best
  const open = more && answer.verdict === 'denied'
  const side = (each: SideExplanation): SideExplanation => {
    const because = `${each.because} (${told})`
    return open && each.verdict === 'denied' ? opened(each, unknown, because) : { ...each, because }
  }
  const through = {
    ...answer,
    verdict: open ? 'indeterminate' : answer.verdict,
    egress: side(answer.egress),
    ingress: side(answer.ingress),
  } as const
  if (limited === undefined || through.verdict === 'denied') return through
  return undecided(through, limited, `${limited}; otherwise: ${through.ingress.because}`)
}

/** Why a load balancer may not let a source in, which not all that stand for one do; undefined where it is sure to, or is not one. */
function limitOf(
  { own, front: { sourceRanges }, name }: ServiceAddress,
  { endpoint, address }: Party,
): string | undefined {
  if (own || sourceRanges.length === 0) return undefined
  const ranges = rangesOf(sourceRanges)
  const inside =
    address === undefined
      ? endpoint.kind === 'addresses' && holdsCell(ranges, endpoint)
      : holdsRange(ranges, { family: address.family, first: address.value, last: address.value })
  return inside ? undefined : `the load balancer of ${name} lets in ${sourceRanges.join(', ')} only`
}

/** A connection that leads to no pod. */
export function refused(
  source: Party,
  { name }: ServiceAddress,
  { protocol, port }: Pick<ServiceFrontPort, 'protocol'> & { readonly port?: number },
  verdict: Explanation['verdict'],
  because: string,
): Explanation {
  const { egress, ingress, ...answer } = explainAllowed(
    source.endpoint,
    source.endpoint,
    because,
    protocol,
    port,
  )
  const side = (each: SideExplanation) =>
    verdict === 'indeterminate' ? opened(each, because) : { ...each, verdict }
  return {
    ...answer,
    source: source.name,
    destination: name,
    verdict,
    egress: side(egress),
    ingress: side(ingress),
  }
}
