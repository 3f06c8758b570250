import { objectKeyOf } from '../../core/object-key.ts'
import type { UnreadableObject } from '../../model/cluster.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import {
  at,
  itemsOf,
  pointerOf,
  portOf,
  requiredText,
  textOf,
  textsOf,
  UnreadableField,
  wholeOf,
} from './fields.ts'
import type { Field } from './fields.ts'
import { GATEWAY_GROUP } from './gateways.ts'

/** The kinds of routes of the Gateway API, and the versions in which they are read alike. */
export const GATEWAY_ROUTES: readonly {
  readonly kind: string
  readonly versions: readonly string[]
}[] = [
  { kind: 'GRPCRoute', versions: ['v1', 'v1alpha2'] },
  { kind: 'HTTPRoute', versions: ['v1', 'v1beta1'] },
  { kind: 'TCPRoute', versions: ['v1', 'v1alpha2'] },
  { kind: 'TLSRoute', versions: ['v1', 'v1alpha3', 'v1alpha2'] },
  { kind: 'UDPRoute', versions: ['v1', 'v1alpha2'] },
]

/** What a route names as the Gateway, or the ListenerSet, that it attaches to. */
export type ParentRef = {
  readonly kind: 'Gateway' | 'ListenerSet'
  /** `namespace/name` */
  readonly place: string
  /** absent: every listener */
  readonly section?: string
  readonly port?: number
}

/** A Service to which a route sends traffic, or a copy of it, or asks whether it may pass. Its weight is not looked at. */
export type BackendRef = {
  readonly pointer: string
  readonly namespace: string
  readonly service: string
  readonly port: number
}

/** A route of the Gateway API as its object says. */
export type GatewayRoute = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly name: string
  readonly kind: string
  /** empty: any host */
  readonly hostnames: readonly string[]
  readonly parents: readonly ParentRef[]
  readonly backends: readonly BackendRef[]
  /** what may attach it elsewhere and is not followed */
  readonly strangeParents: readonly UnreadableObject[]
  /** backends that are no Services and are not followed */
  readonly strangeBackends: readonly UnreadableObject[]
}

/** Reads a route of the Gateway API, of any kind and version: what is read of them is the same. */
export function readGatewayRoute(object: KubeObject): GatewayRoute {
  const spec = at(wholeOf(object), 'spec')
  const key = objectKeyOf(object)
  const namespace = object.metadata.namespace ?? 'default'
  const parents = itemsOf(at(spec, 'parentRefs')).map((item) => parentOf(item, namespace))
  const backends = itemsOf(at(spec, 'rules'))
    .flatMap(backendFieldsOf)
    .map((field) => backendOf(field, namespace))
  return {
    key,
    namespace,
    name: object.metadata.name,
    kind: object.kind,
    hostnames: textsOf(at(spec, 'hostnames')),
    parents: parents.flatMap((each) => (each === 'mesh' || 'why' in each ? [] : [each])),
    backends: backends.flatMap((each) => ('why' in each ? [] : [each])),
    strangeParents: [
      ...parents.flatMap((each) => (each !== 'mesh' && 'why' in each ? [{ key, ...each }] : [])),
      ...defaultGateways(at(spec, 'useDefaultGateways')).map((each) => ({ key, ...each })),
    ],
    strangeBackends: backends.flatMap((each) => ('why' in each ? [{ key, ...each }] : [])),
  }
}

/** What of an object is not followed. */
export type Strange = { readonly pointer: string; readonly why: string }

/** A route whose parent is a Service steers traffic inside a mesh and opens nothing to the outside. */
function parentOf(field: Field, namespace: string): ParentRef | Strange | 'mesh' {
  const group = textOf(at(field, 'group')) ?? GATEWAY_GROUP
  const kind = textOf(at(field, 'kind')) ?? 'Gateway'
  if (group === '' && kind === 'Service') return 'mesh'
  if (group !== GATEWAY_GROUP || (kind !== 'Gateway' && kind !== 'ListenerSet')) {
    const why = `a parent of kind ${kind} of ${groupName(group)} is not followed`
    return { pointer: pointerOf(field), why }
  }
  const section = textOf(at(field, 'sectionName'))
  const port = portOf(at(field, 'port'))
  return {
    kind,
    place: `${textOf(at(field, 'namespace')) ?? namespace}/${requiredText(at(field, 'name'))}`,
    ...(section === undefined || section === '' ? {} : { section }),
    ...(port === undefined ? {} : { port }),
  }
}

function defaultGateways(field: Field): Strange[] {
  const text = textOf(field) ?? 'None'
  if (text === 'None' || text === '') return []
  return [
    { pointer: pointerOf(field), why: 'Gateways that take routes by default are not followed' },
  ]
}

/** Backends of a rule, and those that its filters send copies or questions to. */
function backendFieldsOf(rule: Field): Field[] {
  const backends = itemsOf(at(rule, 'backendRefs'))
  const filters = [rule, ...backends].flatMap((each) => itemsOf(at(each, 'filters')))
  const named = filters.flatMap((filter) =>
    ['requestMirror', 'externalAuth'].map((name) => at(filter, name, 'backendRef')),
  )
  return [...backends, ...named.filter(({ value }) => value !== undefined && value !== null)]
}

function backendOf(field: Field, namespace: string): BackendRef | Strange {
  const group = textOf(at(field, 'group')) ?? ''
  const kind = textOf(at(field, 'kind')) ?? 'Service'
  if (group !== '' || kind !== 'Service') return strangeBackend(field, kind, group)
  const port = portOf(at(field, 'port'))
  if (port === undefined) throw new UnreadableField(field, 'the port of a Service is required')
  return {
    pointer: pointerOf(field),
    namespace: textOf(at(field, 'namespace')) ?? namespace,
    service: requiredText(at(field, 'name')),
    port,
  }
}

/** A backend that is no Service. */
export function strangeBackend(field: Field, kind: string, group: string): Strange {
  const why = `a backend of kind ${kind} of ${groupName(group)} is not followed`
  return { pointer: pointerOf(field), why }
}

function groupName(group: string): string {
  return group === '' ? 'the core group' : group
}
