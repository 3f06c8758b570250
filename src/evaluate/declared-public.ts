import { holdsCidrs } from '../analyse/engine/address-ranges.ts'
import type { ScopedWorkload } from '../model/check.ts'
import type { Exposure } from '../model/cluster.ts'
import type { Protocol, Rule } from '../model/policy.ts'
import type { PublicPort } from '../model/scope.ts'

/**
 * Whether a wide ingress rule only opens what is declared a public service: every selected workload declares one, every port of the rule is
 * one of its ports or the pod port behind one, and its sources are declared as wide.
 */
export function isDeclaredPublic(
  rule: Rule,
  workloads: readonly ScopedWorkload[],
  exposures: readonly Exposure[],
): boolean {
  const { direction, traffic } = rule
  if (direction !== 'ingress' || traffic === 'all') return false
  return workloads.every((workload) => {
    const declared = workload.rule?.publicService
    if (declared === undefined || declared === false) return false
    const behind = portsBehind(declared.ports, workload, exposures)
    const isOpen = (port: PublicPort) => declared.ports.includes(port) || behind.has(port)
    return (
      traffic.every((each) => portsOf(each, workload).every(isOpen)) &&
      coversSources(declared.sourceRanges, rule)
    )
  })
}

/** Whether a port of a protocol is one of those that the scope file declares. */
export function declaresPort(
  declared: readonly PublicPort[],
  protocol: Protocol,
  port: number,
): boolean {
  return publicPorts(protocol, port).some((each) => declared.includes(each))
}

/** A port as the scope file says it; none where its protocol has no ports. */
function publicPorts(protocol: Protocol, port: number): readonly PublicPort[] {
  if (protocol === 'TCP') return [port]
  return protocol === 'UDP' || protocol === 'SCTP' ? [`${port}/${protocol}`] : []
}

/** Declared ports are those that the outside sees; policies see the pods' ports behind them. */
function portsBehind(
  declared: readonly PublicPort[],
  { pods }: ScopedWorkload,
  exposures: readonly Exposure[],
): ReadonlySet<PublicPort> {
  const keys = new Set(pods.map(({ key }) => key))
  const behind = exposures.flatMap(({ protocol, port, targetPort, pods: targets }) =>
    port !== undefined && targetPort !== undefined && declaresPort(declared, protocol, port)
      ? targets.flatMap(({ key }) => (keys.has(key) ? publicPorts(protocol, targetPort) : []))
      : [],
  )
  return new Set(behind)
}

/** The ports that one traffic means on a workload; NaN, which is no declared port, where it means more than can be listed. */
function portsOf(
  traffic: Exclude<Rule['traffic'], 'all'>[number],
  workload: ScopedWorkload,
): readonly PublicPort[] {
  if (traffic.kind === 'named') {
    return workload.pods.flatMap(({ ports }) =>
      ports
        .filter(({ name, protocol }) => name === traffic.name && protocol === traffic.protocol)
        .flatMap(({ port, protocol }) => publicPorts(protocol, port)),
    )
  }
  if (traffic.kind === 'less') return [Number.NaN]
  const { from, protocol, to } = traffic
  const [own = Number.NaN] = from === undefined ? [] : publicPorts(protocol, from)
  return (to ?? from) === from ? [own] : [Number.NaN]
}

function coversSources(declared: readonly string[], rule: Rule): boolean {
  if (declared.length === 0) return true
  return rule.peers.every((peer) => peer.kind === 'addresses' && holdsCidrs(declared, [peer.cidr]))
}
