import { member } from '../analyse/mesh-shop.ts'
import { GATEWAY_KINDS } from './schema-gateways.ts'
import { made, PORTS, SERVICES, WEB } from './schema-web.ts'
import { inWorld } from './schema-world.ts'
import type { PlacedKind } from './schema-world.ts'

const NETWORKING = 'networking.k8s.io/v1'
const IN_SHOP = { metadata: { namespace: 'shop' } }

/** The kinds that open pods to the outside. */
export const OPENING_KINDS: readonly PlacedKind[] = [
  inWorld({
    ...IN_SHOP,
    schema: 'service',
    apiVersion: 'v1',
    kind: 'Service',
    world: [
      ...WEB,
      ...SERVICES,
      member('shop', 'db', '10.0.0.2', 'sidecar'),
      made(NETWORKING, 'Ingress', 'shop/site', {
        spec: { defaultBackend: { service: { name: 'it', port: { name: 'http' } } } },
      }),
    ],
    bare: [
      { spec: { selector: { app: 'db' }, ports: PORTS, type: 'LoadBalancer' } },
      { spec: { ports: PORTS, type: 'NodePort' } },
      { spec: { type: 'ExternalName', ports: PORTS, externalName: 'web.other.svc' } },
    ],
    required: { ports: { port: 80 } },
    fates: {
      irrelevant: [
        ...['allocateLoadBalancerNodePorts', 'clusterIP', 'clusterIPs', 'healthCheckNodePort'],
        ...['internalTrafficPolicy', 'ipFamilies', 'ipFamilyPolicy', 'loadBalancerClass'],
        ...['loadBalancerIP', 'publishNotReadyAddresses', 'sessionAffinity'],
        ...['sessionAffinityConfig', 'trafficDistribution'],
      ],
    },
  }),
  inWorld({
    metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'it' } },
    schema: 'endpoint-slice',
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    world: [
      ...WEB,
      made('v1', 'Service', 'shop/it', { spec: { ports: PORTS, externalIPs: ['192.0.2.1'] } }),
    ],
    bare: [
      {
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.0.0.1'] }],
        ports: [{ name: 'http', port: 8080 }],
      },
    ],
    required: { endpoints: { addresses: ['10.0.0.1'] } },
    fates: {
      irrelevant: [
        ...[
          'conditions',
          'deprecatedTopology',
          'hints',
          'hostname',
          'nodeName',
          'targetRef',
          'zone',
        ].map((each) => `endpoints.${each}`),
        'ports.appProtocol',
      ],
    },
  }),
  inWorld({
    ...IN_SHOP,
    schema: 'endpoints',
    apiVersion: 'v1',
    kind: 'Endpoints',
    world: [
      ...WEB,
      made('v1', 'Service', 'shop/it', { spec: { ports: PORTS, externalIPs: ['192.0.2.1'] } }),
    ],
    bare: [
      { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ name: 'http', port: 8080 }] }] },
    ],
    required: { addresses: { ip: '10.9.9.9' }, notReadyAddresses: { ip: '10.9.9.9' } },
    fates: {
      irrelevant: [
        ...['addresses', 'notReadyAddresses'].flatMap((list) =>
          ['hostname', 'nodeName', 'targetRef'].map((each) => `subsets.${list}.${each}`),
        ),
        'subsets.ports.appProtocol',
      ],
    },
  }),
  inWorld({
    ...IN_SHOP,
    schema: 'ingress',
    apiVersion: NETWORKING,
    kind: 'Ingress',
    world: [...WEB, ...SERVICES],
    bare: [
      { spec: {} },
      { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
    ],
    required: { service: { name: 'web', port: {} }, port: { number: 80 } },
    fates: {
      untranslated: ['defaultBackend.resource', 'rules.http.paths.backend.resource'],
      irrelevant: ['rules.http.paths.path', 'rules.http.paths.pathType', 'tls.secretName'],
    },
  }),
  inWorld({
    schema: 'ingress-class',
    apiVersion: NETWORKING,
    kind: 'IngressClass',
    world: [
      ...WEB,
      ...SERVICES,
      made(NETWORKING, 'Ingress', 'shop/site', {
        spec: {
          ingressClassName: 'it',
          defaultBackend: { service: { name: 'web', port: { number: 80 } } },
        },
      }),
    ],
    bare: [{ spec: { controller: 'example.org/any' } }],
    required: { spec: { controller: 'example.org/any' } },
    fates: { irrelevant: ['parameters'] },
  }),
  inWorld({
    ...IN_SHOP,
    schema: 'openshift-route',
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    world: [...WEB, ...SERVICES],
    bare: [{ spec: { host: 'shop.example', to: { name: 'web' } } }],
    required: {
      spec: { to: { name: 'web' } },
      to: { name: 'web' },
      alternateBackends: { name: 'web' },
      tls: { termination: 'edge' },
    },
    fates: {
      irrelevant: [
        ...['to.kind', 'to.weight', 'alternateBackends.kind', 'alternateBackends.weight'],
        ...['httpHeaders', 'path', 'subdomain', 'tls.termination'],
        ...[
          'caCertificate',
          'certificate',
          'destinationCACertificate',
          'externalCertificate',
          'key',
        ].map((each) => `tls.${each}`),
      ],
    },
  }),
  ...GATEWAY_KINDS,
]
