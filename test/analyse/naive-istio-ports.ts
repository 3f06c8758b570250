/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/**
 * Whether a sidecar surely speaks no HTTP on a port: all Services that select the pod and lead there name a protocol that is not HTTP, and there is one.
 * Written from pkg/config/kube/conversion.go, pkg/config/protocol/instance.go and pilot/pkg/networking/core/listener_inbound.go of istio.
 */
export function speaksNoHttp({
  objects,
  destination,
  port,
  proxy,
}: {
  readonly objects: readonly Raw[]
  readonly destination: Raw
  readonly port: number
  readonly proxy: string
}): boolean {
  const { namespace } = destination.metadata
  if (proxy !== 'sidecar' || objects.some((each) => isOtherListener(each, namespace))) return false
  const leading = objects
    .filter((each) => each.kind === 'Service' && isSelected(each, destination))
    .flatMap(({ spec }) =>
      (spec.ports ?? [])
        .filter((each: Raw) => (each.protocol ?? 'TCP') === 'TCP')
        .filter((each: Raw) => numberOf(each, destination) === port)
        .map((each: Raw) => ({ stated: statesTcp(each), real: spec.type !== 'ExternalName' })),
    )
  return leading.some(({ real }) => real) && leading.every(({ stated }) => stated)
}

function isOtherListener({ kind, metadata, spec }: Raw, namespace: string): boolean {
  if (kind === 'WorkloadEntry') return true
  if (kind === 'Sidecar')
    return spec.ingress !== undefined && [namespace, 'istio-system'].includes(metadata.namespace)
  return (
    kind === 'ServiceEntry' &&
    (spec.workloadSelector !== undefined || spec.endpoints !== undefined) &&
    metadata.namespace === namespace
  )
}

function isSelected({ metadata, spec }: Raw, pod: Raw): boolean {
  const wanted = Object.entries(spec.selector ?? {})
  return (
    metadata.namespace === pod.metadata.namespace &&
    wanted.length > 0 &&
    wanted.every(([key, value]) => pod.metadata.labels?.[key] === value)
  )
}

function numberOf({ port, targetPort }: Raw, pod: Raw): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port
  for (const container of pod.spec.containers)
    for (const each of container.ports ?? [])
      if (each.name === targetPort && (each.protocol ?? 'TCP') === 'TCP') return each.containerPort
  return undefined
}

const TCP = ['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis']
const NOT_TCP = ['udp', 'http', 'http2', 'http_proxy', 'grpc']

function statesTcp({ name, appProtocol, port }: Raw): boolean {
  const prefix = String(appProtocol ?? name ?? '')
    .replace(/-.*$/, '')
    .toLowerCase()
  if (prefix.startsWith('kubernetes.io/')) return false
  return TCP.includes(prefix) || (!NOT_TCP.includes(prefix) && port === 53)
}
