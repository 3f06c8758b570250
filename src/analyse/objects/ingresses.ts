import { objectKeyOf } from '../../core/object-key.ts'
import type { UnreadableObject } from '../../model/cluster.ts'
import type { KubeObject, Labels, ObjectKey } from '../../model/object.ts'
import {
  at,
  itemsOf,
  labelsOf,
  pointerOf,
  portOf,
  requiredText,
  textOf,
  textsOf,
  UnreadableField,
  wholeOf,
} from './fields.ts'
import type { Field } from './fields.ts'
import { strangeBackend } from './gateway-routes.ts'
import type { Strange } from './gateway-routes.ts'

/** One way from an Ingress to a Service. */
export type IngressBackend = {
  readonly pointer: string
  /** absent: any host */
  readonly host?: string
  readonly tls: boolean
  readonly service: string
  /** number or name of the Service's port */
  readonly port: number | string
}

/** An Ingress as its object says. */
export type Ingress = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly name: string
  readonly backends: readonly IngressBackend[]
  /** backends that are no Services and are not followed */
  readonly strangeBackends: readonly UnreadableObject[]
  readonly className?: string
  /** of the old annotation, which counts where the field is absent */
  readonly oldClass?: string
  readonly annotations: Labels
}

/** Reads a networking.k8s.io Ingress (v1, v1beta1). */
export function readIngress(object: KubeObject): Ingress {
  const spec = at(wholeOf(object), 'spec')
  const tls = itemsOf(at(spec, 'tls')).map((item) => textsOf(at(item, 'hosts')))
  const old = object.apiVersion.endsWith('/v1beta1')
  const backendOf = old ? oldBackendOf : newBackendOf
  const fallback = backendOf(at(spec, old ? 'backend' : 'defaultBackend'), undefined, tls)
  const rules = itemsOf(at(spec, 'rules')).flatMap((rule) => {
    const host = textOf(at(rule, 'host'))
    const paths = itemsOf(at(rule, 'http', 'paths'))
    return paths.flatMap((path) => backendOf(at(path, 'backend'), host, tls))
  })
  const key = objectKeyOf(object)
  const annotations = labelsOf(at(wholeOf(object), 'metadata', 'annotations'))
  const backends = [...fallback, ...rules]
  return {
    key,
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    backends: backends.flatMap((each) => ('why' in each ? [] : [each])),
    strangeBackends: backends.flatMap((each) => ('why' in each ? [{ key, ...each }] : [])),
    ...named('className', textOf(at(spec, 'ingressClassName'))),
    ...named('oldClass', annotations[OLD_CLASS]),
    annotations,
  }
}

const OLD_CLASS = 'kubernetes.io/ingress.class'

function named<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined || value === '' ? {} : ({ [key]: value } as Record<K, string>)
}

type Hosts = readonly (readonly string[])[]
type Backends = readonly (IngressBackend | Strange)[]

function newBackendOf(field: Field, host: string | undefined, tls: Hosts): Backends {
  const service = at(field, 'service')
  if (service.value === undefined) return resourceOf(field)
  const name = textOf(at(service, 'port', 'name')) ?? ''
  const port = name === '' ? portOf(at(service, 'port', 'number')) : name
  return [backend(field, requiredText(at(service, 'name')), port, host, tls), ...resourceOf(field)]
}

/** What stands in the place of a Service, or beside it: whether it leads to pods is a matter of the controller. */
function resourceOf(field: Field): Backends {
  const resource = at(field, 'resource')
  if (resource.value === undefined) return []
  const group = textOf(at(resource, 'apiGroup')) ?? ''
  return [strangeBackend(field, requiredText(at(resource, 'kind')), group)]
}

/** v1beta1: name and port stand beside each other, and the port is a number or a name. */
function oldBackendOf(field: Field, host: string | undefined, tls: Hosts): Backends {
  const service = textOf(at(field, 'serviceName')) ?? ''
  if (service === '') return resourceOf(field)
  const port = at(field, 'servicePort')
  const named = typeof port.value === 'string' && port.value !== ''
  return [backend(field, service, named ? textOf(port) : portOf(port), host, tls)]
}

function backend(
  field: Field,
  service: string,
  port: number | string | undefined,
  host: string | undefined,
  tls: Hosts,
): IngressBackend {
  if (port === undefined) throw new UnreadableField(field, 'the port of a Service is required')
  return {
    pointer: pointerOf(field),
    ...(host === undefined || host === '' ? {} : { host }),
    tls: tls.some((hosts) => covers(hosts, host)),
    service,
    port,
  }
}

/** A tls entry without hosts covers all; one with hosts covers those, or the hosts of its wildcard's one label. */
function covers(hosts: readonly string[], host: string | undefined): boolean {
  if (hosts.length === 0) return true
  if (host === undefined) return false
  return hosts.some((each) => each === host || each === `*${host.slice(host.indexOf('.'))}`)
}
