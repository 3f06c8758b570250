import type { Meeting, Whereabouts } from '../node-traffic.ts'

/** Positions of places by where they are. */
type Index = {
  readonly byNode: ReadonlyMap<string, readonly number[]>
  readonly unplaced: readonly number[]
  readonly all: readonly number[]
}

/**
 * Which of many places meet one on a node, as `meetingAt` says it of each pair: their positions, in no order, and how. The work follows what is
 * found, not the number of places.
 */
export function meetersAmong(
  places: readonly Whereabouts[],
): (place: Whereabouts) => Generator<readonly [position: number, kind: Meeting['kind']]> {
  const [everyone, onHosts] = [indexOf(places, () => true), indexOf(places, isOnHost)]
  return function* (place) {
    const index = place.onHost ? everyone : onHosts
    const on = new Set<number>()
    for (const node of place.nodes)
      for (const position of index.byNode.get(node) ?? []) on.add(position)
    for (const position of on) yield [position, 'on']
    for (const position of place.unplaced ? index.all : index.unplaced)
      if (!on.has(position)) yield [position, 'unplaced']
  }
}

function isOnHost({ onHost }: Whereabouts): boolean {
  return onHost
}

function indexOf(places: readonly Whereabouts[], wanted: (place: Whereabouts) => boolean): Index {
  const byNode = new Map<string, number[]>()
  const unplaced: number[] = []
  const all: number[] = []
  for (const [position, place] of places.entries()) {
    if (!wanted(place)) continue
    all.push(position)
    if (place.unplaced) unplaced.push(position)
    for (const node of place.nodes) {
      const known = byNode.get(node)
      if (known === undefined) byNode.set(node, [position])
      else known.push(position)
    }
  }
  return { byNode, unplaced, all }
}
