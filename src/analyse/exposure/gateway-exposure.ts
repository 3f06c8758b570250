import type { Exposure, UnreadableObject } from '../../model/cluster.ts'
import { backendTargets } from './behind-services.ts'
import type { PodIndex } from './behind-services.ts'
import { attachmentsOf } from './gateway-attachment.ts'
import type { Attachment, GatewayIndex } from './gateway-attachment.ts'
import type { BackendRef, GatewayRoute } from '../objects/gateway-routes.ts'
import { GATEWAY_GROUP } from '../objects/gateways.ts'
import type { ReferenceGrant } from '../objects/gateways.ts'
import type { Passages } from './passages.ts'

/** What decides whether a route of the Gateway API opens something. */
export type GatewayWorld = GatewayIndex & {
  readonly grants: readonly ReferenceGrant[]
  readonly passages: Passages
}

/**
 * Every way that a route opens: one for each backend and each listener that it attaches to.
 *
 * A backend stays, with no pods, where the route attaches to nothing, and where it stands in another namespace that does not grant the reference.
 */
export function ofGatewayRoute(
  route: GatewayRoute,
  world: GatewayWorld,
  index: PodIndex,
): readonly Exposure[] {
  if (route.parents.length === 0) return []
  const attached = attachmentsOf(route, world)
  return route.backends.flatMap((backend) => {
    const closed: Exposure = { ...baseOf(route, backend), hosts: route.hostnames, pods: [] }
    if (attached.length === 0) return [closed]
    const { protocol } = closed
    const targets = isGranted(route, backend, world.grants)
      ? backendTargets(backend.namespace, { ...backend, protocol }, index)
      : [{ pods: [] }]
    return attached.flatMap((each) => {
      const through = world.passages.ofGateway(each.gateway)
      return targets.map((target) => ({ ...closed, ...entranceOf(each), through, ...target }))
    })
  })
}

/** What of attached routes is not followed and may open something: backends that are no Services, parents that are no Gateways. */
export function strangersOf(
  index: GatewayIndex & { readonly gatewayRoutes: readonly GatewayRoute[] },
): readonly UnreadableObject[] {
  return index.gatewayRoutes.flatMap((route) => {
    const { strangeParents, strangeBackends } = route
    if (strangeBackends.length === 0) return strangeParents
    const opens = strangeParents.length > 0 || attachmentsOf(route, index).length > 0
    return opens ? [...strangeParents, ...strangeBackends] : []
  })
}

function baseOf(route: GatewayRoute, { pointer }: BackendRef): Omit<Exposure, 'hosts' | 'pods'> {
  const { key, namespace, name, kind } = route
  return {
    kind: 'Gateway',
    source: key,
    pointer,
    namespace,
    name,
    protocol: kind === 'UDPRoute' ? 'UDP' : 'TCP',
    sourceRanges: [],
  }
}

/** TLS is stated by HTTPS and TLS, and stated not to be by HTTP; what TCP, UDP and other protocols carry is not seen. */
const TLS: Readonly<Record<string, boolean>> = { HTTP: false, HTTPS: true, TLS: true }

function entranceOf({ listener, hosts }: Attachment): Pick<Exposure, 'port' | 'hosts' | 'tls'> {
  const tls = Object.hasOwn(TLS, listener.protocol) ? TLS[listener.protocol] : undefined
  return { port: listener.port, hosts, ...(tls === undefined ? {} : { tls }) }
}

function isGranted(
  route: GatewayRoute,
  backend: BackendRef,
  grants: readonly ReferenceGrant[],
): boolean {
  if (backend.namespace === route.namespace) return true
  const from = `${GATEWAY_GROUP}/${route.kind}/${route.namespace}`
  return grants.some(
    (grant) =>
      grant.namespace === backend.namespace &&
      grant.from.includes(from) &&
      grant.to.some(
        ({ group, kind, name }) =>
          group === '' && kind === 'Service' && (name === undefined || name === backend.service),
      ),
  )
}
