import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { ADMIN_SAMPLE, CLUSTER_SAMPLE } from './samples-admin.ts'
import { CALICO_SAMPLE } from './samples-calico.ts'
import { CILIUM_SAMPLE } from './samples-cilium.ts'
import { ISTIO_SAMPLE } from './samples-istio.ts'

/** What the contract of policy APIs needs of one API. */
export type ApiSample = {
  /** an object with every field of the published schema set */
  readonly full: KubeObject
  /** pointers of members that do not matter for traffic */
  readonly irrelevant: readonly string[]
  /** pointers of values that say what their absence means */
  readonly defaults: readonly string[]
  /** objects after the published schema */
  readonly valid: fc.Arbitrary<KubeObject>
}

const labels = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.stringMatching(/^[a-z]{0,3}$/), {
  maxKeys: 2,
  noNullPrototype: true,
})

const labelSelector = fc.record(
  {
    matchLabels: labels,
    matchExpressions: fc.array(
      fc.oneof(
        fc.record({
          key: fc.constantFrom('app', 'tier'),
          operator: fc.constantFrom('In', 'NotIn'),
          values: fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 2 }),
        }),
        fc.record({
          key: fc.constantFrom('app', 'tier'),
          operator: fc.constantFrom('Exists', 'DoesNotExist'),
        }),
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
)

const peer = fc.oneof(
  fc.record({ podSelector: labelSelector }),
  fc.record({ namespaceSelector: labelSelector }),
  fc.record({ namespaceSelector: labelSelector, podSelector: labelSelector }),
  fc.record(
    {
      ipBlock: fc.record(
        {
          cidr: fc.constantFrom('10.0.0.0/8', '::/0'),
          except: fc.array(fc.constantFrom('10.1.0.0/16', 'fd00::/8'), { maxLength: 2 }),
        },
        { requiredKeys: ['cidr'] },
      ),
    },
    { requiredKeys: ['ipBlock'] },
  ),
)

const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP')
const port = fc.oneof(
  fc.record(
    {
      protocol,
      port: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom('http', 'dns')),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    { protocol, port: fc.constant(100), endPort: fc.integer({ min: 100, max: 65535 }) },
    { requiredKeys: ['port', 'endPort'] },
  ),
)

const rules = (field: 'from' | 'to') =>
  fc.array(
    fc.record(
      { [field]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
    { maxLength: 2 },
  )

const networkPolicy = fc
  .record(
    {
      podSelector: labelSelector,
      policyTypes: fc.subarray(['Ingress', 'Egress']),
      ingress: rules('from'),
      egress: rules('to'),
    },
    { requiredKeys: [] },
  )
  .map((spec) => networkPolicyWith(spec))

function networkPolicyWith(spec: object): KubeObject {
  const json: unknown = JSON.parse(
    JSON.stringify({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'sample', namespace: 'shop', annotations: { note: 'x' } },
      spec,
      status: { conditions: [] },
    }),
  )
  return json as KubeObject
}

const selectorOf = (value: string) => ({
  matchLabels: { app: value },
  matchExpressions: [
    { key: 'tier', operator: 'NotIn', values: ['a', 'b'] },
    { key: 'zone', operator: 'Exists' },
  ],
})

/** A sample for each registered API, by its id. */
export const SAMPLES: Readonly<Record<string, ApiSample>> = {
  'network-policy': {
    full: networkPolicyWith({
      podSelector: selectorOf('web'),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            { podSelector: selectorOf('peer'), namespaceSelector: selectorOf('home') },
            { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 'http' },
          ],
        },
      ],
      egress: [
        {
          to: [{ namespaceSelector: selectorOf('other') }],
          ports: [{ protocol: 'SCTP', port: 100, endPort: 200 }],
        },
      ],
    }),
    irrelevant: ['/apiVersion', '/kind', '/metadata', '/status'],
    defaults: ['/spec/policyTypes', '/spec/ingress/0/ports/1/protocol'],
    valid: networkPolicy,
  },
  'admin-network-policy': ADMIN_SAMPLE,
  'cluster-network-policy': CLUSTER_SAMPLE,
  cilium: CILIUM_SAMPLE,
  calico: CALICO_SAMPLE,
  istio: ISTIO_SAMPLE,
}
