import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import {
  CIDRS,
  defined,
  LABEL_KEYS,
  labels,
  NAMESPACES,
  PORT_NAMES,
  VALUES,
} from './estate-parts.ts'

const atom = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...LABEL_KEYS),
      fc.constantFrom('==', '!=', 'contains', 'starts with', 'ends with'),
      fc.constantFrom(...VALUES),
    )
    .map(([key, operator, value]) => `${key} ${operator} '${value}'`),
  fc
    .tuple(
      fc.constantFrom(...LABEL_KEYS),
      fc.constantFrom('in', 'not in'),
      fc.subarray(VALUES.map((each) => `'${each}'`)),
    )
    .map(([key, operator, values]) => `${key} ${operator} {${values.join(', ')}}`),
  fc.constantFrom(...LABEL_KEYS).map((key) => `has(${key})`),
  fc.constant('all()'),
)

const special = fc.constantFrom(
  "projectcalico.org/namespace == 'red'",
  "projectcalico.org/serviceaccount != 'one'",
  "projectcalico.org/orchestrator == 'k8s'",
  "pcns.app == 'a'",
  "pcsa.app == 'a'",
)

/** A selector; with `more`, also over labels that Calico adds. */
const selectorOver = (atoms: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 3, arbitrary: atoms },
    { weight: 1, arbitrary: atoms.map((each) => `!${each}`) },
    { weight: 1, arbitrary: fc.tuple(atoms, atoms).map(([a, b]) => `${a} && ${b}`) },
    { weight: 1, arbitrary: fc.tuple(atoms, atoms).map(([a, b]) => `!(${a} || ${b})`) },
    {
      weight: 1,
      arbitrary: fc.tuple(atoms, atoms, atoms).map(([a, b, c]) => `${a} || ${b} && ${c}`),
    },
  )

const selector = selectorOver(
  fc.oneof({ weight: 6, arbitrary: atom }, { weight: 1, arbitrary: special }),
)
const namespaceSelector = fc.oneof(
  { weight: 3, arbitrary: selectorOver(atom) },
  { weight: 1, arbitrary: fc.constantFrom('all()', 'global()') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...NAMESPACES).map((name) => `projectcalico.org/name == '${name}'`),
  },
)

const nets = fc.uniqueArray(fc.constantFrom(...CIDRS), { minLength: 1, maxLength: 2 })
const accounts = fc.oneof(
  fc.record({ names: fc.constantFrom(['one'], ['default'], ['one', 'default']) }),
  fc.record({ selector: selectorOver(atom) }),
)

const peer = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: fc.record({ selector }) },
  { weight: 2, arbitrary: fc.record({ namespaceSelector }) },
  { weight: 2, arbitrary: fc.record({ selector, namespaceSelector }) },
  { weight: 2, arbitrary: fc.record({ notSelector: selector }) },
  { weight: 1, arbitrary: fc.record({ selector, notSelector: selector, namespaceSelector }) },
  { weight: 2, arbitrary: fc.record({ nets }) },
  { weight: 2, arbitrary: fc.record({ nets, notNets: nets }) },
  { weight: 1, arbitrary: fc.record({ notNets: nets }) },
  { weight: 1, arbitrary: fc.record({ selector, nets }) },
  { weight: 1, arbitrary: fc.record({ serviceAccounts: accounts }) },
)

/** What a rule asks of the policy's own endpoint: nothing mostly, else labels of pods. */
const ownLabels = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: selector.map((each) => ({
      selector: `projectcalico.org/orchestrator == 'k8s' && (${each})`,
    })),
  },
)

const port = fc.constantFrom<string | number>(
  80,
  8080,
  8090,
  '80:8080',
  '8081:65535',
  ...PORT_NAMES,
)
const somePorts = fc.array(port, { minLength: 1, maxLength: 2 })

/** Protocols, and what a rule asks of ports. */
const traffic = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 17, 'ICMP') }) },
  { weight: 1, arbitrary: fc.record({ notProtocol: fc.constantFrom('TCP', 'UDP', 'ICMP') }) },
  {
    weight: 4,
    arbitrary: fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 6), ports: somePorts }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ protocol: fc.constant('TCP'), ports: somePorts, notPorts: somePorts }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ protocol: fc.constant('TCP'), sourcePorts: fc.constant([1024]) }),
  },
  { weight: 1, arbitrary: fc.constant({ protocol: 'ICMP', icmp: { type: 8 } }) },
)

