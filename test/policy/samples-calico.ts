import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { ApiSample } from './samples.ts'

const selector = fc.constantFrom(
  '',
  'all()',
  "app == 'a'",
  `app != "a" && has(tier)`,
  "!has(tier) || app in {'a', 'b'}",
  "app not in {'a'} && (tier starts with 'w' || !(tier contains 'x'))",
  "projectcalico.org/namespace == 'shop'",
)

const port = fc.oneof(
  fc.integer({ min: 1, max: 65535 }),
  fc.constantFrom('80', '100:200', 'http', 'My_Port.1'),
)

const nets = fc.array(fc.constantFrom('10.0.0.0/8', '10.0.0.1', 'fd00::/8', '::1'), {
  maxLength: 2,
})

const entity = fc.record(
  {
    nets,
    notNets: nets,
    selector,
    notSelector: selector,
    namespaceSelector: fc.oneof(selector, fc.constant('global()')),
    serviceAccounts: fc.record(
      { names: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }), selector },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

const ports = fc.array(port, { maxLength: 2 })
const action = fc.constantFrom('Allow', 'Deny', 'Pass', 'Log')

const rule = fc.oneof(
  fc.record(
    { action, source: entity, destination: entity, protocol: fc.constantFrom('TCP', 47, 'ICMP') },
    { requiredKeys: ['action'] },
  ),
  fc.record({
    action,
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 6),
    source: fc.record({ ports, notPorts: ports }, { requiredKeys: [] }),
    destination: fc.record({ ports, notPorts: ports }, { requiredKeys: [] }),
  }),
  fc.record({
    action,
    protocol: fc.constant('ICMP'),
    ipVersion: fc.constant(4),
    icmp: fc.constantFrom({ type: 8 }, { type: 3, code: 1 }),
    notICMP: fc.constant({ type: 0 }),
  }),
  fc.record({ action, notProtocol: fc.constantFrom('TCP', 'UDPLite', 50) }),
  fc.record({
    action: fc.constant('Allow'),
    protocol: fc.constant('TCP'),
    http: fc.constant({ methods: ['GET'], paths: [{ exact: '/a' }, { prefix: '/b' }] }),
    destination: fc.constant({ services: { name: 'web', namespace: 'shop' } }),
    metadata: fc.constant({ annotations: { note: 'x' } }),
  }),
)

const rules = fc.array(rule, { maxLength: 3 })

const common = {
  tier: fc.constantFrom('default', 'platform'),
  order: fc.double({ min: -10, max: 10, noNaN: true }),
  selector,
  serviceAccountSelector: selector,
  types: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
  ingress: rules,
  egress: rules,
  performanceHints: fc.constant(['AssumeNeededOnEveryNode']),
}

const valid = fc.oneof(
  fc.record(common, { requiredKeys: [] }).map((spec) => policyWith('NetworkPolicy', spec)),
  fc
    .record(
      {
        ...common,
        namespaceSelector: selector,
        doNotTrack: fc.boolean(),
        preDNAT: fc.boolean(),
        applyOnForward: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .map((spec) => policyWith('GlobalNetworkPolicy', spec)),
)

function policyWith(kind: string, spec: object): KubeObject {
  const json: unknown = JSON.parse(
    JSON.stringify({
      apiVersion: 'projectcalico.org/v3',
      kind,
      metadata: { name: 'sample', ...(kind === 'NetworkPolicy' ? { namespace: 'shop' } : {}) },
      spec,
      status: { conditions: [] },
    }),
  )
  return json as KubeObject
}

const RULE = '/spec/ingress'

/** A sample of a GlobalNetworkPolicy: it has all fields of a NetworkPolicy too. */
export const CALICO_SAMPLE: ApiSample = {
  full: policyWith('GlobalNetworkPolicy', {
    tier: 'platform',
    order: 10,
    selector: "app == 'web'",
    namespaceSelector: "team == 'shop'",
    serviceAccountSelector: "role == 'web'",
    types: ['Ingress', 'Egress'],
    doNotTrack: false,
    preDNAT: false,
    applyOnForward: false,
    performanceHints: ['AssumeNeededOnEveryNode'],
    ingress: [
      {
        action: 'Allow',
        protocol: 'TCP',
        source: {
          nets: ['10.0.0.0/8'],
          notNets: ['10.1.0.0/16'],
          selector: "app == 'a'",
          notSelector: 'has(x)',
          namespaceSelector: "team == 'b'",
          serviceAccounts: { names: ['one'], selector: "role == 'b'" },
        },
        destination: { ports: [80, '100:200', 'http'], notPorts: [150], selector: 'has(y)' },
        metadata: { annotations: { note: 'x' } },
      },
      { action: 'Deny', protocol: 'UDP', source: { ports: [53] } },
      { action: 'Deny', protocol: 'UDP', source: { notPorts: [53] } },
      { action: 'Pass', notProtocol: 'SCTP', ipVersion: 6 },
      { action: 'Allow', protocol: 'ICMP', icmp: { type: 8, code: 0 } },
      { action: 'Deny', protocol: 'ICMP', notICMP: { type: 8 } },
      {
        action: 'Allow',
        protocol: 'TCP',
        http: { methods: ['GET'], paths: [{ exact: '/a' }, { prefix: '/b' }] },
      },
      { action: 'Log', protocol: 'TCP' },
    ],
    egress: [{ action: 'Allow', destination: { services: { name: 'db', namespace: 'shop' } } }],
  }),
  irrelevant: [
    '/apiVersion',
    '/kind',
    '/metadata',
    '/status',
    '/spec/performanceHints',
    `${RULE}/0/metadata`,
    `${RULE}/7`,
  ],
  defaults: [
    '/spec/types',
    '/spec/doNotTrack',
    '/spec/preDNAT',
    '/spec/applyOnForward',
    // a part of the types of ICMP, and what HTTP says, is conditional whatever it is
    `${RULE}/4/icmp/type`,
    `${RULE}/4/icmp/code`,
    `${RULE}/6/http/methods`,
    `${RULE}/6/http/methods/0`,
    `${RULE}/6/http/paths`,
    `${RULE}/6/http/paths/0`,
    `${RULE}/6/http/paths/0/exact`,
    `${RULE}/6/http/paths/1`,
    `${RULE}/6/http/paths/1/prefix`,
  ],
  valid,
}
