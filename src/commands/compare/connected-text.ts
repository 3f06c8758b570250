import { describeRanges } from '../../analyse/names.ts'
import type { Comparison, ConnectedChange, ConnectedHop } from '../../model/comparison.ts'

/** So many of each kind are shown: JSON has all of them. */
const SHOWN = 5

/** What is said of each kind of change. */
const KINDS = [
  { change: 'connected', direction: 'into', words: 'now reach the CDE' },
  { change: 'connected', direction: 'out-of', words: 'are now reached from the CDE' },
  { change: 'disconnected', direction: 'into', words: 'no longer reach the CDE' },
  { change: 'disconnected', direction: 'out-of', words: 'are no longer reached from the CDE' },
] as const satisfies readonly (Pick<ConnectedChange, 'change' | 'direction'> & {
  readonly words: string
})[]

/** Which workloads became connected to the CDE over any number of connections, or no longer are: counts, and some with their chains. */
export function connectedLines({ connected, compared }: Comparison): readonly string[] {
  const heading = 'connected to the CDE over any number of connections'
  if (compared.connected.length === 0) return ['', `${heading}: not compared`]
  const where = compared.connected.join(', ')
  if (connected.length === 0) return ['', `${heading}: no change in ${where}`]
  const parts = KINDS.map((kind) => ({
    ...kind,
    found: connected.filter(
      ({ change, direction }) => change === kind.change && direction === kind.direction,
    ),
  })).filter(({ found }) => found.length > 0)
  const counts = parts.map(({ found, words }) => `${found.length} ${words}`)
  return [
    '',
    `${heading}: workloads in ${where}: ${counts.join(', ')}`,
    ...parts.flatMap(({ found, change, words }) => [
      ...found
        .slice(0, SHOWN)
        .map(
          ({ cluster, workload, chain }) =>
            `  ${change.padEnd(12)} ${cluster} ${workload}: ${chainText(chain)}`,
        ),
      ...(found.length > SHOWN
        ? [`  ... and ${found.length - SHOWN} more that ${words}: -o json lists all`]
        : []),
    ]),
  ]
}

/** `shop/Deployment/web -> payments/StatefulSet/ledger (TCP 5432)`, hop by hop. */
function chainText(chain: readonly ConnectedHop[]): string {
  return chain.reduce(
    (text, { to, ports, certain }) =>
      `${text} -> ${to} (${certain ? '' : 'undecided: '}${describeRanges(ports)})`,
    chain[0]?.from ?? '',
  )
}
