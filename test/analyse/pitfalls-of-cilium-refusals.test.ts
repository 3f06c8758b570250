import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { ALL, NOTHING, SHOP, estate, node, object } from './builders.ts'

const SANITIZE = 'cilium 1.20, pkg/policy/api/rule_validation.go'
const MATCHES = 'cilium 1.20, pkg/policy/types/selector.go'

const DB = { endpointSelector: { matchLabels: { app: 'db' } } }
const CLOSED = { ...DB, ingress: [{}] }

function clusterwide(...specs: readonly object[]): KubeObject {
  const kind = 'CiliumClusterwideNetworkPolicy'
  return object({ apiVersion: 'cilium.io/v2', kind, metadata: { name: 'wide' }, specs })
}

function config(data: object): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

function group(name: string, labels: object, externalCIDRs: readonly string[]): KubeObject {
  const metadata = { name, labels }
  const spec = { externalCIDRs }
  return object({ apiVersion: 'cilium.io/v2', kind: 'CiliumCIDRGroup', metadata, spec })
}

/** What becomes of traffic to the database under specifications of one object. */
async function toDb(specs: readonly object[], ...others: readonly KubeObject[]) {
  const splitAt = ['8.8.8.8/32', '9.9.9.9/32', '10.9.0.1/32']
  const { allowed, undecided } = await estate([...SHOP, clusterwide(...specs), ...others], {
    splitAt,
  })
  return (from: string) => {
    if (allowed(from, 'shop/db') === ALL) return 'allowed'
    return undecided(from, 'shop/db') === NOTHING ? 'denied' : 'undecided'
  }
}

