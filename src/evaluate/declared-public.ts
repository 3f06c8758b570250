import { holdsCidrs } from '../analyse/engine/address-ranges.ts'
import type { ScopedWorkload } from '../model/check.ts'
import type { Exposure } from '../model/cluster.ts'
import type { Rule } from '../model/policy.ts'

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
    const open = openPorts(declared.ports, workload, exposures)
    return (
      traffic.every((each) => portsOf(each, workload).every((port) => open.has(port))) &&
      coversSources(declared.sourceRanges, rule)
    )
  })
}

/** Declared ports are those that the outside sees; policies see the pods' ports behind them. */
function openPorts(
  declared: readonly number[],
  { pods }: ScopedWorkload,
  exposures: readonly Exposure[],
): ReadonlySet<number> {
  const keys = new Set(pods.map(({ key }) => key))
  const behind = exposures.flatMap(({ port, targetPort, pods: targets }) =>
    port !== undefined && targetPort !== undefined && declared.includes(port)
      ? targets.flatMap(({ key }) => (keys.has(key) ? targetPort : []))
      : [],
  )
  return new Set([...declared, ...behind])
}

/** The ports that one traffic means on a workload; NaN, which no set of ports holds, where it means more than can be listed. */
function portsOf(
  traffic: Exclude<Rule['traffic'], 'all'>[number],
  workload: ScopedWorkload,
): readonly number[] {
  if (traffic.kind === 'named') {
    return workload.pods.flatMap(({ ports }) =>
      ports
        .filter(({ name, protocol }) => name === traffic.name && protocol === traffic.protocol)
        .map(({ port }) => port),
    )
  }
  if (traffic.kind === 'less') return [Number.NaN]
  const { from, to } = traffic
  return from === undefined || (to ?? from) !== from ? [Number.NaN] : [from]
}

function coversSources(declared: readonly string[], rule: Rule): boolean {
  if (declared.length === 0) return true
  return rule.peers.every((peer) => peer.kind === 'addresses' && holdsCidrs(declared, [peer.cidr]))
}
