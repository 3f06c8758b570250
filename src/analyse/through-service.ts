import type { Pod, ServiceFront, ServiceFrontPort } from '../model/cluster.ts'
import type { Protocol } from '../model/policy.ts'
import type { Explanation, Reachability, SideExplanation } from '../model/reachability.ts'
import { explainBetween } from './between-parties.ts'
import { describePort } from './names.ts'
import { explainAllowed } from './node-traffic.ts'
import { isSelf, partyOf } from './party.ts'
import type { Party } from './party.ts'

/** An address of a Service, or a port of nodes that leads to pods in the same way. */
export type ServiceAddress = {
  readonly front: ServiceFront
  /** it is for use within the cluster */
  readonly own: boolean
  /** for people: `Service payments/api` */
  readonly name: string
}

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
  const side = (each: SideExplanation): SideExplanation => ({
    ...each,
    verdict: open && each.verdict === 'denied' ? 'indeterminate' : each.verdict,
    because: `${each.because} (${told})`,
  })
  return {
    ...answer,
    verdict: open ? 'indeterminate' : answer.verdict,
    egress: side(answer.egress),
    ingress: side(answer.ingress),
  }
}

/** Each pod behind a port, with the answer to the connection as policies see it. */
function backendsOf(
  reachability: Reachability,
  source: Party,
  { front, own }: ServiceAddress,
  { protocol, port, targets }: ServiceFrontPort,
): readonly Backend[] {
  const keeps = own ? source.endpoint.kind === 'pods' || source.where.onHost : front.local
  return targets.flatMap(({ targetPort = port, pods }) =>
    pods.flatMap((pod): readonly Backend[] => {
      const party = partyOf(reachability, pod.key)
      if (party === undefined) return []
      const answer = explainBetween(reachability, source, party, protocol, targetPort)
      if (isSelf(source, party))
        return [{ pod, targetPort, answer: hairpin(reachability, party, answer) }]
      return [{ pod, targetPort, answer: keeps ? answer : rewritten(reachability, party, answer) }]
    }),
  )
}

type Backend = { readonly pod: Pod; readonly targetPort: number; readonly answer: Explanation }

const RANK = { allowed: 0, indeterminate: 1, denied: 2 } as const

/** Whether policies see an address of the node in the place of a pod that reaches itself through a Service differs between network plugins. */
function hairpin(
  reachability: Reachability,
  { endpoint }: Party,
  answer: Explanation,
): Explanation {
  const sides = [
    reachability.isolation(endpoint, 'egress'),
    reachability.isolation(endpoint, 'ingress'),
  ]
  if (sides.every(({ isolated, untranslated }) => !isolated && !untranslated)) return answer
  const because = 'whether a pod reaches itself through a Service is up to the network plugin'
  return undecided(answer, because)
}

/** Where nodes may put an address of their own in the place of the client's, what isolated pods let in is not certain. */
function rewritten(
  reachability: Reachability,
  { endpoint }: Party,
  answer: Explanation,
): Explanation {
  const { isolated, untranslated } = reachability.isolation(endpoint, 'ingress')
  if (answer.egress.verdict === 'denied' || (!isolated && !untranslated)) return answer
  const because = `policies may see the address of a node instead of the client's; if not: ${answer.ingress.because}`
  return undecided(answer, because)
}

function undecided(answer: Explanation, because: string): Explanation {
  return {
    ...answer,
    verdict: 'indeterminate',
    ingress: { ...answer.ingress, verdict: 'indeterminate', because },
  }
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
  return {
    ...answer,
    source: source.name,
    destination: name,
    verdict,
    egress: { ...egress, verdict },
    ingress: { ...ingress, verdict },
  }
}

/** So many pods of each verdict are named, and the rest counted. */
const NAMED = 3

function describeBackends(all: readonly Backend[]): string {
  return [...Map.groupBy(all, ({ answer }) => answer.verdict)]
    .sort(([a], [b]) => RANK[a] - RANK[b])
    .map(([verdict, some]) => {
      const names = some
        .slice(0, NAMED)
        .map(
          ({ pod, targetPort, answer }) =>
            `${pod.namespace}/${pod.name} ${describePort(answer.protocol, targetPort)}`,
        )
      const more = some.length > NAMED ? ` and ${some.length - NAMED} more` : ''
      return `${verdict === 'indeterminate' ? 'undecided' : verdict} to ${names.join(', ')}${more}`
    })
    .join('; ')
}
