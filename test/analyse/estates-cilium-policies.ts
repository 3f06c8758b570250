import fc from 'fast-check'
import { NAMESPACES, selector } from './estate-parts.ts'

const CIDRS = ['0.0.0.0/0', '10.0.0.0/24', '10.0.0.128/25', '10.0.0.200/32', '::/0', 'fd00::/64']

/** One of some values. */
export const one = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 })

/** Selectors of identities: labels of the pod, of its namespace, facts, reserved labels. */
const endpoints = fc.oneof(
  { weight: 4, arbitrary: selector },
  {
    weight: 2,
    arbitrary: fc.record({
      matchLabels: fc.dictionary(
        one('k8s:io.kubernetes.pod.namespace', 'io.kubernetes.pod.namespace'),
        one(...NAMESPACES),
        { maxKeys: 1, noNullPrototype: true },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      matchExpressions: few(
        fc.oneof(
          fc.record({
            key: one(
              'io.cilium.k8s.namespace.labels.app',
              'k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name',
              'any:tier',
              'k8s:io.cilium.k8s.policy.serviceaccount',
            ),
            operator: one('In', 'NotIn'),
            values: few(one('a', 'b', 'red', 'robot')),
          }),
          fc.record({
            key: one('io.kubernetes.pod.namespace', 'k8s:app', 'container:app'),
            operator: one('Exists', 'DoesNotExist'),
          }),
          fc.constant({
            key: 'io.cilium.k8s.policy.cluster',
            operator: 'In',
            values: ['default'],
          }),
          fc.constant({
            key: 'k8s:io.kubernetes.pod.namespace',
            operator: 'NotIn',
            values: ['blue'],
          }),
        ),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: one(
      { matchLabels: { 'reserved:world': '' } },
      { matchLabels: { 'reserved:remote-node': '' } },
      { matchLabels: { 'reserved:host': '' } },
      { matchExpressions: [{ key: 'reserved:health', operator: 'DoesNotExist' }] },
    ),
  },
)

const cidrRule = fc.oneof(
  fc.record({
    cidr: one('0.0.0.0/0', '10.0.0.0/24'),
    except: few(one('10.0.0.0/25', '10.0.0.2/32')),
  }),
  fc.record({ cidr: one(...CIDRS) }),
  fc.record(
    { cidrGroupRef: one('near', 'far', 'gone'), except: few(one('10.0.0.128/25')) },
    { requiredKeys: ['cidrGroupRef'] },
  ),
  fc.record({
    cidrGroupSelector: one(
      {},
      { matchLabels: { zone: 'a' } },
      { matchLabels: { zone: 'a', tier: 'b' } },
      { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a', 'c'] }] },
      { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
      {
        matchExpressions: [
          { key: 'zone', operator: 'Exists' },
          { key: 'tier', operator: 'NotIn', values: ['b'] },
        ],
      },
    ),
  }),
)

const service = one(
  { k8sService: { serviceName: 'front', namespace: 'red' } },
  { k8sService: { serviceName: 'front' } },
  { k8sServiceSelector: { selector: { matchLabels: { outer: 'yes' } } } },
  { k8sServiceSelector: { selector: {}, namespace: 'red' } },
)

const entity = one(
  'all',
  'world',
  'cluster',
  'cluster',
  'host',
  'remote-node',
  'kube-apiserver',
  'none',
)

/** Now and then a list is empty, which selects nobody. */
const peerList = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: few(item) }, { weight: 1, arbitrary: fc.constant<T[]>([]) })

const peers = (side: 'from' | 'to', denies: boolean) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 6, arbitrary: fc.record({ [`${side}Endpoints`]: peerList(endpoints) }) },
    { weight: 3, arbitrary: fc.record({ [`${side}Entities`]: peerList(entity) }) },
    { weight: 1, arbitrary: fc.record({ [`${side}CIDR`]: peerList(one(...CIDRS)) }) },
    { weight: 3, arbitrary: fc.record({ [`${side}CIDRSet`]: peerList(cidrRule) }) },
    {
      weight: 1,
      arbitrary: fc.record({ [`${side}Nodes`]: few(one({}, { matchLabels: { zone: 'a' } })) }),
    },
    ...(side === 'from' ? [] : [{ weight: 2, arbitrary: fc.record({ toServices: few(service) }) }]),
    ...(side === 'from' || denies
      ? []
      : [{ weight: 1, arbitrary: fc.constant({ toFQDNs: [{ matchName: 'a.example' }] }) }]),
  )

const port = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      port: one('80', '8080', '8090'),
      protocol: one('TCP', 'UDP', 'SCTP', 'ANY'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ port: one('80', '1') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      port: one('1', '80'),
      endPort: one(8080, 65535),
      protocol: one('TCP', 'ANY'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ port: one('0'), protocol: one('TCP', 'ANY') }) },
  { weight: 1, arbitrary: fc.record({ port: one('http', 'DNS'), protocol: one('TCP', 'UDP') }) },
)

const traffic = (denies: boolean) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 5, arbitrary: fc.record({ toPorts: few(fc.record({ ports: few(port) })) }) },
    ...(denies
      ? []
      : [
          {
            weight: 1,
            arbitrary: fc.constant({
              toPorts: [
                { ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ path: '/' }] } },
              ],
            }),
          },
        ]),
    { weight: 1, arbitrary: fc.constant({ icmps: [{ fields: [{ type: 8 }] }] }) },
    { weight: 1, arbitrary: fc.constant({ toPorts: [] }) },
  )

const section = (side: 'from' | 'to', denies: boolean) =>
  fc.array(
    fc.tuple(peers(side, denies), traffic(denies)).map(([who, what]) => ({ ...who, ...what })),
    { maxLength: denies ? 1 : 2 },
  )

const rules = fc.record(
  {
    ingress: section('from', false),
    ingressDeny: section('from', true),
    egress: section('to', false),
    egressDeny: section('to', true),
    enableDefaultDeny: fc.oneof(
      fc.constant({}),
      fc.record({ ingress: fc.boolean(), egress: fc.boolean() }, { requiredKeys: [] }),
    ),
  },
  { requiredKeys: [] },
)

const subject = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: selector },
  {
    weight: 1,
    arbitrary: fc.constant({
      matchExpressions: [
        { key: 'io.cilium.k8s.namespace.labels.app', operator: 'In', values: ['a'] },
      ],
    }),
  },
)

const spec = fc
  .tuple(subject, rules)
  .map(([endpointSelector, rest]) => ({ endpointSelector, ...rest }))
const hostSpec = rules.map((rest) => ({ nodeSelector: { matchLabels: { zone: 'a' } }, ...rest }))

/** Kind, namespace and specifications of a policy of Cilium. */
export const ciliumPolicy = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: one('CiliumNetworkPolicy'), home: one(...NAMESPACES), spec }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: one('CiliumClusterwideNetworkPolicy'),
      specs: fc.array(
        fc.oneof({ weight: 3, arbitrary: spec }, { weight: 1, arbitrary: hostSpec }),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
    }),
  },
)
