import { node, object, pod, SHOP } from '../analyse/builders.ts'
import { calico, DENY, ALLOW, globalPolicy, tier } from '../analyse/calico-objects.ts'
import { policy as authorization, shop } from '../analyse/mesh-shop.ts'
import type { SchemaKind } from './schema-fates.ts'
import { CALICO as RULES } from './schema-policies.ts'
import { inWorld } from './schema-world.ts'

const CALICO = 'projectcalico.org/v3'

/** Policies of Calico that mean tiers, sets, nodes and profiles. */
const UNDER_CALICO = [
  ...SHOP,
  node('n1', '10.9.0.1'),
  node('n2', '10.9.0.2'),
  pod('shop', 'agent', { hostNetwork: true, node: 'n1', ips: ['10.9.0.1'] }),
  globalPolicy('in-tier', {
    tier: 'payments',
    selector: "app == 'db'",
    types: ['Ingress', 'Egress'],
    ingress: [{ ...ALLOW, source: { selector: "role == 'bank'" } }],
    egress: [{ ...ALLOW, protocol: 'TCP', destination: { ports: ['sql'] } }],
  }),
  globalPolicy('of-nodes', { selector: "role == 'bank'", types: ['Ingress'], ingress: [DENY] }),
]
const PAYMENTS = tier('payments', { order: 100 })
const LABELS = { labels: { role: 'bank' } }

const CALICO_KINDS: readonly SchemaKind[] = [
  inWorld({
    schema: 'calico-tier',
    apiVersion: CALICO,
    kind: 'Tier',
    world: UNDER_CALICO,
    metadata: { name: 'payments' },
    bare: [{ spec: {} }],
    fates: {},
  }),
  inWorld({
    schema: 'calico-network-set',
    apiVersion: CALICO,
    kind: 'NetworkSet',
    world: [...UNDER_CALICO, PAYMENTS],
    metadata: { namespace: 'shop', ...LABELS },
    bare: [{ spec: {} }],
    fates: {},
  }),
  inWorld({
    schema: 'calico-network-set',
    apiVersion: CALICO,
    kind: 'GlobalNetworkSet',
    world: [...UNDER_CALICO, PAYMENTS],
    metadata: LABELS,
    bare: [{ spec: {} }],
    fates: {},
  }),
  inWorld({
    schema: 'calico-host-endpoint',
    apiVersion: CALICO,
    kind: 'HostEndpoint',
    world: [...UNDER_CALICO, PAYMENTS],
    metadata: LABELS,
    bare: [{ spec: { node: 'n1' } }],
    required: { spec: { node: 'n2' } },
    fates: { untranslated: ['ports'] },
  }),
  inWorld({
    schema: 'calico-profile',
    apiVersion: CALICO,
    kind: 'Profile',
    world: [
      ...UNDER_CALICO,
      PAYMENTS,
      calico('HostEndpoint', 'h', { node: 'n1', interfaceName: '*', profiles: ['kns.shop'] }),
    ],
    metadata: { name: 'kns.shop' },
    bare: [{ spec: {} }, { spec: { ingress: [DENY], egress: [DENY] } }],
    required: { services: { name: 'y', namespace: 'shop' } },
    fates: {
      ...RULES,
      conditional: [...RULES.conditional, 'ingress.destination', 'egress.source'],
    },
  }),
]

const CILIUM_KINDS: readonly SchemaKind[] = [
  inWorld({
    schema: 'cilium-cidr-group',
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumCIDRGroup',
    world: [...SHOP, ciliumPolicy()],
    bare: [{ spec: { externalCIDRs: [] } }],
    fates: {},
  }),
  inWorld({
    schema: 'cilium-node-config',
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNodeConfig',
    world: [...SHOP, ciliumPolicy()],
    metadata: { namespace: 'kube-system' },
    bare: [{ spec: {} }],
    member: 'enable-policy',
    fates: { untranslated: ['defaults'], irrelevant: ['nodeSelector'] },
  }),
]

function ciliumPolicy() {
  return object({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { endpointSelector: {}, ingress: [{ fromCIDRSet: [{ cidrGroupRef: 'it' }] }] },
  })
}

/** A mesh in which a policy by HTTP fields is not for a port of which a Service says that none is spoken there. */
const IN_MESH = [
  ...shop('sidecar'),
  object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { selector: { app: 'db' }, ports: [{ name: 'tcp-sql', port: 5432 }] },
  }),
  authorization({ action: 'DENY', rules: [{ to: [{ operation: { methods: ['GET'] } }] }] }),
]
const INGRESS = ['bind', 'captureMode', 'connectionPool', 'defaultEndpoint', 'port', 'tls']
const MESH = { world: IN_MESH, platform: ['istio-system'], metadata: { namespace: 'shop' } }

const ISTIO_KINDS: readonly SchemaKind[] = [
  inWorld({
    ...MESH,
    schema: 'istio-peer-authentication',
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    bare: [{ spec: {} }, { spec: { selector: { matchLabels: { app: 'db' } } } }],
    member: '7',
    fates: {},
  }),
  inWorld({
    ...MESH,
    schema: 'istio-sidecar',
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    bare: [{ spec: {} }],
    present: ['ingress'],
    fates: {
      irrelevant: [
        ...['egress', 'inboundConnectionPool', 'outboundTrafficPolicy', 'workloadSelector'],
        ...INGRESS.map((each) => `ingress.${each}`),
      ],
    },
  }),
  inWorld({
    ...MESH,
    schema: 'istio-service-entry',
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    bare: [{ spec: {} }],
    present: ['workloadSelector', 'endpoints'],
    fates: {
      conditional: ['endpoints.address'],
      irrelevant: [
        ...['addresses', 'exportTo', 'hosts', 'location', 'ports', 'resolution'],
        ...['subjectAltNames', 'workloadSelector.labels'],
        ...['labels', 'locality', 'network', 'ports', 'serviceAccount', 'weight'].map(
          (each) => `endpoints.${each}`,
        ),
      ],
    },
  }),
  inWorld({
    ...MESH,
    schema: 'istio-workload-entry',
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    bare: [{ spec: {} }],
    fates: {
      irrelevant: [
        ...['address', 'labels', 'locality', 'network', 'ports', 'serviceAccount', 'weight'],
      ],
    },
  }),
]

/** The kinds that say what policies mean. */
export const CONTEXT_KINDS: readonly SchemaKind[] = [
  ...CALICO_KINDS,
  ...CILIUM_KINDS,
  ...ISTIO_KINDS,
]
