import { expect } from 'chai'
import { ask } from '../../src/analyse/ask.ts'
import { describeEndpoint } from '../../src/analyse/names.ts'
import { coverage, pairsBetween, reachedFrom, reaching } from '../../src/analyse/queries.ts'
import { violations } from '../../src/analyse/violations.ts'
import type { Endpoint } from '../../src/model/reachability.ts'
import { estate, namespace, networkPolicy, pod, SHOP, shopWith } from './builders.ts'

const DENY = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }
const WEB_TO_DB = {
  podSelector: { matchLabels: { app: 'db' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 'sql' }] }],
}
const WEB_OUT = {
  podSelector: { matchLabels: { app: 'web' } },
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: {} }] }],
}

const words = (source: Endpoint, destination: Endpoint) =>
  `${describeEndpoint(source)} -> ${describeEndpoint(destination)}`

describe('pairsBetween', () => {
  it('leaves out single pods with themselves and addresses with addresses, keeps pods of one class', async () => {
    const twins = ['a', 'b'].map((name) => pod('shop', name, { owner: 'ReplicaSet/twin' }))
    const { reachability } = await estate([...SHOP, ...twins])
    const { endpoints } = reachability
    const found = [...pairsBetween(reachability, endpoints, endpoints)].map(
      ({ source, destination }) => words(source, destination),
    )
    expect(found).to.include('shop/ReplicaSet/twin -> shop/ReplicaSet/twin')
    expect(found).to.not.include('shop/Pod/db -> shop/Pod/db')
    expect(found.some((each) => /^[0-9:].*-> [0-9:]/.test(each))).to.equal(false)
    expect(new Set(found).size).to.equal(found.length)
  })
})

describe('reaching and reachedFrom', () => {
  it('finds who may reach an endpoint, and what it may reach', async () => {
    const { reachability, at } = await estate(shopWith(DENY, WEB_TO_DB, WEB_OUT))
    const to = reaching(reachability, at('shop/db')).map(({ source }) => describeEndpoint(source))
    expect(to).to.deep.equal(['shop/Pod/web'])
    const from = reachedFrom(reachability, at('shop/web')).map(({ destination }) =>
      describeEndpoint(destination),
    )
    expect(from).to.deep.equal(['shop/Pod/db'])
  })
})

describe('violations', () => {
  it('finds none where nothing may pass', async () => {
    const { reachability, at } = await estate(shopWith(DENY))
    expect([
      ...violations(reachability, [at('other/client'), at('0.0.0.0')], [at('shop/db')]),
    ]).to.deep.equal([])
  })

  it('gives each allowed pair with ports and an example that names the rules of both sides', async () => {
    const { reachability, at } = await estate(shopWith(DENY, WEB_TO_DB, WEB_OUT))
    const [found, ...more] = violations(
      reachability,
      [at('shop/web'), at('other/client')],
      [at('shop/db')],
    )
    expect(more).to.deep.equal([])
    expect(found).to.include({ certain: true, via: 'policy' })
    expect(found?.ranges).to.deep.equal([{ protocol: 'TCP', from: 5432, to: 5432 }])
    expect(found?.example).to.deep.include({ verdict: 'allowed', protocol: 'TCP', port: 5432 })
    expect(found?.example.egress.rules).to.deep.equal([
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/shop/policy-2',
        pointer: '/spec/egress/0',
        effect: 'allows',
      },
    ])
    expect(found?.example.ingress.rules).to.deep.equal([
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/shop/policy-1',
        pointer: '/spec/ingress/0',
        effect: 'allows',
      },
    ])
  })

  it('counts what cannot be decided, and says that it is not certain', async () => {
    const from = [{ ipBlock: { cidr: '10.0.0.0/8' } }]
    const { reachability, at } = await estate(
      shopWith({ podSelector: {}, ingress: [{ from }] }),
      {},
    )
    const [found] = violations(reachability, [at('other/client')], [at('shop/db')])
    expect(found).to.include({ certain: false, via: 'policy' })
    expect(found?.example.ingress.because).to.match(
      /it is not certain that .* matches pods by their addresses/,
    )
  })

  it('counts traffic on one node that no policy can deny', async () => {
    const { reachability, at } = await estate([
      namespace('shop'),
      pod('shop', 'db', { node: 'n1' }),
      pod('tools', 'agent', { node: 'n1', hostNetwork: true }),
      pod('tools', 'far', { node: 'n2', hostNetwork: true }),
      networkPolicy('shop', 'deny', DENY),
    ])
    const found = [
      ...violations(reachability, [at('tools/agent'), at('tools/far')], [at('shop/db')]),
    ]
    expect(found.map(({ via, source }) => [via, describeEndpoint(source)])).to.deep.equal([
      ['node', 'tools/Pod/agent'],
    ])
    expect(found[0]?.example.egress.because).to.equal(
      'traffic between a pod and its own node is always allowed (node n1)',
    )
  })
})

describe('coverage', () => {
  it('counts isolated pods per namespace and direction, without pods on the network of their node', async () => {
    const { reachability } = await estate([
      ...shopWith({ podSelector: { matchLabels: { app: 'db' } } }),
      pod('shop', 'agent', { hostNetwork: true }),
    ])
    const found = coverage(reachability).map(({ namespace, direction, pods, isolated, open }) => [
      namespace,
      direction,
      `${isolated} of ${pods}`,
      open.map(describeEndpoint).join(),
    ])
    expect(found).to.deep.equal([
      ['other', 'egress', '0 of 1', 'other/Pod/client'],
      ['other', 'ingress', '0 of 1', 'other/Pod/client'],
      ['shop', 'egress', '0 of 2', 'shop/Pod/db,shop/Pod/web'],
      ['shop', 'ingress', '1 of 2', 'shop/Pod/web'],
    ])
  })
})

describe('ask', () => {
  it('answers for pods and for addresses, and has no answer for what is not in the model', async () => {
    const { reachability } = await estate(shopWith(DENY))
    const to = '/v1/Pod/shop/db'
    const from = { address: '198.51.100.1' }
    expect(ask(reachability, { from, to, protocol: 'TCP', port: 5432 })?.verdict).to.equal('denied')
    expect(ask(reachability, { from: to, to: from, protocol: 'TCP', port: 443 })?.verdict).to.equal(
      'denied',
    )
    expect(ask(reachability, { from: '/v1/Pod/shop/gone', to, protocol: 'TCP', port: 1 })).to.equal(
      undefined,
    )
    expect(ask(reachability, { from: { address: 'x' }, to, protocol: 'TCP', port: 1 })).to.equal(
      undefined,
    )
  })
})
