import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { NaiveQuestion } from './naive.ts'
import { namespace, networkPolicy, pod } from './builders.ts'

/** A small cluster, the option of its network plugin, and questions about it. */
export type RandomEstate = {
  readonly objects: readonly KubeObject[]
  readonly podsByAddress: boolean | 'unknown'
  readonly questions: readonly NaiveQuestion[]
}

const NAMESPACES = ['red', 'green', 'blue']
const IPV4 = ['10.0.0.1', '10.0.0.2', '10.0.0.127', '10.0.0.128', '10.0.1.0', '192.168.0.9']
const IPV6 = ['fd00::1', 'fd00::2', 'fd00::ff', 'fd00:0:0:1::1']
const OUTSIDE = ['10.0.0.126', '10.0.0.129', '10.0.0.255', '10.0.1.255', '8.8.8.8', '0.0.0.0']
const OUTSIDE6 = ['fd00::3', 'fd00::1:0', '2001:db8::1', '::']
const CIDRS = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.0.128/25',
  '10.0.0.2/32',
  '::/0',
  'fd00::/64',
]
const PORTS = [1, 79, 80, 80, 80, 81, 8080, 8080, 8080, 8081, 8090, 8091, 65535]
const LABEL_KEYS = ['app', 'tier']
const VALUES = ['a', 'b']
const PORT_NAMES = ['http', 'dns']
const PROTOCOLS = ['TCP', 'UDP', 'SCTP']

const labels = fc.dictionary(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...VALUES), {
  noNullPrototype: true,
})

const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom(...LABEL_KEYS),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1 }),
  }),
  fc.record({
    key: fc.constantFrom(...LABEL_KEYS),
    operator: fc.constantFrom('Exists', 'DoesNotExist'),
  }),
)

const oneLabel = fc
  .tuple(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...VALUES))
  .map(([key, value]) => ({ [key]: value }))

const selector = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ matchLabels: oneLabel }) },
  { weight: 3, arbitrary: fc.record({ matchExpressions: fc.tuple(expression) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      matchLabels: oneLabel,
      matchExpressions: fc.array(expression, { maxLength: 2 }),
    }),
  },
)

const namespaceSelector = fc.oneof(
  selector,
  fc.record({
    matchLabels: fc.record({
      'kubernetes.io/metadata.name': fc.constantFrom(...NAMESPACES),
    }),
  }),
)

const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector: selector, namespaceSelector }),
  fc.record({
    ipBlock: fc.record(
      {
        cidr: fc.constantFrom(...CIDRS),
        except: fc.array(fc.constantFrom(...CIDRS.slice(2)), { maxLength: 2 }),
      },
      { requiredKeys: ['cidr'] },
    ),
  }),
)

const portItem = fc.oneof(
  fc.record(
    { protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(80, 8080, 8090, 65535) },
    { requiredKeys: [] },
  ),
  fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...PORT_NAMES) }),
  fc.record({ port: fc.constantFrom(1, 80, 8080), endPort: fc.constantFrom(8080, 8090, 65535) }),
)

/** Now and then a list is empty, which for peers and ports means everything. */
const mostly = <T>(lists: fc.Arbitrary<T[]>) =>
  fc.oneof({ weight: 4, arbitrary: lists }, { weight: 1, arbitrary: fc.constant<T[]>([]) })

const rule = (field: 'from' | 'to') =>
  fc.record(
    {
      [field]: mostly(fc.array(peer, { minLength: 1, maxLength: 2 })),
      ports: mostly(fc.array(portItem, { minLength: 1, maxLength: 3 })),
    },
    { requiredKeys: [] },
  )

/** Often all pods of the namespace, so that most are isolated. */
const subject = fc.oneof(fc.constant({}), selector)

const spec = fc.record(
  {
    podSelector: subject,
    policyTypes: fc.constantFrom([], ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(rule('from'), { maxLength: 2 }),
    egress: fc.array(rule('to'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

const policy = fc.record({ home: fc.constantFrom(...NAMESPACES), spec }).map(
  ({ home, spec }) =>
    (name: number) =>
      networkPolicy(home, `policy-${name}`, defined(spec)),
)

const containerPorts = fc.array(
  fc.record({
    name: fc.constantFrom(...PORT_NAMES),
    protocol: fc.constantFrom('TCP', 'UDP'),
    containerPort: fc.constantFrom(80, 8080),
  }),
  { maxLength: 2 },
)

/** A pod, and now and then a second one of the same workload that differs in its ports only. */
const somePod = fc
  .record({
    home: fc.constantFrom(...NAMESPACES),
    labels,
    ips: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...IPV4).map((ip) => [ip]) },
      { weight: 1, arbitrary: fc.constantFrom(...IPV6).map((ip) => [ip]) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...IPV4), fc.constantFrom(...IPV6)) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    node: fc.constantFrom('n1', 'n2', undefined),
    hostNetwork: fc.constantFrom(true, false, false, false, false),
    owner: fc.constantFrom('ReplicaSet/web', 'StatefulSet/db', undefined),
    ports: containerPorts,
    twin: fc.option(containerPorts),
  })
  .map(({ home, node, owner, twin, ...rest }) => (name: number): KubeObject[] => {
    const options = {
      ...rest,
      ...(node === undefined ? {} : { node }),
      ...(owner === undefined ? {} : { owner }),
    }
    const first = pod(home, `pod-${name}`, options)
    return twin === null ? [first] : [first, pod(home, `twin-${name}`, { ...options, ports: twin })]
  })

const somewhere = fc.oneof(
  { weight: 4, arbitrary: fc.nat() },
  { weight: 1, arbitrary: fc.constantFrom(...OUTSIDE, ...OUTSIDE6) },
)

const question = fc.record({
  from: somewhere,
  to: somewhere,
  protocol: fc.constantFrom('TCP', 'TCP', 'TCP', 'TCP', 'TCP', 'TCP', 'UDP', 'UDP', 'SCTP', 'ICMP'),
  port: fc.constantFrom(...PORTS),
})

/** Random clusters: few labels, names and addresses, so that policies hit; questions at the borders of ports and CIDRs. */
export const randomEstate: fc.Arbitrary<RandomEstate> = fc
  .record({
    namespaces: fc.tuple(fc.option(labels, { freq: 1 }), labels, labels),
    pods: fc.array(somePod, { minLength: 2, maxLength: 6 }),
    policies: fc.array(policy, { minLength: 2, maxLength: 6 }),
    podsByAddress: fc.constantFrom(true, false, 'unknown' as const),
    questions: fc.array(question, { minLength: 40, maxLength: 40 }),
  })
  .map(({ namespaces, pods, policies, podsByAddress, questions }) => {
    const made = pods.flatMap((make, index) => make(index))
    const sideOf = (place: number | string) =>
      typeof place === 'string' ? { ip: place } : { pod: made[place % made.length] }
    return {
      objects: [
        ...namespaces.flatMap((labels, index) =>
          labels === null ? [] : [namespace(NAMESPACES[index] ?? '', labels)],
        ),
        ...made,
        ...policies.map((make, index) => make(index)),
      ],
      podsByAddress,
      questions: questions
        .map((each) => ({ ...each, from: sideOf(each.from), to: sideOf(each.to) }))
        .filter(({ from, to }) => 'pod' in from || 'pod' in to),
    }
  })

/** Without members that are undefined, as JSON has them. */
function defined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
