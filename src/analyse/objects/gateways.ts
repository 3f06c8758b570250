import { isJsonObject } from '../../core/json.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Selector, Untranslated } from '../../model/policy.ts'
import { readSelector } from '../../policy/selector.ts'
import {
  at,
  itemsOf,
  labelsOf,
  pointerOf,
  portOf,
  requiredText,
  textOf,
  UnreadableField,
  wholeOf,
  wordOf,
} from './fields.ts'
import type { Field } from './fields.ts'

/** The group of the Gateway API. */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io'

/** From which namespaces something may attach. */
export type NamespaceChoice =
  | { readonly from: 'All' | 'Same' | 'None' }
  | { readonly from: 'Selector'; readonly selector: Selector }

/** One port on which a Gateway answers. */
export type Listener = {
  readonly name: string
  readonly port: number
  /** upper case; a name of an implementation's own may be any */
  readonly protocol: string
  /** absent: any host */
  readonly hostname?: string
  readonly namespaces: NamespaceChoice
  /** `group/Kind` of routes that may attach; empty: those that go with the protocol */
  readonly kinds: readonly string[]
}

/** A Gateway, or a ListenerSet that adds to one, as its object says. */
export type Gateway = {
  readonly namespace: string
  readonly name: string
  readonly className: string
  readonly listeners: readonly Listener[]
  /** which ListenerSets may add to it */
  readonly listenerSets: NamespaceChoice
  /** the label by which a waypoint says what goes through it; absent: its class says, or nothing does */
  readonly waypointFor?: string
  /** its status says that it has no address yet; absent: it has one, or nothing says */
  readonly pending?: true
}

/** The label on a Gateway or its class (istio/api, label/labels.yaml). */
const WAYPOINT_FOR = 'istio.io/waypoint-for'

/** What the label of a waypoint, or of a class of them, says; nothing where it is not set. */
export function waypointForOf(object: KubeObject): { readonly waypointFor?: string } {
  const stated = labelsOf(at(wholeOf(object), 'metadata', 'labels'))[WAYPOINT_FOR]
  return stated === undefined ? {} : { waypointFor: stated }
}

/** More listeners of a Gateway. */
export type ListenerSet = {
  readonly namespace: string
  readonly name: string
  /** `namespace/name` of its Gateway */
  readonly gateway: string
  readonly listeners: readonly Listener[]
}

/** Which objects of other namespaces may refer to those of one. */
export type ReferenceGrant = {
  readonly namespace: string
  /** `group/Kind/namespace` */
  readonly from: readonly string[]
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[]
}

/** Reads a Gateway (v1, v1beta1). */
export function readGateway(object: KubeObject): Gateway {
  const spec = at(wholeOf(object), 'spec')
  return {
    ...placeOf(object),
    className: requiredText(at(spec, 'gatewayClassName')),
    listeners: itemsOf(at(spec, 'listeners')).map(listenerOf),
    listenerSets: choiceOf(at(spec, 'allowedListeners', 'namespaces'), 'None'),
    ...waypointForOf(object),
    ...(isPending(object) ? { pending: true } : {}),
  }
}

function isPending(object: KubeObject): boolean {
  const { status } = object
  return isJsonObject(status) && !(Array.isArray(status.addresses) && status.addresses.length > 0)
}

/** Reads a ListenerSet (v1). */
export function readListenerSet(object: KubeObject): ListenerSet {
  const spec = at(wholeOf(object), 'spec')
  const parent = at(spec, 'parentRef')
  const kind = textOf(at(parent, 'kind')) ?? 'Gateway'
  const group = textOf(at(parent, 'group')) ?? GATEWAY_GROUP
  if (kind !== 'Gateway' || group !== GATEWAY_GROUP)
    throw new UnreadableField(parent, 'a Gateway is expected')
  const { namespace } = placeOf(object)
  return {
    ...placeOf(object),
    gateway: `${textOf(at(parent, 'namespace')) ?? namespace}/${requiredText(at(parent, 'name'))}`,
    listeners: itemsOf(at(spec, 'listeners')).map(listenerOf),
  }
}

/** Reads a ReferenceGrant (v1, v1beta1, v1alpha2). */
export function readReferenceGrant(object: KubeObject): ReferenceGrant {
  const spec = at(wholeOf(object), 'spec')
  return {
    namespace: placeOf(object).namespace,
    from: itemsOf(at(spec, 'from')).map((item) => {
      const kind = `${textOf(at(item, 'group')) ?? ''}/${requiredText(at(item, 'kind'))}`
      return `${kind}/${requiredText(at(item, 'namespace'))}`
    }),
    to: itemsOf(at(spec, 'to')).map((item) => {
      const name = textOf(at(item, 'name'))
      return {
        group: textOf(at(item, 'group')) ?? '',
        kind: requiredText(at(item, 'kind')),
        ...(name === undefined || name === '' ? {} : { name }),
      }
    }),
  }
}

function placeOf({ metadata }: KubeObject): { readonly namespace: string; readonly name: string } {
  return { namespace: metadata.namespace ?? 'default', name: metadata.name }
}

function listenerOf(item: Field): Listener {
  const port = portOf(at(item, 'port'))
  if (port === undefined) throw new UnreadableField(item, 'a port is required')
  const hostname = textOf(at(item, 'hostname'))
  const allowed = at(item, 'allowedRoutes')
  return {
    name: requiredText(at(item, 'name')),
    port,
    protocol: requiredText(at(item, 'protocol')).toUpperCase(),
    namespaces: choiceOf(at(allowed, 'namespaces'), 'Same'),
    kinds: itemsOf(at(allowed, 'kinds')).map((kind) => {
      const group = textOf(at(kind, 'group')) ?? GATEWAY_GROUP
      return `${group}/${requiredText(at(kind, 'kind'))}`
    }),
    ...(hostname === undefined || hostname === '' ? {} : { hostname }),
  }
}

const WORDS = ['All', 'Same', 'None', 'Selector'] as const

function choiceOf(field: Field, otherwise: 'Same' | 'None'): NamespaceChoice {
  const from = wordOf(at(field, 'from'), WORDS) ?? otherwise
  return from === 'Selector' ? { from, selector: selectorOf(at(field, 'selector')) } : { from }
}

function selectorOf(field: Field): Selector {
  const faults: Untranslated[] = []
  const selector = readSelector(field.value ?? null, pointerOf(field), faults)
  if (selector !== undefined) return selector
  throw new UnreadableField(field, faults[0]?.why ?? 'a label selector is expected')
}
