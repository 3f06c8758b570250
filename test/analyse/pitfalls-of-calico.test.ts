import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { ask } from './ask.ts'
import { ALL, estate, networkPolicy, node, NOTHING, object, pod, SHOP } from './builders.ts'
import {
  ALLOW,
  calico,
  calicoVersion,
  DENY,
  globalPolicy,
  hostEndpoint,
  PASS,
  shopPolicy,
  tier,
} from './calico-objects.ts'

const API = 'projectcalico/calico api/pkg/apis/projectcalico/v3'
const CHECK = 'projectcalico/calico app-policy/checker/check.go'
const SORTER = 'projectcalico/calico felix/calc/policy_sorter.go'
const RULES = 'projectcalico/calico updateprocessors/rules.go'
const FELIX = 'projectcalico/calico felix/rules'

const FROM_OTHER = { namespaceSelector: "team == 'other'" }
const allowAll = networkPolicy('shop', 'open', { podSelector: {}, ingress: [{}] })
const denyAll = networkPolicy('shop', 'deny', { podSelector: {} })

describe('pitfalls of Calico', () => {
  it(`4: types missing and only egress rules: egress alone is isolated (${API}, networkpolicy.go)`, async () => {
    const { allowed } = await estate([...SHOP, shopPolicy('p', { egress: [DENY] })])
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/db', 'other/client')).to.equal(NOTHING)
  })

  it(`4: stored without types, perhaps both directions are (${SORTER}, "no Types means Ingress and Egress")`, async () => {
    const stored = shopPolicy('default.p', { egress: [ALLOW] })
    const { allowed, undecided } = await estate([
      ...SHOP,
      { ...stored, apiVersion: 'crd.projectcalico.org/v1' },
    ])
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/db', 'other/client')).to.equal(ALL)
  })

  it(`14: networks match pods by their addresses, and 0.0.0.0/0 no IPv6 (${FELIX}/policy.go)`, async () => {
    const six = pod('other', 'six', { ips: ['fd00::1'] })
    const target = pod('shop', 'dual', { ips: ['10.0.0.9', 'fd00::9'] })
    const rule = { ...ALLOW, source: { nets: ['0.0.0.0/0'] } }
    const { allowed } = await estate([...SHOP, six, target, shopPolicy('p', { ingress: [rule] })])
    expect(allowed('other/client', 'shop/dual')).to.equal(ALL)
    expect(allowed('other/six', 'shop/dual')).to.equal(NOTHING)
  })

  it(`14: networks that a rule excludes leave the other family out too (${FELIX}/policy.go, filterNets)`, async () => {
    const six = pod('other', 'six', { ips: ['fd00::1'] })
    const target = pod('shop', 'dual', { ips: ['10.0.0.9', 'fd00::9'] })
    const rule = { ...ALLOW, source: { notNets: ['10.1.0.0/16'] } }
    const { allowed } = await estate([...SHOP, six, target, shopPolicy('p', { ingress: [rule] })])
    expect(allowed('shop/web', 'shop/dual')).to.equal(ALL)
    expect(allowed('other/client', 'shop/dual')).to.equal(NOTHING)
    expect(allowed('other/six', 'shop/dual')).to.equal(NOTHING)
  })

  it(`33: what passes the last tier is allowed by the profile of its namespace (${CHECK})`, async () => {
    const { allowed } = await estate([...SHOP, shopPolicy('p', { ingress: [PASS] })])
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`33: a profile that was changed decides it (${CHECK})`, async () => {
    const profile = calico('Profile', 'kns.shop', {
      ingress: [{ ...ALLOW, protocol: 'TCP', destination: { ports: [5432] } }],
      egress: [ALLOW],
    })
    const { allowed } = await estate([...SHOP, profile, shopPolicy('p', { ingress: [PASS] })])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 5432')
  })

  it(`34: a tier whose policies select others, or the other direction, denies nothing (${CHECK})`, async () => {
    const { allowed } = await estate([
      ...SHOP,
      tier('first', { order: 1 }),
      shopPolicy('first.a', { tier: 'first', selector: "app == 'web'", ingress: [] }),
      shopPolicy('first.b', { tier: 'first', selector: "app == 'db'", types: ['Egress'] }),
    ])
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(allowed('other/client', 'shop/web')).to.equal(NOTHING)
    expect(allowed('shop/db', 'other/client')).to.equal(NOTHING)
  })

  it(`34: a tier passes what none of its policies match where its default says so (${API}, tier.go)`, async () => {
    const first = shopPolicy('first.a', { tier: 'first', ingress: [] })
    const passing = [...SHOP, tier('first', { order: 1, defaultAction: 'Pass' }), first]
    expect((await estate(passing)).allowed('other/client', 'shop/db')).to.equal(ALL)
    expect((await estate([...passing, denyAll])).allowed('other/client', 'shop/db')).to.equal(
      NOTHING,
    )
  })

  it(`35: staged policies are never enforced, and their tier denies nothing (${CHECK}, EnforcedOnly)`, async () => {
    const staged = ['StagedNetworkPolicy', 'StagedGlobalNetworkPolicy'].map((kind) =>
      calico(kind, 'first.a', { tier: 'first', selector: 'all()', ingress: [DENY] }),
    )
    const { allowed } = await estate([...SHOP, tier('first', { order: 1 }), ...staged])
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`36: NetworkPolicy has order 1000: a policy before it denies what it allows, one after it does not (${SORTER})`, async () => {
    const deny = (order?: number) =>
      globalPolicy('deny', {
        order,
        types: ['Ingress'],
        ingress: [{ ...DENY, source: FROM_OTHER }],
      })
    const answer = async (policy: KubeObject) =>
      (await estate([...SHOP, allowAll, policy])).allowed('other/client', 'shop/db')
    expect(await answer(deny(999))).to.equal(NOTHING)
    expect(await answer(deny(1001))).to.equal(ALL)
    expect(await answer(deny())).to.equal(ALL)
  })

  it(`36: policies of one order come by name; before 3.32 by namespace first (${SORTER})`, async () => {
    const own = shopPolicy('z', { order: 5, ingress: [ALLOW] })
    const everywhere = globalPolicy('y', { order: 5, types: ['Ingress'], ingress: [DENY] })
    const answer = async (...more: KubeObject[]) => estate([...SHOP, own, everywhere, ...more])
    const current = await answer(calicoVersion('v3.32.0'))
    expect(current.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const older = await answer(calicoVersion('v3.31.2'))
    expect(older.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const alpha = await estate([
      ...SHOP,
      calico(
        'NetworkPolicy',
        'z',
        { order: 5, selector: 'all()', ingress: [ALLOW] },
        { namespace: 'other' },
      ),
      globalPolicy('y', { order: 5, types: ['Ingress'], ingress: [DENY] }),
      calicoVersion('v3.31.2'),
    ])
    expect(alpha.allowed('shop/web', 'other/client')).to.equal(NOTHING)
  })

  it(`36: where versions differ in it and the version is not known, both answers count (${SORTER})`, async () => {
    const own = calico(
      'NetworkPolicy',
      'b',
      { selector: 'all()', ingress: [ALLOW] },
      { namespace: 'shop' },
    )
    const everywhere = globalPolicy('zone', { types: ['Ingress'], ingress: [DENY] })
    const objects = [...SHOP, own, everywhere]
    const open = await estate(objects)
    expect(open.undecided('other/client', 'shop/db')).to.equal(ALL)
    expect(open.cluster.settled.assumptions.join()).to.include('the version is not known')
    const older = await estate([...objects, calicoVersion('v3.28.1')])
    expect(older.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const current = await estate([...objects, calicoVersion('v3.32.0')])
    expect(current.allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`33: what is passed on skips the rest of its tier, and the profile that allows it at last is the rule that decides (${CHECK})`, async () => {
    const passes = shopPolicy('default.first', { order: 1, ingress: [PASS] })
    const profile = calico('Profile', 'kns.shop', { ingress: [ALLOW], egress: [ALLOW] })
    const { reachability } = await estate([...SHOP, passes, denyAll, profile])
    const question = {
      from: '/v1/Pod/other/client',
      to: '/v1/Pod/shop/db',
      protocol: 'TCP',
    } as const
    const answer = ask(reachability, { ...question, port: 80 })
    expect(answer?.ingress).to.deep.include({
      verdict: 'allowed',
      because:
        'passed on by NetworkPolicy shop/default.first (/spec/ingress/0), then nothing else denies ingress of shop/Pod/db on TCP 80, so the profile kns.shop of Calico allows it (/spec/ingress/0)',
    })
    expect(answer?.ingress.rules.map(({ policy, effect }) => `${effect} ${policy}`)).to.deep.equal([
      'passes projectcalico.org/v3/NetworkPolicy/shop/default.first',
      'allows projectcalico.org/v3/Profile//kns.shop',
    ])
  })

  it(`37: all() of a global policy is for host endpoints too, a converted NetworkPolicy is not (${API}, hostendpoint.go)`, async () => {
    const agent = pod('shop', 'agent', { ips: ['10.9.0.1'], node: 'n1', hostNetwork: true })
    const open = hostEndpoint('n1', { profiles: ['projectcalico-default-allow'] })
    const objects = [...SHOP, node('n1', '10.9.0.1'), agent, open]
    const converted = await estate([...objects, denyAll])
    expect(converted.allowed('other/client', 'shop/agent')).to.equal(ALL)
    const everywhere = globalPolicy('p', { ingress: [DENY] })
    const { allowed } = await estate([...objects, everywhere])
    expect(allowed('other/client', 'shop/agent')).to.equal(
      'TCP 22, TCP 179, TCP 2379-2380, TCP 5473, TCP 6443, TCP 6666-6667, UDP 68',
    )
  })

  it(`38: Log is no match: the rules after it decide (${FELIX}/policy.go)`, async () => {
    const rules = [{ action: 'Log' }, { ...ALLOW, protocol: 'TCP' }]
    const { allowed } = await estate([...SHOP, shopPolicy('p', { ingress: rules })])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP all ports')
  })

  it(`39: notSelector means everyone else, !has() only endpoints that Calico knows (${API}, policy_common.go)`, async () => {
    const from = (source: object) => globalPolicy('p', { ingress: [{ ...ALLOW, source }] })
    const all = { podsByAddress: true, splitAt: ['8.8.8.8/32'] }
    const not = await estate([...SHOP, from({ notSelector: 'has(app)' })], all)
    expect(not.allowed('8.8.8.8', 'shop/db')).to.equal(ALL)
    expect(not.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const known = await estate([...SHOP, from({ selector: '!has(app)' })], all)
    expect(known.allowed('8.8.8.8', 'shop/db')).to.equal(NOTHING)
  })

  it(`40: a rule with networks alone is not for one namespace, one with any selector is (${RULES})`, async () => {
    const from = (source: object) => shopPolicy('p', { ingress: [{ ...ALLOW, source }] })
    const nets = await estate([...SHOP, from({ nets: ['10.0.0.0/8'] })])
    expect(nets.allowed('other/client', 'shop/db')).to.equal(ALL)
    const home = await estate([...SHOP, from({ selector: "app == 'web'" })])
    expect(home.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(home.allowed('shop/web', 'shop/db')).to.equal(ALL)
    const everywhere = await estate([
      ...SHOP,
      from({ selector: "app == 'web'", namespaceSelector: 'all()' }),
    ])
    expect(everywhere.allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`41: a host endpoint without policy denies what is for its node, not what the node forwards (${FELIX}/endpoints.go)`, async () => {
    const agent = pod('shop', 'agent', { ips: ['10.9.0.1'], node: 'n1', hostNetwork: true })
    const local = pod('shop', 'local', { ips: ['10.0.0.7'], node: 'n1' })
    const objects = [...SHOP, node('n1', '10.9.0.1'), agent, local, hostEndpoint('n1')]
    const closed = await estate(objects)
    expect(closed.allowed('other/client', 'shop/agent')).to.include('TCP 22')
    expect(closed.allowed('other/client', 'shop/agent')).to.not.include('TCP all ports')
    expect(closed.allowed('other/client', 'shop/local')).to.equal(ALL)
    const forward = globalPolicy('p', {
      selector: '!has(projectcalico.org/namespace)',
      applyOnForward: true,
      ingress: [{ ...ALLOW, protocol: 'TCP', destination: { ports: [80] } }],
    })
    const { allowed, undecided } = await estate([...objects, forward])
    expect(allowed('other/client', 'shop/local')).to.equal('TCP 80')
    expect(undecided('other/client', 'shop/local')).to.include('TCP 1-79')
  })

  it(`41: failsafe ports are those of the node's own endpoint, or of FelixConfiguration where there is one (${FELIX}/../config/config_params.go)`, async () => {
    const agent = pod('shop', 'agent', { ips: ['10.9.0.2'], node: 'n2', hostNetwork: true })
    const nodes = [node('n1', '10.9.0.1'), node('n2', '10.9.0.2')]
    const objects = [...SHOP, ...nodes, agent, hostEndpoint('n1'), hostEndpoint('n2')]
    const decides = async (more: readonly KubeObject[], port: number) => {
      const { reachability } = await estate([...objects, ...more])
      const question = { from: '/v1/Pod/other/client', to: '/v1/Pod/shop/agent' }
      return ask(reachability, { ...question, protocol: 'TCP', port })?.ingress.rules
    }
    expect(await decides([], 22)).to.deep.equal([
      { policy: 'projectcalico.org/v3/HostEndpoint//hep-n2', pointer: '/spec', effect: 'allows' },
    ])
    const felix = calico('FelixConfiguration', 'default', {
      failsafeInboundHostPorts: [{ port: 2222 }],
    })
    expect(await decides([felix], 2222)).to.deep.equal([
      {
        policy: 'projectcalico.org/v3/FelixConfiguration//default',
        pointer: '/spec/failsafeInboundHostPorts/0',
        effect: 'allows',
      },
    ])
  })

  it(`51: pods that differ in their service accounts only are told apart (${API}, ServiceAccountMatch)`, async () => {
    const as = (name: string, serviceAccountName: string) => {
      const plain = pod('other', name, { ips: ['10.1.0.9'] })
      return object({ ...plain, spec: { ...(plain.spec as object), serviceAccountName } })
    }
    const source = { ...FROM_OTHER, serviceAccounts: { names: ['one'] } }
    const { allowed } = await estate([
      ...SHOP,
      as('first', 'one'),
      as('second', 'two'),
      shopPolicy('p', { ingress: [{ ...ALLOW, source }] }),
    ])
    expect(allowed('other/first', 'shop/db')).to.equal(ALL)
    expect(allowed('other/second', 'shop/db')).to.equal(NOTHING)
  })
})
