import { expect } from 'chai'
import type { JsonObject } from '../../src/core/json.ts'
import type { Doubt, SideExplanation } from '../../src/model/reachability.ts'
import { REDACTED } from '../../src/core/redacted.ts'
import { estate, namespace, networkPolicy, object, pod, SHOP } from './builders.ts'

/** What a policy of any API says to ingress of shop/db from shop/web, or to egress of it. */
async function asked(
  policies: readonly JsonObject[],
  direction: 'ingress' | 'egress' = 'ingress',
  protocol: 'TCP' | 'UDP' = 'TCP',
): Promise<SideExplanation> {
  const { reachability, at } = await estate([...SHOP, ...policies.map(object)])
  const [from, to] = direction === 'ingress' ? ['shop/web', 'shop/db'] : ['shop/db', '203.0.113.9']
  return reachability.explain(at(from), at(to), protocol, 80)[direction]
}

function kindsOf({ doubts = [] }: SideExplanation): readonly Doubt['kind'][] {
  return doubts.map(({ kind }) => kind)
}

const policyOf = (
  apiVersion: string,
  kind: string,
  name: string,
  spec: JsonObject,
  home?: string,
) => ({
  apiVersion,
  kind,
  metadata: { name, ...(home === undefined ? {} : { namespace: home }) },
  spec,
})

const admin = (ingress: JsonObject[], priority = 1, name = 'admin') =>
  policyOf('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', name, {
    priority,
    subject: { namespaces: {} },
    ingress,
  })

const calico = (name: string, spec: JsonObject) =>
  policyOf('projectcalico.org/v3', 'NetworkPolicy', name, spec, 'shop')

const cilium = (spec: JsonObject) =>
  policyOf('cilium.io/v2', 'CiliumNetworkPolicy', 'cilium', spec, 'shop')

const istio = (spec: JsonObject) =>
  policyOf('security.istio.io/v1', 'AuthorizationPolicy', 'mesh', spec, 'shop')

const PASS = admin([{ action: 'Pass', from: [{ namespaces: {} }] }])

describe('explain, of what is not certain', () => {
  it('names what decides after a pass, and never an equal priority that is none', async () => {
    const np = networkPolicy('shop', 'np', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: 'everything' } }] }],
    })
    const side = await asked([PASS, np])
    expect(kindsOf(side)).to.deep.equal(['not-understood'])
    expect(side.because).to.match(
      /^NetworkPolicy shop\/np \(\/spec\/ingress\/0\/from\/0\/ipBlock\/cidr\) is not understood and may allow it: a CIDR that cannot be read; otherwise passed on by AdminNetworkPolicy admin \(\/spec\/ingress\/0\), then ingress of /,
    )
  })

  it('names both policies of equal priority that do not agree', async () => {
    const from = [{ namespaces: {} }]
    const side = await asked([
      admin([{ action: 'Deny', from }], 1, 'one'),
      admin([{ action: 'Allow', from }], 1, 'two'),
    ])
    expect(kindsOf(side)).to.deep.equal(['order', 'order'])
    expect(side.because).to.contain('AdminNetworkPolicy two (/spec/ingress/0) of equal priority')
  })

  it('says that a tier was not found', async () => {
    const side = await asked([calico('t9.p', { tier: 't9', selector: 'all()', ingress: [] })])
    expect([side.verdict, kindsOf(side)]).to.deep.equal(['indeterminate', ['applies']])
    expect(side.because).to.match(
      /^NetworkPolicy shop\/t9.p \(\/spec\) may isolate ingress of shop\/Pod\/db: tier t9 was not found; otherwise nothing else/,
    )
  })

  it('says that names are resolved by DNS', async () => {
    const egress = [{ toFQDNs: [{ matchName: 'example.com' }] }]
    const side = await asked([cilium({ endpointSelector: {}, egress })], 'egress')
    expect(kindsOf(side)).to.deep.equal(['names'])
    expect(side.because).to.contain('to which addresses example.com resolves only DNS knows')
  })

  it('says that layer 7 decides, in the words of the API', async () => {
    const toPorts = [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{}] } }]
    const ingress = [{ fromEntities: ['all'], toPorts }]
    const side = await asked([cilium({ endpointSelector: {}, ingress })])
    expect(kindsOf(side)).to.deep.equal(['condition'])
    expect(side.because).to.contain('may allow it: only what its http rules let pass')
  })

  it('says which label of a service account was not read', async () => {
    const source = { serviceAccounts: { selector: 'team == "x"' } }
    const ingress = [{ action: 'Allow', source }]
    const side = await asked([calico('p', { selector: 'all()', ingress })])
    const labels = side.doubts?.find(({ kind }) => kind === 'labels')
    expect(labels?.why).to.match(/^label team of ServiceAccount shop\/default was not read/)
  })

  it('says that whom a policy selects hangs on a redacted label', async () => {
    const { reachability, at } = await estate([
      namespace('shop'),
      pod('shop', 'web'),
      pod('shop', 'db', { labels: { app: REDACTED } }),
      networkPolicy('shop', 'np', { podSelector: { matchLabels: { app: 'db' } }, ingress: [] }),
    ])
    const { ingress } = reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 80)
    expect(ingress.because).to.contain(
      'may isolate ingress of shop/Pod/db: label app of shop/Pod/db',
    )
  })
})

describe('explain, of a mesh', () => {
  const mesh = (spec: JsonObject, protocol?: 'TCP' | 'UDP') =>
    askedOfMesh([istio(spec)], protocol ?? 'TCP')

  it('says that a policy may not be enforced, and else what it does', async () => {
    const side = await mesh({ action: 'DENY', rules: [{}] })
    expect(kindsOf(side)).to.deep.equal(['enforcement'])
    expect(side.because).to.match(
      /^AuthorizationPolicy shop\/mesh \(\/spec\) may not be enforced: .*; otherwise denied by AuthorizationPolicy shop\/mesh \(\/spec\/rules\/0\)$/,
    )
  })

  it('says that an authorization service decides', async () => {
    const side = await mesh({ action: 'CUSTOM', provider: { name: 'ask' }, rules: [{}] })
    expect(side.because).to.contain('may deny it: the authorization service ask decides')
  })

  it('does not name a policy of which only TCP is the business for UDP', async () => {
    const side = await mesh({}, 'UDP')
    expect([side.verdict, side.rules, side.because]).to.deep.equal([
      'allowed',
      [],
      'no policy isolates ingress of shop/Pod/db',
    ])
  })
})

async function askedOfMesh(
  policies: readonly JsonObject[],
  protocol: 'TCP' | 'UDP',
): Promise<SideExplanation> {
  const { reachability, at } = await estate([
    namespace('shop'),
    pod('shop', 'web'),
    withProxy(pod('shop', 'db')),
    ...policies.map(object),
  ])
  return reachability.explain(at('shop/web'), at('shop/db'), protocol, 80).ingress
}

function withProxy(of: ReturnType<typeof pod>): ReturnType<typeof pod> {
  const containers = [{ name: 'main' }, { name: 'istio-proxy', image: 'istio/proxyv2:1' }]
  return object({ ...of, spec: { containers } })
}
