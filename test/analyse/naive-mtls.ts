/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** A port of a pod of the mesh. */
type Place = {
  readonly objects: readonly Raw[]
  readonly destination: Raw
  readonly port: number
  readonly proxy: 'sidecar' | 'ambient'
}

const ROOT = 'istio-system'

/**
 * What holds for one port of a pod: said of the port, else of the workload, the namespace, the mesh. The proxy of a node passes over DISABLE on a port
 * where the workload itself says nothing and no port of it is PERMISSIVE (istio, pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go,
 * convertedSelectorPeerAuthentications).
 */
export function modeAt({ objects, destination, port, proxy }: Place): string | undefined {
  const all = objects.filter(({ kind }) => kind === 'PeerAuthentication')
  const narrow = narrowOf(all, destination)
  const modes = [
    portMode(narrow, port, proxy),
    narrow?.spec.mtls?.mode,
    broadOf(all, destination.metadata.namespace)?.spec.mtls?.mode,
    broadOf(all, ROOT)?.spec.mtls?.mode,
  ]
  return modes.find((mode) => mode !== undefined && mode !== 'UNSET')
}

function portMode(narrow: Raw, port: number, proxy: Place['proxy']): string | undefined {
  const ports: Raw = narrow?.spec.portLevelMtls ?? {}
  const mode = ports[String(port)]?.mode
  const says = (narrow?.spec.mtls?.mode ?? 'UNSET') !== 'UNSET'
  const heard = says || Object.values(ports).some((each: Raw) => each.mode === 'PERMISSIVE')
  return mode === 'DISABLE' && proxy === 'ambient' && !heard ? undefined : mode
}

function selectorOf({ spec }: Raw): Raw {
  return spec.selector?.matchLabels ?? {}
}

function broadOf(all: readonly Raw[], namespace: string): Raw {
  return oldest(
    all.filter(
      (each) => each.metadata.namespace === namespace && Object.keys(selectorOf(each)).length === 0,
    ),
  )
}

function narrowOf(all: readonly Raw[], destination: Raw): Raw {
  return oldest(
    all.filter(
      (each) =>
        each.metadata.namespace === destination.metadata.namespace &&
        each.metadata.namespace !== ROOT &&
        Object.keys(selectorOf(each)).length > 0 &&
        hasLabels(selectorOf(each), destination),
    ),
  )
}

function oldest(some: readonly Raw[]): Raw {
  return some.toSorted((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))[0]
}

function ageOf({ metadata }: Raw): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name} ${metadata.namespace}`
}

function hasLabels(labels: Raw, pod: Raw): boolean {
  return Object.entries(labels).every(([key, value]) => pod.metadata.labels?.[key] === value)
}
