import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { ApiSample } from './samples.ts'

function made(kind: string, members: object): KubeObject {
  const json: unknown = JSON.parse(
    JSON.stringify({
      apiVersion: 'cilium.io/v2',
      kind,
      metadata: { name: 'sample', namespace: 'shop' },
      ...members,
      status: { conditions: [] },
    }),
  )
  return json as KubeObject
}

const selectorOf = (value: string) => ({
  matchLabels: { app: value, 'k8s:tier': 'back' },
  matchExpressions: [
    { key: 'any:zone', operator: 'NotIn', values: ['a', 'b'] },
    { key: 'io.cilium.k8s.namespace.labels.team', operator: 'Exists' },
    { key: 'io.cilium.k8s.policy.serviceaccount', operator: 'In', values: ['robot'] },
  ],
})
const nodes = { matchLabels: { role: 'edge' } }
const ports = [{ ports: [{ port: '80', protocol: 'TCP' }] }]

const ingress = [
  {
    fromEndpoints: [selectorOf('peer')],
    fromRequires: [selectorOf('must')],
    toPorts: [
      { ports: [{ port: '53', protocol: 'UDP' }] },
      { ports: [{ port: '8000', endPort: 9000 }, { port: 'http' }] },
      {
        ports: [{ port: '81', protocol: 'TCP' }],
        rules: { http: [{ method: 'GET', path: '/a' }] },
      },
      { ports: [{ port: '82', protocol: 'TCP' }], rules: { kafka: [{ role: 'produce' }] } },
      {
        ports: [{ port: '83', protocol: 'TCP' }],
        rules: { l7proto: 'r2d2', l7: [{ cmd: 'READ' }] },
      },
      { ports: [{ port: '84', protocol: 'TCP' }], terminatingTLS: { secret: { name: 'a' } } },
      { ports: [{ port: '85', protocol: 'TCP' }], originatingTLS: { secret: { name: 'b' } } },
    ],
    authentication: { mode: 'required' },
  },
  {
    fromEntities: ['host', 'world'],
    icmps: [{ fields: [{ family: 'IPv6', type: 128 }, { type: 'EchoRequest' }] }],
  },
  { fromCIDR: ['10.0.0.0/8', 'fd00::1'] },
  {
    fromCIDRSet: [
      { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
      { cidrGroupRef: 'partners', except: ['10.2.0.0/16'] },
      { cidrGroupSelector: { matchLabels: { zone: 'a' } } },
    ],
  },
  { fromNodes: [nodes] },
  { fromGroups: [{ aws: { securityGroupsIds: ['sg-1'] } }] },
]

const egress = [
  {
    toEndpoints: [selectorOf('peer')],
    toRequires: [selectorOf('must')],
    toPorts: [
      { ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } },
      { ports: [{ port: '443', protocol: 'TCP' }], serverNames: ['a.example'] },
      {
        ports: [{ port: '9', protocol: 'TCP' }],
        listener: { name: 'x', envoyConfig: { name: 'y' } },
      },
    ],
    authentication: { mode: 'required' },
  },
  { toEntities: ['kube-apiserver', 'remote-node'], icmps: [{ fields: [{ type: 8 }] }] },
  { toCIDR: ['192.0.2.0/24'] },
  { toCIDRSet: [{ cidr: '198.51.100.0/24', except: ['198.51.100.8/32'] }] },
  { toNodes: [nodes] },
  { toGroups: [{ aws: { region: 'eu-1' } }] },
  {
    toServices: [
      { k8sService: { serviceName: 'db', namespace: 'other' } },
      { k8sServiceSelector: { selector: { matchLabels: { env: 'prod' } }, namespace: 'other' } },
    ],
  },
  { toFQDNs: [{ matchName: 'a.example' }, { matchPattern: '*.b.example' }], toPorts: ports },
]

const full = made('CiliumNetworkPolicy', {
  spec: {
    endpointSelector: selectorOf('web'),
    description: 'what it is for',
    labels: [{ key: 'a', value: 'b' }],
    log: { value: 'x' },
    enableDefaultDeny: { ingress: false, egress: false },
    ingress,
    ingressDeny: [{ fromEndpoints: [selectorOf('bad')], toPorts: ports }],
    egress,
    egressDeny: [
      { toCIDRSet: [{ cidr: '10.0.0.0/8' }], icmps: [{ fields: [{ family: 'IPv4', type: 8 }] }] },
    ],
  },
  specs: [
    { endpointSelector: {}, ingress: [{ fromEntities: ['cluster'] }] },
    { endpointSelector: { matchLabels: { app: 'db' } }, egress: [{}] },
  ],
})

