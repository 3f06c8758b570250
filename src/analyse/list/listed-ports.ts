import type { PortRange } from '../../model/reachability.ts'

const ORDER = ['SCTP', 'TCP', 'UDP'] as const

/** Ports by protocol in the order of their names: `SCTP 1-65535,TCP 1-79,81-65535`; `All Connections` for all of the three. */
export function listedPorts(ranges: readonly PortRange[]): string {
  const parts = ORDER.map((protocol) => ({
    protocol,
    ports: ranges.filter((range) => range.protocol === protocol).map(portsText),
  })).filter(({ ports }) => ports.length > 0)
  if (parts.length === 0) return 'No Connections'
  const full = parts.length === ORDER.length && parts.every(({ ports }) => ports.join() === FULL)
  if (full) return 'All Connections'
  return parts.map(({ protocol, ports }) => `${protocol} ${ports.join(',')}`).join(',')
}

const FULL = '1-65535'

function portsText({ from = 1, to = 65535 }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`
}
