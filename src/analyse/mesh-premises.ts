import type { Cluster } from '../model/cluster.ts'
import { asShown } from './mesh.ts'
import { inTunnels } from './engine/tunnels.ts'

/** What is taken of a mesh because pods do not show it, one sentence each; nothing where no policy of a mesh and no tunnel hangs on it. */
export function meshPremises(cluster: Cluster): readonly string[] {
  const { mesh, pods, policies } = cluster
  const matters =
    policies.some(({ tier }) => tier.layer === 'mesh') || pods.some((pod) => inTunnels(pod))
  if (!matters) return []
  const taken = injectedByWord(cluster)
  return [
    ...(mesh.taken === undefined ? [] : [`${mesh.taken}: Istio's control plane is taken to run`]),
    ...(taken > 0
      ? [
          `${taken} workloads without pods are taken to get a proxy of the mesh, as their namespaces or templates ask for`,
        ]
      : []),
  ]
}

/** How many workloads without pods have a proxy only because something asks for one. */
function injectedByWord({ pods, namespaces }: Cluster): number {
  return pods.filter(
    (pod) =>
      pod.standIn &&
      pod.mesh === 'sidecar' &&
      asShown(pod, namespaces.get(pod.namespace)).mesh === undefined,
  ).length
}