const selector = fc.record(
  {
    matchLabels: fc.dictionary(
      fc.constantFrom(
        'app',
        'k8s:tier',
        'any:app',
        'k8s:io.kubernetes.pod.namespace',
        'reserved:host',
      ),
      fc.constantFrom('a', 'b', ''),
      { maxKeys: 2, noNullPrototype: true },
    ),
    matchExpressions: fc.array(
      fc.oneof(
        fc.record({
          key: fc.constantFrom('app', 'k8s:tier', 'io.kubernetes.pod.namespace'),
          operator: fc.constantFrom('In', 'NotIn'),
          values: fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 2 }),
        }),
        fc.record({
          key: fc.constantFrom('app', 'reserved:health', 'io.cilium.k8s.policy.cluster'),
          operator: fc.constantFrom('Exists', 'DoesNotExist'),
        }),
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
)

const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 2 })
const entity = fc.constantFrom('all', 'world', 'cluster', 'host', 'remote-node', 'health', 'none')
const cidr = fc.constantFrom('10.0.0.0/8', '::/0', '192.0.2.1')
const cidrRule = fc.oneof(
  fc.constant({ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }),
  fc.constant({ cidrGroupRef: 'g' }),
  fc.record({ cidrGroupSelector: fc.constantFrom({}, { matchLabels: { a: 'b' } }) }),
)
const port = fc.oneof(
  fc.record(
    {
      port: fc.constantFrom('0', '80', '65535', 'http', 'HTTP'),
      protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'ANY', 'tcp'),
    },
    { requiredKeys: ['port'] },
  ),
  fc.constant({ port: '80', endPort: 90 }),
)
const toPorts = list(fc.record({ ports: list(port) }, { requiredKeys: [] }))
const icmps = list(fc.constant({ fields: [{ type: 8 }, { family: 'IPv6', type: '128' }] }))

const peers = (side: 'from' | 'to') =>
  fc.oneof(
    fc.constant({}),
    fc.record({ [`${side}Endpoints`]: list(selector) }),
    fc.record({ [`${side}Entities`]: list(entity) }),
    fc.record({ [`${side}CIDR`]: list(cidr) }),
    fc.record({ [`${side}CIDRSet`]: list(cidrRule) }),
    fc.record({ [`${side}Nodes`]: list(fc.constant(nodes)) }),
  )

const traffic = fc.oneof(fc.constant({}), fc.record({ toPorts }), fc.record({ icmps }))

const section = (side: 'from' | 'to') =>
  fc.array(
    fc.tuple(peers(side), traffic).map(([who, what]) => ({ ...who, ...what })),
    { maxLength: 2 },
  )

const rules = fc.record(
  {
    ingress: section('from'),
    ingressDeny: section('from'),
    egress: section('to'),
    egressDeny: section('to'),
    enableDefaultDeny: fc.record(
      { ingress: fc.boolean(), egress: fc.boolean() },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

const spec = fc.tuple(selector, rules).map(([one, rest]) => ({ endpointSelector: one, ...rest }))
const hostSpec = rules.map((rest) => ({ nodeSelector: nodes, ...rest }))

const valid = fc.oneof(
  fc.record({ spec }).map((members) => made('CiliumNetworkPolicy', members)),
  fc
    .record({ specs: fc.array(fc.oneof(spec, hostSpec), { minLength: 1, maxLength: 2 }) })
    .map((members) => made('CiliumClusterwideNetworkPolicy', members)),
)

/** What a condition makes of a rule is the same whatever the layer 7 rule, certificate or group says. */
const LAYER_7 = [
  '2/rules/http/0',
  '3/rules/kafka/0',
  '4/rules/l7/0',
  '5/terminatingTLS/secret',
  '6/originatingTLS/secret',
].map((place) => `/spec/ingress/0/toPorts/${place}`)

/** Samples of policies of Cilium. */
export const CILIUM_SAMPLE: ApiSample = {
  full,
  irrelevant: [
    ...['/apiVersion', '/kind', '/metadata', '/status'],
    ...['description', 'labels', 'log'].map((field) => `/spec/${field}`),
    ...LAYER_7,
    '/spec/egress/0/toPorts/0/rules/dns/0',
    '/spec/egress/0/toPorts/1/serverNames/0',
    '/spec/egress/0/toPorts/2/listener/name',
    '/spec/egress/0/toPorts/2/listener/envoyConfig',
    '/spec/ingress/5/fromGroups/0/aws/securityGroupsIds',
    '/spec/egress/5/toGroups/0/aws/region',
  ],
  defaults: [
    '/spec/egress/0/toPorts/0/ports/0/protocol',
    '/spec/egressDeny/0/icmps/0/fields/0/family',
  ],
  valid,
}
