import type { Namespace } from '../../model/cluster.ts'
import type { GatewayRoute, ParentRef } from '../objects/gateway-routes.ts'
import { GATEWAY_GROUP } from '../objects/gateways.ts'
import type { Gateway, Listener, ListenerSet, NamespaceChoice } from '../objects/gateways.ts'
import { selects, selectsPartlyKnown } from '../objects/label-match.ts'
import { mentionedNamespace } from '../objects/namespaces.ts'

/** A listener on which a route answers, for these hosts; empty: any. */
export type Attachment = {
  readonly gateway: Gateway
  readonly listener: Listener
  readonly hosts: readonly string[]
}

/** The Gateways of a cluster, found by what names them. */
export type GatewayIndex = {
  /** by `namespace/name` */
  readonly gateways: ReadonlyMap<string, Gateway>
  readonly listenerSets: ReadonlyMap<string, ListenerSet>
  readonly namespaces: ReadonlyMap<string, Namespace>
}

/** What goes with the protocol of a listener that names no kinds of routes. Any kind may attach where the protocol is an implementation's own. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
}

/**
 * The listeners that a route attaches to, each once: those its parents name, that allow its namespace and kind, and that share a host with it.
 * A namespace of which it is not known whether it is allowed counts as allowed.
 */
export function attachmentsOf(route: GatewayRoute, index: GatewayIndex): readonly Attachment[] {
  const found = new Map<Listener, Attachment>()
  for (const parent of route.parents) {
    for (const each of listenersNamedBy(parent, index)) {
      const hosts = commonHosts(each.listener, route)
      if (hosts !== undefined && accepts(each, route, index.namespaces))
        found.set(each.listener, { gateway: each.gateway, listener: each.listener, hosts })
    }
  }
  return [...found.values()]
}

type Named = Omit<Attachment, 'hosts'> & {
  /** the namespace that `Same` means */
  readonly home: string
}

function listenersNamedBy(parent: ParentRef, index: GatewayIndex): readonly Named[] {
  const holder = holderOf(parent, index)
  if (holder === undefined) return []
  const { gateway, home, listeners } = holder
  return listeners
    .filter(({ name }) => parent.section === undefined || parent.section === name)
    .filter(({ port }) => parent.port === undefined || parent.port === port)
    .map((listener) => ({ gateway, listener, home }))
}

type Holder = {
  readonly gateway: Gateway
  readonly home: string
  readonly listeners: readonly Listener[]
}

/** A ListenerSet adds to its Gateway only where that Gateway lets it. */
function holderOf({ kind, place }: ParentRef, index: GatewayIndex): Holder | undefined {
  if (kind === 'Gateway') {
    const gateway = index.gateways.get(place)
    if (gateway === undefined) return undefined
    return { gateway, home: gateway.namespace, listeners: gateway.listeners }
  }
  const set = index.listenerSets.get(place)
  const gateway = set === undefined ? undefined : index.gateways.get(set.gateway)
  if (set === undefined || gateway === undefined) return undefined
  const { namespace, listeners } = set
  if (!lets(gateway.listenerSets, gateway.namespace, namespace, index.namespaces)) return undefined
  return { gateway, home: namespace, listeners }
}

function accepts(
  { listener, home }: Named,
  { kind, namespace }: GatewayRoute,
  namespaces: GatewayIndex['namespaces'],
): boolean {
  const { kinds, protocol } = listener
  const own = Object.hasOwn(KINDS, protocol) ? KINDS[protocol] : undefined
  const fits =
    kinds.length > 0 ? kinds.includes(`${GATEWAY_GROUP}/${kind}`) : own?.includes(kind) !== false
  return fits && lets(listener.namespaces, home, namespace, namespaces)
}

function lets(
  choice: NamespaceChoice,
  home: string,
  namespace: string,
  namespaces: GatewayIndex['namespaces'],
): boolean {
  switch (choice.from) {
    case 'All':
      return true
    case 'None':
      return false
    case 'Same':
      return home === namespace
    case 'Selector': {
      const { labels, read } = namespaces.get(namespace) ?? mentionedNamespace(namespace)
      const match = read ? selects : selectsPartlyKnown
      return match(choice.selector, labels) !== 'no'
    }
  }
}

/** The hosts that a listener and a route share; empty: any, undefined: none. Hosts mean nothing to TCP and UDP. */
function commonHosts(
  { hostname, protocol }: Listener,
  { hostnames, kind }: GatewayRoute,
): readonly string[] | undefined {
  if (kind === 'TCPRoute' || kind === 'UDPRoute') return protocol === 'TLS' ? listed(hostname) : []
  if (hostname === undefined) return hostnames
  if (hostnames.length === 0) return [hostname]
  const common = hostnames.flatMap((each) => narrower(each, hostname) ?? [])
  return common.length === 0 ? undefined : [...new Set(common)].sort()
}

function listed(hostname: string | undefined): readonly string[] {
  return hostname === undefined ? [] : [hostname]
}

/** Of two hosts, either of which may stand for all below a domain, the one that the other holds. */
function narrower(one: string, other: string): string | undefined {
  if (one === other || covers(other, one)) return one
  return covers(one, other) ? other : undefined
}

function covers(wildcard: string, host: string): boolean {
  return wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1))
}
