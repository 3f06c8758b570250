import type { Fates } from './schema-fates.ts'
import { made, SERVICES, WEB } from './schema-web.ts'
import { inWorld } from './schema-world.ts'
import type { PlacedKind, WorldKind } from './schema-world.ts'

const GATEWAY_API = 'gateway.networking.k8s.io/v1'

const LISTENER = { name: 'plain', port: 80, protocol: 'HTTP' }
const LISTENERS = [
  LISTENER,
  ...['TCP', 'TLS', 'UDP'].map((protocol) => ({
    name: protocol.toLowerCase(),
    port: 90,
    protocol,
  })),
]
const BY_KEY = {
  from: 'Selector',
  selector: { matchExpressions: [{ key: 'zz', operator: 'Exists' }] },
}
const SELECTING = { from: 'Selector', selector: { matchLabels: { team: 'other' } } }
const PARENTS = [{ name: 'edge' }]

const CLASS = made(GATEWAY_API, 'GatewayClass', '/any', {
  spec: { controllerName: 'example.org/any' },
})
const EDGE = made(GATEWAY_API, 'Gateway', 'shop/edge', {
  spec: {
    gatewayClassName: 'any',
    listeners: LISTENERS,
    allowedListeners: { namespaces: { from: 'All' } },
  },
})
const route = (place: string, spec: object) =>
  made(GATEWAY_API, 'HTTPRoute', place, {
    spec: { parentRefs: PARENTS, rules: [{ backendRefs: [{ name: 'web', port: 80 }] }], ...spec },
  })

const IN_SHOP = { metadata: { namespace: 'shop' } }

function ofGateway(
  kind: string,
  schema: string,
  more: Omit<WorldKind, 'kind' | 'schema' | 'apiVersion' | 'world'> & Partial<WorldKind>,
): PlacedKind {
  return inWorld({
    world: [...WEB, ...SERVICES, CLASS, EDGE],
    ...IN_SHOP,
    apiVersion: GATEWAY_API,
    kind,
    schema,
    ...more,
  })
}

const BACKENDS = ['rules.backendRefs', ...['rules', 'rules.backendRefs'].flatMap(filtersOf)]

function filtersOf(place: string): readonly string[] {
  return ['requestMirror', 'externalAuth'].map((each) => `${place}.filters.${each}.backendRef`)
}

/** Routes of all kinds are read alike. */
const OF_ROUTES: Fates = {
  translated: BACKENDS.flatMap((each) =>
    ['name', 'namespace', 'port'].map((field) => `${each}.${field}`),
  ),
  untranslated: [
    ...['parentRefs', ...BACKENDS].flatMap((each) => [`${each}.group`, `${each}.kind`]),
    'useDefaultGateways',
  ],
  irrelevant: [
    ...['filters', 'backendRefs.filters', 'backendRefs.weight', 'matches', 'name', 'retry'],
    ...['sessionPersistence', 'timeouts'],
  ].map((each) => `rules.${each}`),
}

function ofRoute(kind: string, schema: string): PlacedKind {
  const backend = { name: 'web', port: 80 }
  return ofGateway(kind, schema, {
    bare: [
      { spec: { parentRefs: PARENTS, rules: [{ backendRefs: [backend] }] } },
      { spec: { parentRefs: PARENTS, rules: [] } },
    ],
    required: { parentRefs: { name: 'edge' }, backendRefs: backend, backendRef: backend },
    // what does not attach is not looked at
    samples: 0,
    fates: OF_ROUTES,
  })
}

/** The kinds of the Gateway API. */
export const GATEWAY_KINDS: readonly PlacedKind[] = [
  ofGateway('GatewayClass', 'gateway-class', {
    world: [...WEB, ...SERVICES, EDGE, route('shop/site', {})],
    metadata: { name: 'any' },
    bare: [{ spec: { controllerName: 'example.org/any' } }],
    required: { spec: { controllerName: 'example.org/any' } },
    fates: { irrelevant: ['description', 'parametersRef'] },
  }),
  ofGateway('Gateway', 'gateway', {
    world: [
      ...WEB,
      ...SERVICES,
      CLASS,
      route('shop/site', {}),
      route('other/site', { parentRefs: [{ name: 'edge', namespace: 'shop' }] }),
      made(GATEWAY_API, 'ListenerSet', 'other/more', {
        spec: { parentRef: { name: 'edge', namespace: 'shop' }, listeners: [LISTENER] },
      }),
      route('shop/section', { parentRefs: [{ name: 'edge', sectionName: 'z' }] }),
      route('other/third', { parentRefs: [{ kind: 'ListenerSet', name: 'more' }] }),
    ],
    metadata: { name: 'edge', namespace: 'shop' },
    bare: [
      { spec: { gatewayClassName: 'any', listeners: [LISTENER] } },
      {
        spec: {
          gatewayClassName: 'any',
          listeners: [{ ...LISTENER, allowedRoutes: { namespaces: BY_KEY } }],
          allowedListeners: { namespaces: BY_KEY },
        },
      },
    ],
    required: {
      listeners: LISTENER,
      spec: { gatewayClassName: 'any' },
      kinds: { kind: 'HTTPRoute' },
      namespaces: SELECTING,
    },
    fates: { irrelevant: ['addresses', 'defaultScope', 'infrastructure', 'listeners.tls', 'tls'] },
  }),
  ofGateway('ListenerSet', 'listener-set', {
    world: [
      ...WEB,
      ...SERVICES,
      CLASS,
      EDGE,
      route('shop/site', { parentRefs: [{ kind: 'ListenerSet', name: 'more' }] }),
      route('other/site', {
        parentRefs: [{ kind: 'ListenerSet', name: 'more', namespace: 'shop' }],
      }),
      route('shop/section', {
        parentRefs: [{ kind: 'ListenerSet', name: 'more', sectionName: 'z' }],
      }),
    ],
    metadata: { name: 'more', namespace: 'shop' },
    bare: [
      { spec: { parentRef: { name: 'edge' }, listeners: [LISTENER] } },
      {
        spec: {
          parentRef: { name: 'edge' },
          listeners: [{ ...LISTENER, allowedRoutes: { namespaces: BY_KEY } }],
        },
      },
    ],
    required: {
      listeners: LISTENER,
      spec: { parentRef: { name: 'edge' } },
      parentRef: { name: 'edge' },
      kinds: { kind: 'HTTPRoute' },
      namespaces: SELECTING,
    },
    fates: {
      untranslated: ['parentRef.group', 'parentRef.kind'],
      irrelevant: ['listeners.tls'],
    },
  }),
  ofGateway('ReferenceGrant', 'reference-grant', {
    world: [
      ...WEB,
      ...SERVICES,
      CLASS,
      EDGE,
      route('shop/site', {
        rules: [{ backendRefs: [{ name: 'web', namespace: 'other', port: 80 }] }],
      }),
    ],
    metadata: { namespace: 'other' },
    bare: [
      {
        spec: {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
          to: [{ group: '', kind: 'Service' }],
        },
      },
    ],
    required: { from: { kind: 'HTTPRoute', namespace: 'shop' }, to: { kind: 'Service' } },
    fates: {},
  }),
  ofRoute('HTTPRoute', 'http-route'),
  ofRoute('GRPCRoute', 'grpc-route'),
  ofRoute('TLSRoute', 'tls-route'),
  ofRoute('TCPRoute', 'tcp-route'),
  ofRoute('UDPRoute', 'udp-route'),
]
