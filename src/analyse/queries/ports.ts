import type { Protocol } from '../../model/policy.ts'
import type { ConnectionSet, Endpoint, PortRange } from '../../model/reachability.ts'

/** The port that a connection is explained by. */
export type ShownPort = { readonly protocol: Protocol; readonly port: number }

/** What of a set is TCP, UDP or SCTP: other protocols no policy API defines alike, and queries over connections leave them out. */
export function withPorts({ ranges }: ConnectionSet): readonly PortRange[] {
  return ranges.some(({ from }) => from === undefined)
    ? ranges.filter(({ from }) => from !== undefined)
    : ranges
}

/** The lowest port of ranges, TCP before the others; one that the destination listens on where there are none. */
export function portToShow(ranges: readonly PortRange[], destination: Endpoint): ShownPort {
  const found = ranges.find(({ protocol }) => protocol === 'TCP') ?? ranges[0]
  if (found !== undefined) return { protocol: found.protocol, port: Math.max(1, found.from ?? 1) }
  const listens = destination.kind === 'pods' ? destination.pods[0]?.ports[0] : undefined
  return listens === undefined
    ? { protocol: 'TCP', port: 80 }
    : { protocol: listens.protocol, port: listens.port }
}
