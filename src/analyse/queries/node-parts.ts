import type { Endpoint, PodClass, Reachability } from '../../model/reachability.ts'
import { whereaboutsOf } from '../node-traffic.ts'
import type { Meeting, Whereabouts } from '../node-traffic.ts'

/** The pods of a class that are on one node. */
export type Part = { readonly podClass: PodClass; readonly node: string }

/** The place of pods that have no node yet; no node is called so. */
export const UNPLACED = ''

/** A part that meets another on a node, and how. */
export type Neighbour = { readonly part: Part; readonly meeting: Meeting }

/**
 * Gives the parts that meet one on a node, each way of meeting once: whoever is on the network of a node meets all pods of it, others meet those on
 * its network. What was given is not given again, whoever asks, so that all questions together cost as much as there are parts.
 */
export type NodeWalk = (node: string, onHost: boolean) => readonly Neighbour[]

/** The nodes of a place, those without a node last. */
export function nodesOf({ nodes, unplaced }: Whereabouts): readonly string[] {
  return [...nodes, ...(unplaced ? [UNPLACED] : [])]
}

/** Walks the nodes of one analysis; `perhaps`: pods without a node may be on any. */
export function nodeWalk({ podClasses }: Reachability, perhaps: boolean): NodeWalk {
  const parts = podClasses.flatMap((podClass) =>
    nodesOf(whereaboutsOf(podClass)).map((node) => ({ podClass, node })),
  )
  const byNode = Map.groupBy(parts, ({ node }) => node)
  const given = new Set<string>()
  const meeting = (known: readonly Part[], onHost: boolean, how: Meeting, what: string) => {
    const name = `${onHost ? 'host' : 'pods'} ${what}`
    if (given.has(name)) return []
    given.add(name)
    const met = onHost ? known : known.filter(({ podClass }) => podClass.hostNetwork)
    return met.map((part) => ({ part, meeting: how }))
  }
  return (node, onHost) => {
    if (node === UNPLACED)
      return perhaps ? meeting(parts, onHost, { kind: 'unplaced' }, 'of any node') : []
    const here = meeting(byNode.get(node) ?? [], onHost, { kind: 'on', node }, `on ${node}`)
    if (!perhaps) return here
    const unplaced = byNode.get(UNPLACED) ?? []
    return [...here, ...meeting(unplaced, onHost, { kind: 'unplaced' }, 'without node')]
  }
}

/** The nodes of all pods of an endpoint; addresses have none. */
export function allNodes(endpoint: Endpoint): readonly string[] {
  return endpoint.kind === 'pods' ? nodesOf(whereaboutsOf(endpoint)) : []
}

/** On which nodes endpoints were reached. */
export type SeenNodes = {
  readonly has: (endpoint: Endpoint) => boolean
  /** those of the nodes on which it was not reached before */
  readonly arrive: (endpoint: Endpoint, nodes: readonly string[]) => readonly string[]
  /** whether it was not reached, or not on all of its nodes */
  readonly isLeft: (endpoint: Endpoint) => boolean
}

/** Nothing was reached yet. */
export function seenNodes(): SeenNodes {
  const seen = new Map<Endpoint, ReadonlySet<string>>()
  return {
    has: (endpoint) => seen.has(endpoint),
    arrive: (endpoint, nodes) => {
      const known = seen.get(endpoint)
      const fresh = nodes.filter((node) => known?.has(node) !== true)
      seen.set(endpoint, new Set([...(known ?? []), ...fresh]))
      return fresh
    },
    isLeft: (endpoint) => (seen.get(endpoint)?.size ?? -1) < allNodes(endpoint).length,
  }
}
