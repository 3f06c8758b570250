import fc from 'fast-check'

export const NAMESPACES = ['red', 'green', 'blue']
export const IPV4 = ['10.0.0.1', '10.0.0.2', '10.0.0.127', '10.0.0.128', '10.0.1.0', '192.168.0.9']
export const IPV6 = ['fd00::1', 'fd00::2', 'fd00::ff', 'fd00:0:0:1::1']
export const OUTSIDE = [
  '10.0.0.126',
  '10.0.0.129',
  '10.0.0.255',
  '10.0.1.255',
  '8.8.8.8',
  '0.0.0.0',
]
export const OUTSIDE6 = ['fd00::3', 'fd00::1:0', '2001:db8::1', '::']
export const CIDRS = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.0.128/25',
  '10.0.0.2/32',
  '::/0',
  'fd00::/64',
]
export const PORTS = [1, 79, 80, 80, 80, 81, 8080, 8080, 8080, 8081, 8090, 8091, 65535]
export const LABEL_KEYS = ['app', 'tier']
export const VALUES = ['a', 'b']
export const PORT_NAMES = ['http', 'dns']
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP']

export const labels = fc.dictionary(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...VALUES), {
  noNullPrototype: true,
})

export const expression = fc.oneof(
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

export const oneLabel = fc
  .tuple(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...VALUES))
  .map(([key, value]) => ({ [key]: value }))

export const selector = fc.oneof(
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

export const namespaceSelector = fc.oneof(
  selector,
  fc.record({
    matchLabels: fc.record({
      'kubernetes.io/metadata.name': fc.constantFrom(...NAMESPACES),
    }),
  }),
)

/** Now and then a list is empty, which for peers and ports means everything. */
export const mostly = <T>(lists: fc.Arbitrary<T[]>) =>
  fc.oneof({ weight: 4, arbitrary: lists }, { weight: 1, arbitrary: fc.constant<T[]>([]) })

/** Questions for one estate: reading an estate takes longer than an answer. */
export const manyOf = <T>(question: fc.Arbitrary<T>) =>
  fc.array(question, { minLength: 120, maxLength: 120 })

/** Without members that are undefined, as JSON has them. */
export function defined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
