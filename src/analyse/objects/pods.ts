import { formatIpAddress, parseIpAddress, withoutMapping } from '../../core/ip-address.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { ContainerPort, Pod } from '../../model/cluster.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Protocol } from '../../model/policy.ts'
import {
  at,
  flagOf,
  itemsOf,
  labelsOf,
  portOf,
  requiredText,
  textOf,
  UnreadableField,
  wholeOf,
} from './fields.ts'
import type { Field } from './fields.ts'
import { meshShapeOf } from './mesh-shape.ts'
import type { MeshShape } from './mesh-shape.ts'
import { networksOf } from './networks.ts'
import { isReady } from './nodes.ts'

/** What a pod and the template of a workload have in common. */
export type PodShape = Pick<
  Pod,
  'labels' | 'serviceAccount' | 'hostNetwork' | 'ports' | 'images' | 'flags' | 'networks' | 'node'
> &
  MeshShape

/** The controller that an object names as its owner. */
export type Owner = { readonly kind: string; readonly name: string }

/** A pod before its workload is known. */
export type PodRecord = {
  readonly pod: Omit<Pod, 'workload'>
  readonly owner?: Owner
  /** Succeeded or Failed: has no address any more and takes no part in the model */
  readonly finished: boolean
  /** ports that cannot be read: the pod is in the model without them */
  readonly faults: readonly UnreadableField[]
}

/** A pod as its object says. Addresses are canonical; a phase of Succeeded or Failed means finished. */
export function readPod(object: KubeObject): PodRecord {
  const pod = wholeOf(object)
  const phase = textOf(at(pod, 'status', 'phase'))
  const owner = ownerOf(pod)
  const ready = isReady(at(pod, 'status', 'conditions'))
  const faults: UnreadableField[] = []
  return {
    pod: {
      ...readPodShape(pod, faults),
      key: objectKeyOf(object),
      namespace: object.metadata.namespace ?? 'default',
      name: object.metadata.name,
      addresses: addressesOf(at(pod, 'status')),
      standIn: false,
      ...(itemsOf(at(pod, 'metadata', 'ownerReferences')).length === 0 ? { ownerless: true } : {}),
      ...(isMirror(pod) ? { mirror: true } : {}),
      ...(ready === undefined ? {} : { ready }),
    },
    ...(owner === undefined ? {} : { owner }),
    finished: phase === 'Succeeded' || phase === 'Failed',
    faults,
  }
}

/** Labels and specification of a pod, or of a pod template. Ports that cannot be read are left out and added to `faults`. */
export function readPodShape(pod: Field, faults: UnreadableField[]): PodShape {
  const spec = at(pod, 'spec')
  const hostNetwork = flagOf(at(spec, 'hostNetwork'))
  const containers = itemsOf(at(spec, 'containers'))
  const inits = itemsOf(at(spec, 'initContainers'))
  const sidecars = inits.filter((each) => textOf(at(each, 'restartPolicy')) === 'Always')
  const node = textOf(at(spec, 'nodeName'))
  return {
    labels: labelsOf(at(pod, 'metadata', 'labels')),
    serviceAccount: textOf(at(spec, 'serviceAccountName')) ?? 'default',
    hostNetwork,
    ports: [...containers, ...sidecars].flatMap((each) => portsOf(each, hostNetwork, faults)),
    images: imagesOf([...containers, ...inits]),
    ...flagsOf(containers),
    ...meshShapeOf(pod),
    ...(hostNetwork ? {} : networksOf(pod)),
    ...(node === undefined || node === '' ? {} : { node }),
  }
}

/** The controlling owner; a Node that owns its static pods is not a workload. */
export function ownerOf(object: Field): Owner | undefined {
  const controller = controllerOf(object)
  return controller?.kind === 'Node' ? undefined : controller
}

/** Whether a pod shows a static pod of its node. */
export function isMirror(pod: Field): boolean {
  return controllerOf(pod)?.kind === 'Node'
}

