import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject, ObjectKey } from '../model/object.ts'
import { at, itemsOf, pointerOf, portOf, requiredText, textOf, textsOf, wholeOf } from './fields.ts'
import type { Field } from './fields.ts'

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
}

/** Reads a networking.k8s.io/v1 Ingress; backends that are not Services lead to no pod and are left out. */
export function readIngress(object: KubeObject): Ingress {
  const spec = at(wholeOf(object), 'spec')
  const tls = itemsOf(at(spec, 'tls')).map((item) => textsOf(at(item, 'hosts')))
  const fallback = backendOf(at(spec, 'defaultBackend'), undefined, tls)
  const rules = itemsOf(at(spec, 'rules')).flatMap((rule) => {
    const host = textOf(at(rule, 'host'))
    const paths = itemsOf(at(rule, 'http', 'paths'))
    return paths.flatMap((path) => backendOf(at(path, 'backend'), host, tls))
  })
  return {
    key: objectKeyOf(object),
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    backends: [...fallback, ...rules],
  }
}

function backendOf(
  field: Field,
  host: string | undefined,
  tls: readonly (readonly string[])[],
): IngressBackend[] {
  const service = at(field, 'service')
  if (service.value === undefined) return []
  const name = textOf(at(service, 'port', 'name'))
  const port = name ?? portOf(at(service, 'port', 'number'))
  if (port === undefined) return []
  return [
    {
      pointer: pointerOf(field),
      ...(host === undefined || host === '' ? {} : { host }),
      tls: tls.some((hosts) => covers(hosts, host)),
      service: requiredText(at(service, 'name')),
      port,
    },
  ]
}

/** A tls entry without hosts covers all; one with hosts covers those, or the hosts of its wildcard's one label. */
function covers(hosts: readonly string[], host: string | undefined): boolean {
  if (hosts.length === 0) return true
  if (host === undefined) return false
  return hosts.some((each) => each === host || each === `*${host.slice(host.indexOf('.'))}`)
}
