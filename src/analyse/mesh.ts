import { numbered } from '../core/numbered.ts'
import type { Namespace, Node, Pod } from '../model/cluster.ts'
import type { MeshPresence } from '../model/policy.ts'
import { nodesWithPods } from './enforcer/enforcer.ts'

/**
 * A pod with the part it takes in a mesh. Beyond what it shows itself: its own label or its namespace's may put it in the care of its node's proxy (istio,
 * cni/pkg/util/podutil.go, PodRedirectionEnabled); and a workload without pods gets a sidecar where its namespace or template asks for one.
 */
export function inMesh(pod: Pod, home: Namespace | undefined): Pod {
  if (pod.hostNetwork || pod.mesh !== undefined) return pod
  if (pod.standIn && isInjected(pod, home)) return { ...pod, mesh: 'sidecar' }
  const own = pod.labels['istio.io/dataplane-mode']
  const asked = own ?? home?.labels['istio.io/dataplane-mode']
  return asked === 'ambient' ? { ...pod, mesh: 'ambient' } : pod
}

/** A pod without the part that it takes in a mesh by labels alone: what it shows itself of it is left. The reverse of `inMesh`. */
export function asShown(pod: Pod, home: Namespace | undefined): Pod {
  const bare: { -readonly [K in keyof Pod]: Pod[K] } = { ...pod }
  delete bare.mesh
  return inMesh(bare, home).mesh === pod.mesh ? bare : pod
}

/** The namespace decides, unless the pod says otherwise (istio, manifests of the injection webhook: namespace label, then pod label). */
function isInjected({ injection }: Pod, home: Namespace | undefined): boolean {
  const label = home?.labels['istio-injection']
  if (label === 'disabled' || injection === 'no') return false
  return injection === 'yes' || label === 'enabled' || home?.labels['istio.io/rev'] !== undefined
}

const NO_PLATFORM = 'no namespace is declared as platform'

/**
 * What holds where no namespace is declared as platform. `runs`: the control plane of a mesh is taken to run, as the network plugin is taken to enforce.
 * Absent: nothing that a mesh denies is certain, so that no check passes by it.
 */
export type UndeclaredMesh = { readonly undeclaredMesh?: 'runs' }

/**
 * Whether a control plane of Istio is there, by its pods in namespaces that the organisation declares as platform: istiod for proxies beside pods, and
 * ztunnel ready on every node for those of nodes.
 */
export function meshPresence(
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
  {
    platformNamespaces,
    undeclaredMesh,
  }: UndeclaredMesh & { readonly platformNamespaces: readonly string[] },
): MeshPresence {
  const bypassed = pods.some(({ mesh, meshBypass }) => mesh !== undefined && meshBypass === true)
  if (platformNamespaces.length === 0)
    return undeclaredMesh === 'runs'
      ? { taken: NO_PLATFORM, bypassed }
      : { sidecar: NO_PLATFORM, ambient: NO_PLATFORM, bypassed }
  const platform = pods.filter(({ namespace }) => platformNamespaces.includes(namespace))
  const sidecar = whyNoControlPlane(platform)
  const ambient = sidecar ?? whyNoNodeProxies(platform, pods, nodes)
  return {
    ...(sidecar === undefined ? {} : { sidecar }),
    ...(ambient === undefined ? {} : { ambient }),
    bypassed,
  }
}

function whyNoControlPlane(platform: readonly Pod[]): string | undefined {
  const found = platform.filter(
    ({ workload, images }) =>
      /^Deployment\/istiod(-|$)/.test(workload) ||
      images.some((image) => /(^|\/)pilot([:@]|$)/.test(image)),
  )
  if (found.length === 0) return 'no istiod runs in a platform namespace'
  return found.some(({ ready }) => ready === true) ? undefined : 'istiod is not ready'
}

function whyNoNodeProxies(
  platform: readonly Pod[],
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
): string | undefined {
  if (nodes.size === 0) return 'no node was read'
  const found = platform.filter(
    ({ workload, images }) =>
      workload === 'DaemonSet/ztunnel' ||
      (workload.startsWith('DaemonSet/') &&
        images.some((image) => /(^|\/)ztunnel([:@]|$)/.test(image))),
  )
  const covered = new Set(found.flatMap(({ ready, node }) => (ready === true ? (node ?? []) : [])))
  const missing = nodesWithPods(pods, nodes).filter((name) => !covered.has(name))
  if (found.length === 0) return 'no ztunnel runs in a platform namespace'
  return missing.length === 0
    ? undefined
    : `ztunnel is not ready on ${numbered(missing.length, 'node', 'nodes')} that can run pods (${missing[0] ?? ''})`
}
