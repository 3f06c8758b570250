import type { KubeObject } from '../../model/object.ts'
import { readGatewayRoute, GATEWAY_ROUTES } from '../objects/gateway-routes.ts'
import type { GatewayRoute } from '../objects/gateway-routes.ts'
import {
  GATEWAY_GROUP,
  readGateway,
  readListenerSet,
  readReferenceGrant,
} from '../objects/gateways.ts'
import type { Gateway, ListenerSet, ReferenceGrant } from '../objects/gateways.ts'
import { readIngress } from '../objects/ingresses.ts'
import type { Ingress } from '../objects/ingresses.ts'
import { readGatewayClass, readIngressClass } from '../objects/controller-classes.ts'
import type { ControllerClass } from './passages.ts'
import { readRoute } from '../objects/routes.ts'
import type { Route } from '../objects/routes.ts'

/** The objects by which a controller brings traffic from outside to Services. */
export type Entrances = {
  readonly ingresses: Ingress[]
  /** of OpenShift */
  readonly routes: Route[]
  /** by `namespace/name` */
  readonly gateways: Map<string, Gateway>
  readonly listenerSets: Map<string, ListenerSet>
  readonly grants: ReferenceGrant[]
  readonly gatewayRoutes: GatewayRoute[]
  /** by name */
  readonly ingressClasses: Map<string, ControllerClass>
  readonly gatewayClasses: Map<string, ControllerClass>
  /** names of definitions of custom resources that open pods to the outside and are not read */
  readonly unread: string[]
}

/** None yet. */
export function noEntrances(): Entrances {
  return {
    ingresses: [],
    routes: [],
    gateways: new Map(),
    listenerSets: new Map(),
    grants: [],
    gatewayRoutes: [],
    ingressClasses: new Map(),
    gatewayClasses: new Map(),
    unread: [],
  }
}

/**
 * Custom resources of controllers by which they open pods to the outside, and which are not read: that one is installed makes what is open perhaps
 * incomplete. Traefik, Contour, NGINX, Kong, Emissary, Gloo and APISIX by the definitions they ship.
 */
const OPENING_RESOURCES: ReadonlySet<string> = new Set([
  ...['traefik.io', 'traefik.containo.us'].flatMap((group) =>
    ['ingressroutes', 'ingressroutetcps', 'ingressrouteudps'].map((name) => `${name}.${group}`),
  ),
  'httpproxies.projectcontour.io',
  'virtualservers.k8s.nginx.org',
  'transportservers.k8s.nginx.org',
  'tcpingresses.configuration.konghq.com',
  'udpingresses.configuration.konghq.com',
  'mappings.getambassador.io',
  'tcpmappings.getambassador.io',
  'virtualservices.gateway.solo.io',
  'apisixroutes.apisix.apache.org',
])

type Taker = (object: KubeObject, entrances: Entrances) => void

/** The kinds that open something through a controller, `group/Kind`, the versions in which they are understood, and how each is taken in. */
const KINDS: readonly (readonly [string, readonly string[], Taker])[] = [
  [
    'networking.k8s.io/Ingress',
    ['v1', 'v1beta1'],
    (object, { ingresses }) => ingresses.push(readIngress(object)),
  ],
  [
    'networking.k8s.io/IngressClass',
    ['v1', 'v1beta1'],
    (object, { ingressClasses }) => {
      const made = readIngressClass(object)
      ingressClasses.set(made.name, made)
    },
  ],
  [
    `${GATEWAY_GROUP}/GatewayClass`,
    ['v1', 'v1beta1'],
    (object, { gatewayClasses }) => {
      const made = readGatewayClass(object)
      gatewayClasses.set(made.name, made)
    },
  ],
  [
    'apiextensions.k8s.io/CustomResourceDefinition',
    ['v1', 'v1beta1'],
    ({ metadata }, { unread }) => {
      if (OPENING_RESOURCES.has(metadata.name)) unread.push(metadata.name)
    },
  ],
  ['route.openshift.io/Route', ['v1'], (object, { routes }) => routes.push(readRoute(object))],
  [
    `${GATEWAY_GROUP}/Gateway`,
    ['v1', 'v1beta1'],
    (object, { gateways }) => {
      placed(gateways, readGateway(object))
    },
  ],
  [
    `${GATEWAY_GROUP}/ListenerSet`,
    ['v1'],
    (object, { listenerSets }) => {
      placed(listenerSets, readListenerSet(object))
    },
  ],
  [
    `${GATEWAY_GROUP}/ReferenceGrant`,
    ['v1', 'v1beta1', 'v1alpha2'],
    (object, { grants }) => grants.push(readReferenceGrant(object)),
  ],
  ...GATEWAY_ROUTES.map(
    ({ kind, versions }) =>
      [
        `${GATEWAY_GROUP}/${kind}`,
        versions,
        (object: KubeObject, { gatewayRoutes }: Entrances) =>
          gatewayRoutes.push(readGatewayRoute(object)),
      ] as const,
  ),
]

/** The versions in which each of these kinds is understood. */
export const ENTRANCE_KINDS: ReadonlyMap<string, readonly string[]> = new Map(
  KINDS.map(([kind, versions]) => [kind, versions]),
)

/** How an object of each of these kinds is taken in. */
export const ENTRANCE_TAKERS: ReadonlyMap<string, Taker> = new Map(
  KINDS.map(([kind, , taker]) => [kind, taker]),
)

function placed<T extends { readonly namespace: string; readonly name: string }>(
  map: Map<string, T>,
  item: T,
): void {
  map.set(`${item.namespace}/${item.name}`, item)
}
