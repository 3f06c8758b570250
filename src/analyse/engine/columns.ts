import type { AddressCells } from './address-cells.ts'
import type { ClassRecord } from './classes.ts'

/**
 * The other sides that a row of answers has one place for: each facet of each class, then each address cell.
 *
 * A pod with addresses of both families has two, because a rule may match only one of them.
 */
export type Columns = {
  readonly count: number
  /** columns of the endpoint with an index: one, or one per family */
  readonly ofEndpoint: readonly (readonly Column[])[]
  /** the column of the endpoint with an index where it has one only, else -1 */
  readonly single: Int32Array
  /** the endpoint of each column */
  readonly endpointOf: Uint32Array
  /** columns of pods whose address lies in a cell */
  readonly podsInCell: ReadonlyMap<number, readonly number[]>
  /** columns of pods of which no address is known */
  readonly podsWithoutAddress: readonly number[]
  /** those of them that are on the network of a node */
  readonly hostsWithoutAddress: readonly number[]
  /** columns of pods on the network of their node */
  readonly hosts: ReadonlySet<number>
  /** columns of what stands for endpoints of the network plugin itself, by their names */
  readonly entities: ReadonlyMap<string, readonly number[]>
  /** port profile of each column; 0 for addresses */
  readonly profiles: Uint32Array
  /** columns with a port profile that is not empty, ascending */
  readonly named: Uint32Array
  /** the first column of the address cells */
  readonly firstCell: number
}

/** One place of a row; the family is known where addresses matter. */
export type Column = { readonly index: number; readonly family?: 4 | 6 }

/** Lays out the columns of classes and cells, in their order. */
export function columnsOf(records: readonly ClassRecord[], { cells }: AddressCells): Columns {
  const ofEndpoint: Column[][] = []
  const podsInCell = new Map<number, number[]>()
  const podsWithoutAddress: number[] = []
  const hostsWithoutAddress: number[] = []
  const hosts = new Set<number>()
  const entities = new Map<string, number[]>()
  const profiles: number[] = []
  for (const record of records) {
    const columns = record.facets.map(({ family, cell }) => {
      const index = profiles.push(record.profile) - 1
      if (record.podClass.hostNetwork) hosts.add(index)
      if (record.sample.entity !== undefined) push(entities, record.sample.entity, index)
      if (cell !== undefined) push(podsInCell, cell, index)
      else podsWithoutAddress.push(index)
      if (cell === undefined && record.podClass.hostNetwork) hostsWithoutAddress.push(index)
      return family === undefined ? { index } : { index, family }
    })
    ofEndpoint.push(columns)
  }
  const firstCell = profiles.length
  for (const { family } of cells) ofEndpoint.push([{ index: profiles.push(0) - 1, family }])
  const endpointOf = new Uint32Array(profiles.length)
  for (const [endpoint, own] of ofEndpoint.entries())
    for (const { index } of own) endpointOf[index] = endpoint
  return {
    count: profiles.length,
    ofEndpoint,
    endpointOf,
    single: Int32Array.from(ofEndpoint, ([only, ...more]) =>
      only === undefined || more.length > 0 ? -1 : only.index,
    ),
    podsInCell,
    podsWithoutAddress,
    hostsWithoutAddress,
    hosts,
    entities,
    profiles: Uint32Array.from(profiles),
    named: Uint32Array.from([...profiles.keys()].filter((at) => profiles[at] !== 0)),
    firstCell,
  }
}

/**
 * The pairs of columns by which two endpoints may speak: those of the same family; where the families are not known, or none is
 * shared, every pair, so that the policies alone answer.
 */
export function columnPairs(
  sources: readonly Column[],
  destinations: readonly Column[],
): readonly (readonly [source: Column, destination: Column])[] {
  const pairs = sources.flatMap((source) =>
    destinations.map((destination) => [source, destination] as const),
  )
  const same = pairs.filter(([source, destination]) => source.family === destination.family)
  return same.length === 0 ? pairs : same
}

function push<K>(lists: Map<K, number[]>, key: K, item: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
