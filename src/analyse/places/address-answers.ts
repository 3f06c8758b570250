import type { Protocol } from '../../model/policy.ts'
import type { Explanation, Reachability } from '../../model/reachability.ts'
import { hasPorts } from '../engine/connection-sets.ts'
import { given } from '../objects/given.ts'
import { describePort } from '../names.ts'
import type { NodePort } from './node-ports.ts'
import type { Party } from './party.ts'
import { undecided } from './service-backends.ts'
import type { ServiceAddress } from './service-backends.ts'
import { explainThrough, portOfService, refused } from './through-service.ts'

/** What the Services of an address answer, each that has the port; undefined where the address itself does, because none has such a port there. */
export function answersOfServices(
  reachability: Reachability,
  sources: readonly Party[],
  services: readonly ServiceAddress[],
  protocol: Protocol,
  port: number | undefined,
): readonly Explanation[] | undefined {
  const found = services.flatMap((service) => {
    const has = portOfService(service.front, protocol, port)
    return has === undefined ? [] : [{ service, has }]
  })
  if (found.length > 0)
    return sources.flatMap((from) =>
      found.map(({ service, has }) => explainThrough(reachability, from, service, has)),
    )
  const [first] = services
  if (first === undefined || !services.every(({ own }) => own)) return undefined
  const names = services.map(({ name }) => name).join(' and ')
  const because = hasPorts(protocol)
    ? `${names} has no port ${describePort(protocol, port)}, and nothing else has its address`
    : `whether the address of ${names} answers ${protocol} is up to what translates it`
  const what = { protocol, ...given('port', port) }
  const verdict = hasPorts(protocol) ? 'denied' : 'indeterminate'
  return sources.map((from) => refused(from, first, what, verdict, because))
}

/** What passes to an outside address of Services that have no such port: whether anything answers there is not known. */
export function withoutPort(answer: Explanation, services: readonly ServiceAddress[]): Explanation {
  if (answer.verdict === 'denied') return answer
  const { protocol, port } = answer
  const names = services.map(({ name }) => name).join(' and ')
  const lacks = `${names} has no port ${describePort(protocol, port)}`
  return undecided(answer, `${lacks}, and what else answers at its address is not known`)
}

/** What pods answer behind a port of nodes; a port whose number is not known may be any of its range, or none. */
export function answersOfNodePorts(
  reachability: Reachability,
  sources: readonly Party[],
  ports: readonly NodePort[],
  protocol: Protocol,
  port: number | undefined,
): readonly Explanation[] {
  if (port === undefined) return []
  return ports
    .filter((each) => each.protocol === protocol && each.from <= port && port <= each.to)
    .flatMap(({ from, to, through, port: has }) => {
      const unknown = `this port may be the ${through.name}, whose number is not known`
      return sources.map((source) =>
        from === to
          ? explainThrough(reachability, source, through, has)
          : refused(source, through, { protocol, port }, 'indeterminate', unknown),
      )
    })
}
