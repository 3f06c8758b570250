import { objectKeyOf } from '../../core/object-key.ts'
import type { PlainHttp } from '../../model/cluster.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import {
  at,
  itemsOf,
  pointerOf,
  portOf,
  requiredText,
  textOf,
  UnreadableField,
  wholeOf,
  wordOf,
} from './fields.ts'
import type { Field } from './fields.ts'

/** A Service that a Route leads to. Its weight is not looked at: it says how requests are shared, and may be 0 for a while. */
export type RouteBackend = { readonly pointer: string; readonly service: string }

/** An OpenShift Route as its object says. */
export type Route = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly name: string
  /** absent: not stated, the router makes one */
  readonly host?: string
  /** how it is answered from outside; both where plain HTTP is let in beside TLS */
  readonly entrances: readonly ('tls' | 'plain')[]
  /** what the router does with plain HTTP; absent: it has no TLS */
  readonly plain?: PlainHttp
  readonly backends: readonly RouteBackend[]
  /** name of an endpoint's port, or its number; absent: every port of the Service */
  readonly targetPort?: number | string
}

/** Reads a route.openshift.io Route (v1). */
export function readRoute(object: KubeObject): Route {
  const spec = at(wholeOf(object), 'spec')
  const host = hostOf(spec)
  const targetPort = targetPortOf(at(spec, 'port', 'targetPort'))
  return {
    key: objectKeyOf(object),
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    ...entrancesOf(at(spec, 'tls')),
    backends: [at(spec, 'to'), ...itemsOf(at(spec, 'alternateBackends'))].map(backendOf),
    ...(host === undefined ? {} : { host }),
    ...(targetPort === undefined ? {} : { targetPort }),
  }
}

function backendOf(field: Field): RouteBackend {
  const kind = textOf(at(field, 'kind')) ?? 'Service'
  if (kind !== 'Service' && kind !== '')
    throw new UnreadableField(at(field, 'kind'), 'Service is expected')
  return { pointer: pointerOf(field), service: requiredText(at(field, 'name')) }
}

/** A policy of Subdomain answers for all hosts beside the one that is stated. */
function hostOf(spec: Field): string | undefined {
  const host = textOf(at(spec, 'host'))
  const policy = wordOf(at(spec, 'wildcardPolicy'), ['None', 'Subdomain'])
  if (host === undefined || host === '') return undefined
  return policy === 'Subdomain' ? `*${host.slice(host.indexOf('.'))}` : host
}

/** A redirect of plain HTTP is answered by the router itself. */
function entrancesOf(tls: Field): Pick<Route, 'entrances' | 'plain'> {
  if (tls.value === undefined || tls.value === null) return { entrances: ['plain'] }
  const termination = wordOf(at(tls, 'termination'), ['edge', 'passthrough', 'reencrypt'])
  if (termination === undefined)
    throw new UnreadableField(at(tls, 'termination'), 'a termination is required')
  const insecure = wordOf(at(tls, 'insecureEdgeTerminationPolicy'), ['None', 'Allow', 'Redirect'])
  const why = `insecureEdgeTerminationPolicy is ${insecure ?? 'not set'}`
  if (insecure === 'Allow') return { entrances: ['tls', 'plain'], plain: { answer: 'served', why } }
  const answer = insecure === 'Redirect' ? 'redirected' : 'none'
  return { entrances: ['tls'], plain: { answer, why } }
}

function targetPortOf(field: Field): number | string | undefined {
  if (typeof field.value !== 'string') return portOf(field)
  return field.value === '' ? undefined : field.value
}
