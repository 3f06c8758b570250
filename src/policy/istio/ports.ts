import type { Traffic } from '../../model/policy.ts'

/** TCP ports as ranges, ascending and disjoint. A mesh takes in TCP only. */
export type Ports = readonly (readonly [from: number, to: number])[]

export const ALL_PORTS: Ports = [[1, 65535]]

/** Every TCP port. */
export const TCP: readonly Traffic[] = [{ kind: 'ports', protocol: 'TCP' }]

/** Everything else, which a mesh neither takes in nor decides. */
export const NOT_TCP: readonly Traffic[] = [{ kind: 'less', of: 'all', less: TCP }]

/** Of some ports only those that are listed. */
export function onlyPorts(ports: Ports, numbers: readonly number[]): Ports {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  return sorted
    .filter((port) => ports.some(([from, to]) => from <= port && port <= to))
    .map((port) => [port, port])
}

/** Of some ports those that are not listed. */
export function exceptPorts(ports: Ports, numbers: readonly number[]): Ports {
  return numbers.reduce<Ports>(
    (left, port) =>
      left.flatMap(([from, to]): Ports => {
        if (port < from || to < port) return [[from, to]]
        const parts: Ports = [
          [from, port - 1],
          [port + 1, to],
        ]
        return parts.filter(([first, last]) => first <= last)
      }),
    ports,
  )
}

/** Ports that are in both. */
export function commonPorts(a: Ports, b: Ports): Ports {
  return a.flatMap(([from, to]) =>
    b.flatMap(([first, last]): Ports => {
      const range = [Math.max(from, first), Math.min(to, last)] as const
      return range[0] <= range[1] ? [range] : []
    }),
  )
}

/** The TCP ports of traffic that names them by number. */
export function portsOf(traffic: readonly Traffic[] | 'all'): Ports {
  if (traffic === 'all') return ALL_PORTS
  return traffic.flatMap((each): Ports =>
    each.kind === 'ports' && each.protocol === 'TCP' ? [[each.from ?? 1, each.to ?? 65535]] : [],
  )
}

/** Ports as traffic. */
export function trafficOf(ports: Ports): readonly Traffic[] {
  return ports.map(([from, to]) =>
    from === 1 && to === 65535
      ? { kind: 'ports', protocol: 'TCP' }
      : { kind: 'ports', protocol: 'TCP', from, to },
  )
}
