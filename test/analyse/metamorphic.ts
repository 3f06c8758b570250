import { analyse } from '../../src/analyse/reachability.ts'
import type { Endpoint, Reachability } from '../../src/model/reachability.ts'
import { clusterOf } from './builders.ts'
import type { RandomEstate } from './estates.ts'

/** Raw JSON that a transformation may rewrite. */
export type Raw = Record<string, unknown>

const PLACES = ['10.0.0.126/32', '10.0.0.128/25', '8.8.8.8/32', 'fd00::3/128', '2001:db8::1/128']

/** What may pass between all pods and some addresses, as text per pair; pods and places by name. */
export async function facts({
  objects,
  podsByAddress,
  platform = [],
}: RandomEstate): Promise<Map<string, string>> {
  const reachability = analyse(
    await clusterOf(objects, {}, { platformNamespaces: platform, undeclaredMesh: 'runs' }),
    {
      podsByAddress,
      splitAt: PLACES,
    },
  )
  const places: [string, Endpoint][] = [
    ...reachability.podClasses.flatMap((each) =>
      each.pods.map(({ namespace, name }): [string, Endpoint] => [`${namespace}/${name}`, each]),
    ),
    ...PLACES.map((cidr): [string, Endpoint] => [cidr, cellAt(reachability, cidr)]),
  ]
  return new Map(
    places.flatMap(([from, source]) =>
      places.map(([to, destination]) => {
        const { allowed, indeterminate } = reachability.between(source, destination)
        return [`${from} -> ${to}`, JSON.stringify([allowed.ranges, indeterminate.ranges])] as const
      }),
    ),
  )
}

function cellAt({ addressCells }: Reachability, cidr: string): Endpoint {
  const [address] = cidr.split('/')
  const found = addressCells.find(({ ranges }) => ranges.some(({ from }) => from === address))
  if (found === undefined) throw new Error(`no cell at ${cidr}`)
  return found
}

/** Every matchLabels written as expressions instead. */
export function asExpressions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asExpressions)
  if (typeof value !== 'object' || value === null) return value
  const { matchLabels, matchExpressions = [], ...rest } = value as Raw & { matchLabels?: Raw }
  const same = Object.fromEntries(
    Object.entries(rest).map(([key, each]) => [key, asExpressions(each)]),
  )
  if (matchLabels === undefined)
    return { ...same, ...(Object.hasOwn(value, 'matchExpressions') ? { matchExpressions } : {}) }
  const written = Object.entries(matchLabels).map(([key, text]) => ({
    key,
    operator: 'In',
    values: [text],
  }))
  return { ...same, matchExpressions: [...(matchExpressions as unknown[]), ...written] }
}

/** CIDRs as the two halves that make them up. */
export const HALVES: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['0.0.0.0/1', '128.0.0.0/1'],
  '10.0.0.0/8': ['10.0.0.0/9', '10.128.0.0/9'],
  '10.0.0.0/24': ['10.0.0.0/25', '10.0.0.128/25'],
  '::/0': ['::/1', '8000::/1'],
}

/** Whether every port that was surely allowed still is. */
export function allowsAll(now: string, before: string): boolean {
  type Ranges = { protocol: string; from?: number; to?: number }[]
  const [had] = JSON.parse(before) as [Ranges]
  const [has] = JSON.parse(now) as [Ranges]
  return had.every(({ protocol, from = 0, to = 0 }) =>
    has.some(
      (range) => range.protocol === protocol && (range.from ?? 0) <= from && to <= (range.to ?? 0),
    ),
  )
}

/** Whether every port that was surely allowed is not surely denied now. */
export function coveredBy(before: string, now: string): boolean {
  type Ranges = { protocol: string; from?: number; to?: number }[]
  const [had] = JSON.parse(before) as [Ranges]
  const open = (JSON.parse(now) as [Ranges, Ranges]).flat()
  return had.every(({ protocol, from = 0, to = 0 }) => {
    let next = from
    for (const range of open
      .filter((each) => each.protocol === protocol)
      .sort((a, b) => (a.from ?? 0) - (b.from ?? 0)))
      if ((range.from ?? 0) <= next) next = Math.max(next, (range.to ?? 0) + 1)
    return next > to
  })
}
