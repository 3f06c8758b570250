import type { MeshMode, Pod } from '../../model/cluster.ts'
import type { Labels } from '../../model/object.ts'
import { at, flagOf, itemsOf, labelsOf, textOf } from './fields.ts'
import type { Field } from './fields.ts'

/** What a pod, or the template of a workload, shows by itself of its part in a mesh. */
export type MeshShape = Pick<Pod, 'mesh' | 'meshBypass' | 'injection'>

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name'
const GATEWAY_CLASS = 'gateway.networking.k8s.io/gateway-class-name'
const MANAGED = 'gateway.istio.io/managed'

/**
 * The container istio-proxy beside others, or as an init container that stays, is a sidecar; alone it is a gateway, or, by the labels that Istio gives its
 * own, a waypoint. A pod whose traffic the network plugin of Istio has redirected to the node's proxy says so in an annotation. Whoever makes a pod can
 * write all of this: a pod that only claims it is one whose own policies do not hold.
 */
export function meshShapeOf(pod: Field): MeshShape {
  const labels = labelsOf(at(pod, 'metadata', 'labels'))
  const annotations = labelsOf(at(pod, 'metadata', 'annotations'))
  const mesh = flagOf(at(pod, 'spec', 'hostNetwork')) ? undefined : modeOf(pod, labels, annotations)
  const injection = injectionOf(labels, annotations)
  return {
    ...(mesh === undefined ? {} : { mesh }),
    ...(passesProxy(annotations) ? { meshBypass: true } : {}),
    ...(injection === undefined ? {} : { injection }),
  }
}

function modeOf(pod: Field, labels: Labels, annotations: Labels): MeshMode | undefined {
  const containers = itemsOf(at(pod, 'spec', 'containers'))
  const staying = itemsOf(at(pod, 'spec', 'initContainers')).filter(
    (each) => textOf(at(each, 'restartPolicy')) === 'Always',
  )
  const isProxy = (each: Field) => textOf(at(each, 'name')) === 'istio-proxy'
  if ([...containers, ...staying].some(isProxy)) {
    if (
      labels[GATEWAY_CLASS] === 'istio-waypoint' ||
      labels[MANAGED] === 'istio.io-mesh-controller'
    )
      return 'waypoint'
    return containers.every(isProxy) || labels[GATEWAY_NAME] !== undefined ? 'gateway' : 'sidecar'
  }
  return annotations['ambient.istio.io/redirection'] === 'enabled' ? 'ambient' : undefined
}

/** Of label and annotation the label counts. */
function injectionOf(labels: Labels, annotations: Labels): Pod['injection'] {
  const stated = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject']
  if (stated === 'true') return 'yes'
  return stated === 'false' ? 'no' : undefined
}

const EXCLUDING = [
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/excludeInterfaces',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeOutboundPorts',
]
const INCLUDING = [
  'traffic.sidecar.istio.io/includeInboundPorts',
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
]

function passesProxy(annotations: Labels): boolean {
  return (
    EXCLUDING.some((name) => (annotations[name] ?? '') !== '') ||
    INCLUDING.some((name) => (annotations[name] ?? '*') !== '*') ||
    annotations['sidecar.istio.io/interceptionMode'] === 'NONE' ||
    annotations['ambient.istio.io/bypass-inbound-capture'] === 'true'
  )
}
