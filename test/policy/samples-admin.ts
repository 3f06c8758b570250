import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { ApiSample } from './samples.ts'

const selector = fc.constantFrom(
  {},
  { matchLabels: { app: 'a' } },
  { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b'] }] },
)

const choice = fc.oneof(
  fc.record({ namespaces: selector }),
  fc.record({ pods: fc.record({ namespaceSelector: selector, podSelector: selector }) }),
)

const egressPeer = fc.oneof(
  choice,
  fc.record({ nodes: selector }),
  fc.record({ networks: fc.constantFrom(['10.0.0.0/8'], ['::/0', '10.1.0.0/16']) }),
)

const anpPort = fc.oneof(
  fc.record({
    portNumber: fc.record({
      protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
      port: fc.integer({ min: 1, max: 65535 }),
    }),
  }),
  fc.record({ portRange: fc.constant({ protocol: 'TCP', start: 1, end: 2 }) }),
)

const protocol = fc
  .tuple(
    fc.constantFrom('tcp', 'udp', 'sctp'),
    fc.oneof(
      fc.record({ number: fc.integer({ min: 1, max: 65535 }) }),
      fc.constant({ range: { start: 10, end: 20 } }),
    ),
  )
  .map(([name, destinationPort]) => ({ [name]: { destinationPort } }))

const rules = (
  field: 'from' | 'to',
  actions: readonly string[],
  traffic: string,
  item: fc.Arbitrary<object>,
) =>
  fc.array(
    fc.record(
      {
        name: fc.string({ maxLength: 100 }),
        action: fc.constantFrom(...actions),
        [field]: fc.array(field === 'from' ? choice : egressPeer, { minLength: 1, maxLength: 2 }),
        [traffic]: fc.array(item, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['action', field] },
    ),
    { maxLength: 2 },
  )

const spec = (
  place: object,
  actions: readonly string[],
  traffic: string,
  item: fc.Arbitrary<object>,
) =>
  fc
    .record({
      subject: choice,
      ingress: rules('from', actions, traffic, item),
      egress: rules('to', actions, traffic, item),
    })
    .map((each) => ({ ...place, ...each }))

function made(version: string, kind: string, spec: object): KubeObject {
  const json: unknown = JSON.parse(
    JSON.stringify({
      apiVersion: `policy.networking.k8s.io/${version}`,
      kind,
      metadata: { name: kind.startsWith('Baseline') ? 'default' : 'sample' },
      spec,
      status: { conditions: [] },
    }),
  )
  return json as KubeObject
}

const some = (value: string) => ({
  matchLabels: { app: value },
  matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }],
})
const pods = (value: string) => ({
  pods: { namespaceSelector: some(value), podSelector: some(`${value}-pod`) },
})

const IRRELEVANT = [
  '/apiVersion',
  '/kind',
  '/metadata',
  '/status',
  '/spec/ingress/0/name',
  '/spec/egress/0/name',
]

/** Samples of AdminNetworkPolicy and of its baseline. */
export const ADMIN_SAMPLE: ApiSample = {
  full: made('v1alpha1', 'AdminNetworkPolicy', {
    priority: 7,
    subject: pods('web'),
    ingress: [
      {
        name: 'in',
        action: 'Pass',
        from: [{ namespaces: some('peer') }, pods('other')],
        ports: [
          { portNumber: { protocol: 'UDP', port: 53 } },
          { portRange: { protocol: 'SCTP', start: 10, end: 20 } },
          { namedPort: 'http' },
        ],
      },
    ],
    egress: [
      {
        name: 'out',
        action: 'Allow',
        to: [
          { nodes: some('node') },
          { networks: ['10.0.0.0/8', '::/0'] },
          { domainNames: ['*.example.org', 'example.net'] },
        ],
        ports: [{ portNumber: { protocol: 'TCP', port: 443 } }],
      },
    ],
  }),
  irrelevant: IRRELEVANT,
  defaults: ['/spec/egress/0/ports/0/portNumber/protocol'],
  valid: fc.oneof(
    spec({ priority: 3 }, ['Allow', 'Deny', 'Pass'], 'ports', anpPort).map((each) =>
      made('v1alpha1', 'AdminNetworkPolicy', each),
    ),
    spec({}, ['Allow', 'Deny'], 'ports', anpPort).map((each) =>
      made('v1alpha1', 'BaselineAdminNetworkPolicy', each),
    ),
  ),
}

/** Samples of ClusterNetworkPolicy. */
export const CLUSTER_SAMPLE: ApiSample = {
  full: made('v1alpha2', 'ClusterNetworkPolicy', {
    tier: 'Baseline',
    priority: 7,
    subject: { namespaces: some('home') },
    ingress: [
      {
        name: 'in',
        action: 'Pass',
        from: [{ namespaces: some('peer') }, pods('other')],
        protocols: [
          { tcp: { destinationPort: { number: 80 } } },
          { sctp: { destinationPort: { range: { start: 10, end: 20 } } } },
          { destinationNamedPort: 'http' },
        ],
      },
    ],
    egress: [
      {
        name: 'out',
        action: 'Accept',
        to: [
          { nodes: some('node') },
          { networks: ['10.0.0.0/8', '::/0'] },
          { domainNames: ['*.example.org', 'example.net'] },
        ],
        protocols: [{ udp: { destinationPort: { number: 53 } } }],
      },
    ],
  }),
  irrelevant: IRRELEVANT,
  defaults: [],
  valid: spec(
    { tier: 'Admin', priority: 3 },
    ['Accept', 'Deny', 'Pass'],
    'protocols',
    protocol,
  ).map((each) => made('v1alpha2', 'ClusterNetworkPolicy', each)),
}
