import { expect } from 'chai'
import {
  ALL,
  API,
  DOC,
  E2E,
  estate,
  NOTHING,
  namespace,
  networkPolicy,
  pod,
  shopWith,
} from './builders.ts'

describe('pitfalls of NetworkPolicy v1: rules', () => {
  it(`1: a rule {} allows everything (${API})`, async () => {
    const { allowed } = await estate(shopWith({ podSelector: {}, ingress: [{}] }))
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`2: an empty list of ingress rules allows nothing (${API})`, async () => {
    const { allowed, undecided } = await estate(
      shopWith({ podSelector: {}, policyTypes: ['Ingress'], ingress: [] }),
    )
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(undecided('other/client', 'shop/db')).to.equal(NOTHING)
    expect(allowed('shop/db', 'other/client')).to.equal(ALL)
  })

  it(`3: an empty list of peers means any source, addresses outside included (${API})`, async () => {
    const { allowed } = await estate(
      shopWith({ podSelector: {}, ingress: [{ from: [], ports: [{ port: 80 }] }] }),
    )
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 80')
    expect(allowed('0.0.0.0', 'shop/db')).to.equal('TCP 80')
  })

  it(`4: without policyTypes, egress rules isolate both directions (${API})`, async () => {
    const { reachability, at } = await estate(shopWith({ podSelector: {}, egress: [{}] }))
    expect(reachability.isolation(at('shop/db'), 'ingress').isolated).to.equal(true)
    expect(reachability.isolation(at('shop/db'), 'egress').isolated).to.equal(true)
  })

  it(`5: without policyTypes, an empty list of egress rules does not isolate egress (${DOC})`, async () => {
    const { reachability, at } = await estate(shopWith({ podSelector: {}, egress: [] }))
    expect(reachability.isolation(at('shop/db'), 'ingress').isolated).to.equal(true)
    expect(reachability.isolation(at('shop/db'), 'egress').isolated).to.equal(false)
  })

  it(`6: policyTypes [Egress] leaves ingress rules unread and ingress open (${API})`, async () => {
    const { allowed, reachability, at } = await estate(
      shopWith({ podSelector: {}, policyTypes: ['Egress'], ingress: [{ ports: [{ port: 80 }] }] }),
    )
    expect(reachability.isolation(at('shop/db'), 'ingress').isolated).to.equal(false)
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`7: a port item without port is all of TCP and nothing else (${API})`, async () => {
    const { allowed } = await estate(shopWith({ podSelector: {}, ingress: [{ ports: [{}] }] }))
    expect(allowed('other/client', 'shop/db')).to.equal('TCP all ports')
  })

  it('8: a named port whose protocol differs from the container port matches nothing (netpol-analyzer 405)', async () => {
    const { allowed, undecided } = await estate(
      shopWith({ podSelector: {}, ingress: [{ ports: [{ port: 'sql', protocol: 'UDP' }] }] }),
    )
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(undecided('other/client', 'shop/db')).to.equal(NOTHING)
  })

  it(`9: a named port is resolved on each destination pod, never on the source (${API})`, async () => {
    const other = pod('shop', 'db-2', { ports: [{ name: 'sql', containerPort: 6432 }] })
    const { allowed } = await estate([
      ...shopWith(
        { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'sql' }] }] },
        { podSelector: { matchLabels: { app: 'web' } }, egress: [{ ports: [{ port: 'sql' }] }] },
      ),
      other,
    ])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 5432')
    expect(allowed('other/client', 'shop/db-2')).to.equal('TCP 6432')
    expect(allowed('other/client', 'shop/web')).to.equal(NOTHING)
    expect(allowed('shop/web', 'shop/db-2')).to.equal('TCP 6432')
    expect(allowed('shop/web', 'other/client')).to.equal(NOTHING)
  })

  it('10: a named port towards addresses matches nothing, from addresses it resolves on the pod (amazon-network-policy-controller-k8s 81)', async () => {
    const block = { ipBlock: { cidr: '203.0.113.0/24' } }
    const { allowed } = await estate(
      shopWith({
        podSelector: {},
        ingress: [{ from: [block], ports: [{ port: 'sql' }] }],
        egress: [{ to: [block], ports: [{ port: 'sql' }] }],
      }),
    )
    expect(allowed('shop/db', '203.0.113.0')).to.equal(NOTHING)
    expect(allowed('203.0.113.0', 'shop/db')).to.equal('TCP 5432')
  })

  it(`10: what a named port means on a pod that an ipBlock matches by its address is left open (${API})`, async () => {
    const { allowed, undecided } = await estate(
      shopWith({
        podSelector: { matchLabels: { app: 'web' } },
        egress: [
          { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 'sql' }, { port: 80 }] },
        ],
      }),
    )
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 80')
    expect(undecided('shop/web', 'shop/db')).to.equal('TCP 5432')
  })

  it(`11: selectors in one peer must both hold, in two peers either (${DOC})`, async () => {
    const podSelector = { matchLabels: { app: 'web' } }
    const namespaceSelector = { matchLabels: { team: 'other' } }
    const subject = { podSelector: { matchLabels: { app: 'db' } } }
    const both = await estate(
      shopWith({ ...subject, ingress: [{ from: [{ podSelector, namespaceSelector }] }] }),
    )
    expect(both.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(both.allowed('other/client', 'shop/db')).to.equal(ALL)
    const either = await estate(
      shopWith({ ...subject, ingress: [{ from: [{ podSelector }, { namespaceSelector }] }] }),
    )
    expect(either.allowed('shop/web', 'shop/db')).to.equal(ALL)
    expect(either.allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it('12: NotIn and DoesNotExist hold where the key is absent (apimachinery, labels)', async () => {
    const expressions = [
      { key: 'stage', operator: 'NotIn', values: ['test'] },
      { key: 'stage', operator: 'DoesNotExist' },
    ]
    for (const expression of expressions) {
      const from = [{ namespaceSelector: { matchExpressions: [expression] } }]
      const { allowed } = await estate(shopWith({ podSelector: {}, ingress: [{ from }] }))
      expect(allowed('other/client', 'shop/db'), expression.operator).to.equal(ALL)
    }
  })

  it(`13: an exception is no deny: another rule may allow the address again (${E2E})`, async () => {
    const cidr = '203.0.113.0/24'
    const { allowed } = await estate(
      shopWith({
        podSelector: {},
        ingress: [
          { from: [{ ipBlock: { cidr, except: ['203.0.113.0/28', '203.0.113.64/32'] } }] },
          { from: [{ ipBlock: { cidr: '203.0.113.64/32' } }] },
        ],
      }),
    )
    expect(allowed('203.0.113.0', 'shop/db')).to.equal(NOTHING)
    expect(allowed('203.0.113.16', 'shop/db')).to.equal(ALL)
    expect(allowed('203.0.113.64', 'shop/db')).to.equal(ALL)
  })

  it(`14: 0.0.0.0/0 holds no IPv6 address; whether it holds pods is up to the network plugin (${DOC})`, async () => {
    const objects = shopWith({
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
    })
    const matching = await estate(objects, { podsByAddress: true })
    expect(matching.allowed('::', 'shop/db')).to.equal(NOTHING)
    expect(matching.allowed('0.0.0.0', 'shop/db')).to.equal(ALL)
    expect(matching.allowed('other/client', 'shop/db')).to.equal(ALL)
    const ignoring = await estate(objects, { podsByAddress: false })
    expect(ignoring.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const unknown = await estate(objects, {})
    expect(unknown.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(unknown.undecided('other/client', 'shop/db')).to.equal(ALL)
  })

  it('15: a dual-stack pod is matched by the address that is used, and reaches what either family may reach (derived; kubernetes.io, dual-stack)', async () => {
    const objects = [
      namespace('shop'),
      pod('shop', 'a', { labels: { app: 'a' }, ips: ['10.0.0.1', 'fd00::1'] }),
      pod('shop', 'b', { labels: { app: 'b' }, ips: ['10.0.0.2', 'fd00::2'] }),
      networkPolicy('shop', 'in', {
        podSelector: { matchLabels: { app: 'b' } },
        ingress: [{ from: [{ ipBlock: { cidr: 'fd00::1/128' } }], ports: [{ port: 6 }] }],
      }),
    ]
    const { allowed } = await estate(objects)
    expect(allowed('shop/a', 'shop/b')).to.equal('TCP 6')
    const out = networkPolicy('shop', 'out', {
      podSelector: { matchLabels: { app: 'a' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.2/32' } }] }],
    })
    const crossed = await estate([...objects, out])
    expect(crossed.allowed('shop/a', 'shop/b')).to.equal(NOTHING)
  })

  it(`16: egress must allow even what the server explicitly allows (${E2E})`, async () => {
    const { allowed } = await estate(
      shopWith(
        { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}] },
        { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [] },
      ),
    )
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })
})