describe('pitfalls of Cilium: what it refuses', () => {
  it(`a specification without rules takes the others with it, from 1.17 on (${SANITIZE})`, async () => {
    const empty = { endpointSelector: {}, ingress: [] }
    expect((await toDb([CLOSED]))('shop/web')).to.equal('denied')
    expect((await toDb([CLOSED, empty]))('shop/web')).to.equal('undecided')
  })

  it(`nodes by label are refused, with all else of the object, where the setting is off (${SANITIZE})`, async () => {
    const nodes = [{ ...DB, ingress: [{ fromNodes: [{}] }] }, CLOSED]
    const answer = async (...others: readonly KubeObject[]) =>
      (await toDb(nodes, node('n1', '10.9.0.1'), ...others))('shop/web')
    expect(await answer(config({ 'enable-node-selector-labels': 'true' }))).to.equal('denied')
    expect(await answer(config({ 'enable-node-selector-labels': 'false' }))).to.equal('allowed')
    expect(await answer(config({}))).to.equal('allowed')
    expect(await answer()).to.equal('undecided')
  })

  it('an object that needs a setting which is off is named by it', async () => {
    const nodes = clusterwide({ ...DB, ingress: [{ fromNodes: [{}] }] })
    const { reachability } = await estate([...SHOP, nodes, config({})], {})
    expect(reachability.assumptions.join()).to.contain(
      'Cilium refuses 1 policy, which needs enable-node-selector-labels',
    )
  })

  const HTTP = { ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }
  const ICMPS = [{ fields: [{ type: 8 }] }]
  for (const [setting, rule] of [
    ['enable-l7-proxy', { toPorts: [HTTP] }],
    ['enable-icmp-rules', { icmps: ICMPS }],
  ] as const)
    it(`${setting} is on unless it is set to false; then its rules are refused (${SANITIZE})`, async () => {
      const specs = [
        CLOSED,
        { endpointSelector: { matchLabels: { app: 'none' } }, ingress: [rule] },
      ]
      expect((await toDb(specs, config({})))('shop/web')).to.equal('denied')
      expect((await toDb(specs, config({ [setting]: 'false' })))('shop/web')).to.equal('allowed')
    })

  it(`enableDefaultDeny may be switched off (${SANITIZE})`, async () => {
    const specs = [{ ...CLOSED, enableDefaultDeny: { ingress: false } }]
    const off = config({ 'enable-non-default-deny-policies': 'false' })
    expect((await toDb(specs, config({})))('shop/web')).to.equal('allowed')
    expect((await toDb(specs, off))('shop/web')).to.equal('undecided')
  })

  const TCP = [{ port: '80', protocol: 'TCP' }]
  const http = (rule: object) => ({ ports: TCP, rules: { http: [rule] } })
  const TLS = { terminatingTLS: { secret: { name: 'a' } } }
  const refused: readonly (readonly [string, object, object?])[] = [
    ['an empty server name', { ports: TCP, serverNames: [''] }],
    ['a listener at ingress', { ports: TCP, listener: { name: 'x', envoyConfig: { name: 'y' } } }],
    ['DNS rules at ingress', { ports: TCP, rules: { dns: [{ matchPattern: '*' }] } }],
    ['server names with rules', { ...http({}), serverNames: ['a.example'] }, TLS],
    ['rules for a port of any protocol', { ...http({}), ports: [{ port: '80' }] }, { ports: TCP }],
    ['rules on port 0', { ...http({}), ports: [{ port: '0', protocol: 'TCP' }] }, { ports: TCP }],
    [
      'rules of two protocols',
      { ports: TCP, rules: { http: [{}], kafka: [{}] } },
      { rules: { http: [{}] } },
    ],
    [
      'l7 of no protocol',
      { ports: TCP, rules: { l7: [{}] } },
      { rules: { l7proto: 'x', l7: [{}] } },
    ],
    ['a path that is no pattern', http({ path: '/(' }), http({ path: '/(?:a|b)[0-9]+\\.html' })],
    ['a pattern that only JavaScript has', http({ path: '(?=a)' }), http({ path: '/a' })],
    [
      'a header without name',
      http({ headerMatches: [{ value: 'x' }] }),
      http({ headerMatches: [{ name: 'x', mismatch: 'LOG' }] }),
    ],
    ['too many ports', { ports: Array(41).fill(TCP[0]) }, { ports: Array(40).fill(TCP[0]) }],
  ]
  for (const [title, rule, better] of refused)
    it(`${title}: the object may be refused (${SANITIZE})`, async () => {
      const apart = { endpointSelector: { matchLabels: { app: 'none' } } }
      const answer = async (portRule: object) =>
        (await toDb([CLOSED, { ...apart, ingress: [{ toPorts: [portRule] }] }]))('shop/web')
      expect(await answer(rule)).to.equal('undecided')
      if (better !== undefined) expect(await answer({ ...rule, ...better })).to.equal('denied')
    })

  it(`DNS rules at egress want ports, and no range of them (${SANITIZE})`, async () => {
    const answer = async (ports: readonly object[]) => {
      const toPorts = [{ ports, rules: { dns: [{ matchPattern: '*.example' }] } }]
      const apart = { endpointSelector: { matchLabels: { app: 'none' } }, egress: [{ toPorts }] }
      return (await toDb([CLOSED, apart]))('shop/web')
    }
    expect(await answer([{ port: '53' }])).to.equal('denied')
    expect(await answer([])).to.equal('undecided')
    expect(await answer([{ port: '53', endPort: 54 }])).to.equal('undecided')
  })

  it(`rules of layer 7 in policies for nodes are refused (${SANITIZE})`, async () => {
    const wall = { nodeSelector: {}, ingress: [{ toPorts: [HTTP] }] }
    expect((await toDb([CLOSED, wall]))('shop/web')).to.equal('undecided')
  })

  it(`toServices with toPorts is refused by older versions (cilium 1.16, ${SANITIZE})`, async () => {
    const toServices = [{ k8sService: { serviceName: 'x', namespace: 'shop' } }]
    const egress = [{ toServices, toPorts: [{ ports: TCP }] }]
    const apart = { endpointSelector: { matchLabels: { app: 'none' } }, egress }
    expect((await toDb([CLOSED, apart]))('shop/web')).to.equal('undecided')
  })

  it('labels that no object can have are refused (cilium 1.20, pkg/labels/validation.go)', async () => {
    const answer = async (endpoints: object) =>
      (await toDb([CLOSED, { ...DB, ingress: [{ fromEndpoints: [endpoints] }] }]))('other/client')
    const valued = (value: string) => ({
      matchExpressions: [{ key: 'app', operator: 'In', values: [value] }],
    })
    expect(await answer(valued('x.y'))).to.equal('denied')
    expect(await answer(valued('x y'))).to.equal('undecided')
    expect(await answer({ matchLabels: { 'k8s:a.b/c': '' } })).to.equal('denied')
    expect(await answer({ matchLabels: { 'a:b:c': '' } })).to.equal('undecided')
    expect(await answer({ matchLabels: { '-a': '' } })).to.equal('undecided')
  })
})