function controllerOf(object: Field): Owner | undefined {
  const references = itemsOf(at(object, 'metadata', 'ownerReferences'))
  const controller = references.find((reference) => flagOf(at(reference, 'controller')))
  if (controller === undefined) return undefined
  return {
    kind: textOf(at(controller, 'kind')) ?? 'Pod',
    name: requiredText(at(controller, 'name')),
  }
}

/** TCP where a protocol is not given, as everywhere in the API. */
export function protocolOf(field: Field): Protocol {
  const text = textOf(field) ?? 'TCP'
  if (text === 'TCP' || text === 'UDP' || text === 'SCTP') return text
  throw new UnreadableField(field, 'TCP, UDP or SCTP is expected')
}

function portsOf(
  container: Field,
  hostNetwork: boolean,
  faults: UnreadableField[],
): ContainerPort[] {
  return itemsOf(at(container, 'ports')).flatMap((item) => {
    try {
      return [containerPortOf(item, hostNetwork)]
    } catch (error) {
      if (!(error instanceof UnreadableField)) throw error
      faults.push(error)
      return []
    }
  })
}

function containerPortOf(item: Field, hostNetwork: boolean): ContainerPort {
  const port = portOf(at(item, 'containerPort'))
  if (port === undefined) throw new UnreadableField(item, 'a containerPort is required')
  const name = textOf(at(item, 'name'))
  const stated = portOf(at(item, 'hostPort'))
  const host = hostNetwork ? { hostPort: stated ?? port } : hostPortAt(stated, at(item, 'hostIP'))
  return {
    ...(name === undefined ? {} : { name }),
    protocol: protocolOf(at(item, 'protocol')),
    port,
    ...host,
  }
}

/**
 * The port of the node, bound to an address (core/v1, ContainerPort.hostIP: "What host IP to bind the external port to"). Nobody beyond the node reaches a
 * loopback address; an unspecified one is any. On the network of the node the pod binds what it likes.
 */
function hostPortAt(
  hostPort: number | undefined,
  field: Field,
): Pick<ContainerPort, 'hostPort' | 'hostIp'> {
  if (hostPort === undefined) return {}
  const [stated] = addressOf(field)
  const address = stated === undefined ? undefined : parseIpAddress(stated)
  const hostIp = address === undefined ? undefined : formatIpAddress(withoutMapping(address))
  if (hostIp === undefined || hostIp === '0.0.0.0' || hostIp === '::') return { hostPort }
  return hostIp.startsWith('127.') || hostIp === '::1' ? {} : { hostPort, hostIp }
}

function imagesOf(containers: readonly Field[]): readonly string[] {
  return [...new Set(containers.flatMap((each) => textOf(at(each, 'image')) ?? []))].sort()
}

/** Containers of network plugins whose flags say whether policies are enforced; kept by src/snapshot/published-flags.ts. */
const AGENTS: ReadonlySet<string> = new Set(['aws-eks-nodeagent', 'kube-router'])

/** Nothing where the command line was redacted whole: that a flag is absent would say nothing then. */
function flagsOf(containers: readonly Field[]): Pick<PodShape, 'flags'> {
  const agent = containers.find((each) => AGENTS.has(textOf(at(each, 'name')) ?? ''))
  if (agent === undefined) return {}
  const fields = [at(agent, 'command'), at(agent, 'args')].flatMap(({ value }) => value ?? [])
  const kept = fields.filter(
    (word): word is string => typeof word === 'string' && word !== REDACTED,
  )
  return fields.length > 0 && kept.length === 0 ? {} : { flags: kept }
}

/** podIPs, or the older podIP where there is no list. */
function addressesOf(status: Field): readonly string[] {
  const listed = itemsOf(at(status, 'podIPs')).map((item) => at(item, 'ip'))
  const fields = listed.length > 0 ? listed : [at(status, 'podIP')]
  return [...new Set(fields.flatMap(addressOf))].sort()
}

function addressOf(field: Field): string[] {
  const text = textOf(field)
  if (text === undefined || text === '') return []
  const address = parseIpAddress(text)
  if (address === undefined) throw new UnreadableField(field, 'an IP address is expected')
  return [formatIpAddress(address)]
}
