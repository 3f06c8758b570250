import type { Comparison, ConnectedChange, ConnectedHop } from '../model/comparison.ts'
import { visible } from './text.ts'
import { trafficWords } from './view/evidence.ts'

/** So many workloads of each cluster and kind are listed: comparison.json has all of them. */
const LISTED = 100

const WORDS = {
  connected: { into: 'Now reach the CDE', 'out-of': 'Now reached from the CDE' },
  disconnected: {
    into: 'No longer reach the CDE',
    'out-of': 'No longer reached from the CDE',
  },
} as const satisfies Record<ConnectedChange['change'], Record<ConnectedChange['direction'], string>>

/** Which workloads became connected to the CDE, or no longer are, as the page shows it. */
export function connectedView({ connected, compared }: Comparison) {
  return { compared: compared.connected.map(visible), groups: connectedGroups(connected) }
}

/** The same workloads by cluster and by how they are connected, in the order of the first of each; of a long list the first. */
export function connectedGroups(connected: readonly ConnectedChange[]) {
  const groups = Map.groupBy(connected, ({ cluster, change, direction }) =>
    JSON.stringify([cluster, change, direction]),
  )
  return Array.from(groups.values(), (group) => ({
    cluster: visible(group[0]?.cluster ?? ''),
    title: group[0] === undefined ? '' : WORDS[group[0].change][group[0].direction],
    count: group.length,
    rows: group.slice(0, LISTED).map(({ workload, chain }) => ({
      workload: visible(workload),
      hops: chain.length,
      chain: chain.map(hopView),
    })),
    more: Math.max(0, group.length - LISTED),
  }))
}

function hopView({ from, to, ports, certain }: ConnectedHop) {
  return {
    from: visible(from),
    to: visible(to),
    ports: ports.map((one) => trafficWords(one.protocol, one.from, one.to)).join(', '),
    certain,
  }
}
