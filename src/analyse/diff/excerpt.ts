import type { Cluster, Node, Pod } from '../../model/cluster.ts'
import type { Policy } from '../../model/policy.ts'
import { selects } from '../objects/label-match.ts'

/** Two ends of connections: pods in all states that are looked at, and addresses. */
export type Ends = { readonly pods: readonly Pod[]; readonly addresses: readonly string[] }

/** Cuts out the part of a cluster on which answers between some ends depend; it has no pods yet. */
export type Excerpts = (ends: Ends) => Cluster

/**
 * A cutter of excerpts from a cluster: policies that may select pods of the namespaces of these, in their order; those namespaces and the ones
 * of address sets; nodes that a pod is on or that have an address in question. What is left out speaks of others only.
 */
export function excerptsOf(cluster: Cluster): Excerpts {
  const policies = Map.groupBy(cluster.policies.entries(), ([, { subject }]) => homeOf(subject))
  const nodes = Map.groupBy(addressesOf(cluster), ({ address }) => address)
  const homesOfSets = cluster.addressSets.flatMap(({ namespace }) => namespace ?? [])
  return ({ pods, addresses }) => {
    const homes = new Set(pods.map(({ namespace }) => namespace))
    const concerned = [undefined, ...homes]
      .flatMap((home) => policies.get(home) ?? [])
      .sort(([a], [b]) => a - b)
    const named = [
      ...pods.flatMap(({ node }) => node ?? []),
      ...[...addresses, ...pods.flatMap((pod) => pod.addresses)].flatMap((address) =>
        (nodes.get(address) ?? []).map(({ node }) => node.name),
      ),
    ]
    return {
      ...cluster,
      pods: [],
      policies: concerned.map(([, policy]) => policy),
      namespaces: picked(cluster.namespaces, [...homes, ...homesOfSets]),
      nodes: picked(cluster.nodes, named),
    }
  }
}

/** The only namespace whose pods a subject may select; undefined: any. */
export function homeOf(subject: Policy['subject']): string | undefined {
  return subject.kind === 'pods' && subject.namespaces.kind === 'name'
    ? subject.namespaces.name
    : undefined
}

/** Whether a policy may select one of some pods, by namespace and labels; one for nodes may. */
export function mayConcern({ subject }: Policy, pods: readonly Pod[]): boolean {
  if (subject.kind !== 'pods') return true
  const home = homeOf(subject)
  return pods.some(
    ({ namespace, labels }) =>
      (home === undefined || home === namespace) && selects(subject.pods, labels) !== 'no',
  )
}

function addressesOf({ nodes }: Cluster): readonly { address: string; node: Node }[] {
  return [...nodes.values()].flatMap((node) => node.addresses.map((address) => ({ address, node })))
}

function picked<T>(all: ReadonlyMap<string, T>, keys: Iterable<string>): ReadonlyMap<string, T> {
  const found = new Map<string, T>()
  for (const key of keys) {
    const value = all.get(key)
    if (value !== undefined) found.set(key, value)
  }
  return found
}
