import type { Cluster, Pod } from '../../model/cluster.ts'
import type { Protocol } from '../../model/policy.ts'
import type { ReachVerdict } from '../../model/reachability.ts'
import type { Answers } from './answers.ts'
import type { ConnectionSets } from './connection-sets.ts'

/** The port to which proxies of nodes carry all TCP of a pod, so that it is the port that the network plugin sees (HBONE). */
export const TUNNEL_PORT = 15008

/** How the network plugin sees TCP between two pods: by its own port, by that of the tunnel, or either. */
export type Tunnel = 'no' | 'yes' | 'perhaps'

/** Whether what a pod sends and gets within the mesh goes through tunnels. */
export function inTunnels({ mesh }: Pod): boolean {
  return mesh === 'ambient' || mesh === 'waypoint'
}

/**
 * TCP between two pods of a mesh goes through a tunnel where either is in the care of its node's proxy or is a waypoint (istio.io, ambient, "Ambient and
 * Kubernetes NetworkPolicy"). Whoever is not part of the mesh speaks to the pod's own port.
 */
export function tunnelBetween(
  { mesh }: Pick<Cluster, 'mesh'>,
  source: Pod | undefined,
  destination: Pod | undefined,
): Tunnel {
  if (source?.mesh === undefined || destination?.mesh === undefined) return 'no'
  if (!inTunnels(source) && !inTunnels(destination)) return 'no'
  const passing = source.meshBypass === true || destination.meshBypass === true
  return mesh.ambient === undefined && !passing ? 'yes' : 'perhaps'
}

/** What one side's answer of the network plugin for all ports means for two pods. */
export function throughTunnel(
  answer: number,
  tunnel: Tunnel,
  answers: Answers,
  sets: ConnectionSets,
): number {
  if (tunnel === 'no') return answer
  const tcp = sets.of([{ protocol: 'TCP' }])
  const carried = (set: number): number =>
    sets.has(set, 'TCP', TUNNEL_PORT) ? sets.union(set, tcp) : sets.subtract(set, tcp)
  const [must, may] = [answers.mustOf(answer), answers.mayOf(answer)]
  const inside = answers.of(carried(must), carried(may))
  if (tunnel === 'yes') return inside
  return answers.of(
    sets.intersect(must, answers.mustOf(inside)),
    sets.union(may, answers.mayOf(inside)),
  )
}

/** A question about one connection as the network plugin may see it: by its own port, by that of the tunnel, or either. */
export function seenBy<
  T extends { readonly tunnel: Tunnel; readonly protocol: Protocol; readonly port: number },
>(question: T): readonly T[] {
  if (question.tunnel === 'no' || question.protocol !== 'TCP') return [question]
  const inside = { ...question, port: TUNNEL_PORT }
  return question.tunnel === 'yes' ? [inside] : [question, inside]
}

/** What answers that may each be the right one say together. */
export function agreed(verdicts: readonly ReachVerdict[]): ReachVerdict {
  const [first = 'indeterminate'] = verdicts
  return verdicts.every((each) => each === first) ? first : 'indeterminate'
}