const rule = (direction: 'ingress' | 'egress', own: fc.Arbitrary<object>) =>
  fc
    .record({
      action: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log'),
      ipVersion: fc.constantFrom(4, 6, undefined, undefined, undefined, undefined, undefined),
      peer,
      own,
      traffic,
    })
    .map(({ action, ipVersion, peer: other, own: mine, traffic: asked }) => {
      const { ports, notPorts, sourcePorts, ...protocols } = asked as Record<string, unknown>
      const [source, destination] = direction === 'ingress' ? [other, mine] : [mine, other]
      const fits = 'icmp' in protocols || protocols.protocol === 'ICMP' ? undefined : ipVersion
      return {
        action,
        ipVersion: fits,
        ...protocols,
        source: { ...source, ports: sourcePorts },
        destination: { ...destination, ports, notPorts },
      }
    })

const TIERS = ['default', 'default', 'first', 'last']

const common = {
  tier: fc.constantFrom(...TIERS),
  order: fc.constantFrom(1, 999, 1000, 1000, 1001, undefined),
  types: fc.constantFrom(undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
}

const rules = (own: fc.Arbitrary<object>) => ({
  ingress: fc.array(rule('ingress', own), { maxLength: 3 }),
  egress: fc.array(rule('egress', own), { maxLength: 3 }),
})

const rarely = (selectors: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: selectors })

/** For some endpoints; or for all, with rules for a part of them. */
const spec = (more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        ...common,
        ...more,
        selector: fc.oneof(fc.constant('all()'), fc.constant(''), selector),
        serviceAccountSelector: rarely(selectorOver(atom)),
        ...rules(fc.constant({})),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        ...common,
        selector: fc.constant('all()'),
        ...rules(ownLabels),
      }),
    },
  )

/** A policy of Calico by number. Names do not come in the order of the numbers. */
export const calicoPolicy = fc.oneof(
  fc
    .record({ home: fc.constantFrom(...NAMESPACES), content: spec({}) })
    .map(({ home, content }) => made('NetworkPolicy', content, home)),
  spec({ namespaceSelector: rarely(selectorOver(atom)) }).map((content) =>
    made('GlobalNetworkPolicy', content),
  ),
)

function made(kind: string, content: object, namespace?: string) {
  return (number: number): KubeObject => calico(kind, `p-${(number * 7) % 10}`, content, namespace)
}

function calico(kind: string, name: string, content: object, namespace?: string): KubeObject {
  return defined({
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: { name, namespace },
    spec: content,
  }) as KubeObject
}

/** Tiers, sets of addresses, and service accounts that say what the policies mean. */
export const calicoContext: fc.Arbitrary<readonly KubeObject[]> = fc
  .record({
    version: fc.constantFrom('v3.28.0', 'v3.32.1'),
    first: fc.constantFrom('Deny', 'Pass', undefined),
    last: fc.constantFrom('Deny', 'Pass'),
    set: fc.option(fc.record({ labels, nets, home: fc.constantFrom(...NAMESPACES) })),
    global: fc.option(fc.record({ labels, nets })),
    accounts: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMESPACES), labels), {
      maxLength: 2,
      selector: ([home]) => home,
    }),
  })
  .map(({ version, first, last, set, global, accounts: found }) => [
    calico('ClusterInformation', 'default', { calicoVersion: version }),
    calico('Tier', 'first', { order: 10, defaultAction: first }),
    calico('Tier', 'last', { defaultAction: last }),
    ...(set === null ? [] : [labelled('NetworkSet', set.labels, set.nets, set.home)]),
    ...(global === null ? [] : [labelled('GlobalNetworkSet', global.labels, global.nets)]),
    ...found.map(([namespace, own]) => account(namespace, own)),
  ])

function labelled(kind: string, own: object, addresses: readonly string[], home?: string) {
  const set = calico(kind, 'set', { nets: addresses }, home)
  return { ...set, metadata: { ...set.metadata, labels: own } } as KubeObject
}

function account(namespace: string, own: object): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'one', namespace, labels: own },
  } as unknown as KubeObject
}
