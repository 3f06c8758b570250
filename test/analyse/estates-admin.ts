import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import {
  CIDRS,
  PORT_NAMES,
  PROTOCOLS,
  defined,
  mostly,
  namespaceSelector,
  selector,
} from './estate-parts.ts'

type ListField = 'ports' | 'protocols'

const named = (field: string) => fc.record({ [field]: fc.constantFrom(...PORT_NAMES) })

const ITEMS: Readonly<Record<ListField, fc.Arbitrary<object>>> = {
  ports: fc.oneof(
    fc.record({
      portNumber: fc.record({
        protocol: fc.constantFrom(...PROTOCOLS),
        port: fc.constantFrom(80, 8080, 8090),
      }),
    }),
    fc.constant({ portRange: { protocol: 'TCP', start: 80, end: 8080 } }),
    named('namedPort'),
  ),
  protocols: fc.oneof(
    fc.record({
      tcp: fc.record({ destinationPort: fc.constantFrom({ number: 80 }, { number: 8080 }) }),
    }),
    fc.constant({ udp: { destinationPort: { range: { start: 80, end: 8080 } } } }),
    named('destinationNamedPort'),
  ),
}

const podChoice = fc.oneof(
  fc.record({ namespaces: namespaceSelector }),
  fc.record({
    pods: fc.record({
      namespaceSelector: fc.oneof(fc.constant({}), namespaceSelector),
      podSelector: selector,
    }),
  }),
)

const networks = fc.uniqueArray(fc.constantFrom(...CIDRS), { minLength: 1, maxLength: 2 })

/** Now and then a peer has no field and fails closed. */
const peers = (direction: 'ingress' | 'egress') =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: podChoice },
      { weight: 1, arbitrary: fc.constant({}) },
      ...(direction === 'ingress'
        ? []
        : [
            { weight: 3, arbitrary: fc.record({ networks }) },
            {
              weight: 2,
              arbitrary: fc.record({ nodes: fc.constantFrom({}, { matchLabels: { zone: 'a' } }) }),
            },
          ]),
    ),
    { minLength: 1, maxLength: 2 },
  )

const isNamed = (item: object) => /named/i.test(Object.keys(item).join())
const isPods = (peer: object) => 'namespaces' in peer || 'pods' in peer

/** Named ports go with pods only, and domain names with allowing rules only. */
const rule = (direction: 'ingress' | 'egress', actions: readonly string[], field: ListField) =>
  fc
    .record({
      action: fc.constantFrom(...actions),
      peers: peers(direction),
      items: mostly(fc.array(ITEMS[field], { minLength: 1, maxLength: 2 })),
      byName: fc.boolean(),
    })
    .map(({ action, peers, items, byName }) => {
      const kept = items.filter((item) => peers.every(isPods) || !isNamed(item))
      const allows = action === 'Allow' || action === 'Accept'
      const names = byName && allows && direction === 'egress' && !kept.some(isNamed)
      return {
        action,
        [direction === 'ingress' ? 'from' : 'to']: names
          ? [...peers, { domainNames: ['*.example.org'] }]
          : peers,
        ...(kept.length === 0 ? {} : { [field]: kept }),
      }
    })

const spec = (actions: readonly string[], field: ListField) =>
  fc.record({
    subject: fc.oneof(fc.constant({ namespaces: {} }), podChoice, podChoice),
    ingress: fc.array(rule('ingress', actions, field), { maxLength: 4 }),
    egress: fc.array(rule('egress', actions, field), { maxLength: 4 }),
  })

/** Now and then one that the API refuses. */
const priority = fc.constantFrom(...[1, 2, 3].flatMap((each) => Array<number>(5).fill(each)), 2000)

function made(version: string, kind: string, spec: object) {
  return (name: number): KubeObject => {
    const json: unknown = {
      apiVersion: `policy.networking.k8s.io/${version}`,
      kind,
      metadata: { name: kind.startsWith('Baseline') ? 'default' : `admin-${name}` },
      spec: defined(spec),
    }
    return json as KubeObject
  }
}

/** A policy of network-policy-api; a number makes its name. */
export const adminPolicy: fc.Arbitrary<(name: number) => KubeObject> = fc.oneof(
  fc
    .record({ priority, spec: spec(['Allow', 'Deny', 'Pass'], 'ports') })
    .map(({ priority, spec }) => made('v1alpha1', 'AdminNetworkPolicy', { priority, ...spec })),
  fc
    .record({
      priority,
      tier: fc.constantFrom('Admin', 'Baseline'),
      spec: spec(['Accept', 'Deny', 'Pass'], 'protocols'),
    })
    .map(({ priority, tier, spec }) =>
      made('v1alpha2', 'ClusterNetworkPolicy', { tier, priority, ...spec }),
    ),
  spec(['Allow', 'Deny'], 'ports').map((spec) =>
    made('v1alpha1', 'BaselineAdminNetworkPolicy', spec),
  ),
)