it(`a CIDR of all addresses is the world, which nodes are no part of unless the mode has pods (${MATCHES})`, async () => {
  const all = [{ ...DB, ingress: [{ fromCIDR: ['0.0.0.0/0'] }] }]
  const answer = async (mode: string) =>
    (await toDb(all, node('n1', '10.9.0.1'), config({ 'policy-cidr-match-mode': mode })))(
      '10.9.0.1',
    )
  expect(await answer('nodes')).to.equal('denied')
  expect(await answer('nodes,pods')).to.equal('allowed')
})

describe('pitfalls of Cilium: groups of CIDRs by their labels', () => {
  const GROUPS = [
    group('a', { zone: 'a' }, ['8.8.8.8/32']),
    group('b', { tier: 'b' }, ['8.8.8.8/32']),
  ]
  const from = (cidrGroupSelector: object, ...others: readonly KubeObject[]) =>
    toDb([{ ...DB, ingress: [{ fromCIDRSet: [{ cidrGroupSelector }] }] }], ...GROUPS, ...others)

  it(`an empty selector matches every outside address (${MATCHES})`, async () => {
    const answer = await from({})
    expect(answer('8.8.8.8')).to.equal('allowed')
    expect(answer('9.9.9.9')).to.equal('allowed')
    expect(answer('shop/web')).to.equal('undecided')
    const pods = await from({}, config({ 'policy-cidr-match-mode': 'pods' }))
    expect(pods('shop/web')).to.equal('allowed')
  })

  it(`one that asks for no label matches addresses of no group (${MATCHES})`, async () => {
    const answer = await from({ matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] })
    expect(answer('9.9.9.9')).to.equal('allowed')
    expect(answer('8.8.8.8')).to.not.equal('allowed')
  })

  it(`pods that match blocks have the labels of groups, too (cilium 1.20, pkg/endpoint/endpoint.go)`, async () => {
    const zoned = [{ endpointSelector: { matchLabels: { zone: 'a' } }, ingress: [{}] }]
    const answer = async (mode: string) =>
      (await toDb(zoned, ...GROUPS, config({ 'policy-cidr-match-mode': mode })))('shop/web')
    expect(await answer('')).to.equal('allowed')
    expect(await answer('pods')).to.equal('undecided')
  })

  it('a label without source may be one of the groups of an address (cilium pkg/labels, LabelArray.Has)', async () => {
    const nowhere = { key: 'k8s:io.kubernetes.pod.namespace', operator: 'DoesNotExist' }
    const zoned = (key: string, settings = config({})) => {
      const selector = { matchLabels: { [key]: 'a' }, matchExpressions: [nowhere] }
      const policy = { ...DB, ingress: [{ fromEndpoints: [selector] }] }
      const within = group('nodes', { zone: 'a' }, ['10.9.0.0/24'])
      return toDb([policy], ...GROUPS, within, node('n1', '10.9.0.1'), settings)
    }
    for (const key of ['zone', 'any:zone']) {
      const answer = await zoned(key)
      expect(answer('8.8.8.8')).to.equal('undecided')
      expect(answer('9.9.9.9')).to.equal('denied')
      expect(answer('10.9.0.1')).to.equal('denied')
      expect(answer('shop/web')).to.equal('denied')
    }
    expect((await zoned('k8s:zone'))('8.8.8.8')).to.equal('denied')
    const withNodes = await zoned('zone', config({ 'policy-cidr-match-mode': 'nodes' }))
    expect(withNodes('10.9.0.1')).to.equal('undecided')
  })

  it('families of the world are told apart where Cilium has both (cilium 1.20, pkg/labels/cidr.go)', async () => {
    const v4 = [{ ...DB, ingress: [{ fromEntities: ['world-ipv4'] }] }]
    const label = [
      { ...DB, ingress: [{ fromEndpoints: [{ matchLabels: { 'reserved:world': '' } }] }] },
    ]
    expect((await toDb(v4, config({})))('8.8.8.8')).to.equal('allowed')
    expect((await toDb(v4, config({ 'enable-ipv6': 'false' })))('8.8.8.8')).to.equal('undecided')
    expect((await toDb(label, config({})))('8.8.8.8')).to.equal('undecided')
    expect((await toDb(label, config({})))('shop/web')).to.equal('denied')
  })

  it(`an address has the labels of all of its groups (${MATCHES})`, async () => {
    const answer = await from({ matchLabels: { zone: 'a', tier: 'b' } })
    expect(answer('8.8.8.8')).to.equal('allowed')
    expect(answer('9.9.9.9')).to.equal('denied')
    expect(answer('shop/web')).to.equal('denied')
  })
})
