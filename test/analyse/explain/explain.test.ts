import { expect } from 'chai'
import type { JsonObject } from '../../../src/core/json.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Policy, Rule, Tier } from '../../../src/model/policy.ts'
import { clusterOf, estate, networkPolicy, pod, SHOP, shopWith } from '../builders.ts'

const DENY = 'networking.k8s.io/v1/NetworkPolicy/shop/policy-0'

describe('explain', () => {
  it('says that nothing isolates a side, and names no rule', async () => {
    const { reachability, at } = await estate(SHOP)
    const { egress, ingress } = reachability.explain(at('0.0.0.0'), at('shop/db'), 'TCP', 80)
    expect(egress).to.deep.equal({
      direction: 'egress',
      verdict: 'allowed',
      rules: [],
      because: 'no policy speaks for addresses outside of the cluster',
    })
    expect(ingress.because).to.equal('no policy isolates ingress of shop/Pod/db')
  })

  it('says which policies isolate, and how many rules do not match', async () => {
    const { reachability, at } = await estate(
      shopWith({
        podSelector: {},
        ingress: [{ ports: [{ port: 80 }] }, { ports: [{ port: 81 }] }],
      }),
    )
    const { verdict, ingress } = reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 5432)
    expect(verdict).to.equal('denied')
    expect(ingress.rules).to.deep.equal([{ policy: DENY, pointer: '/spec', effect: 'isolates' }])
    expect(ingress.because).to.equal(
      'ingress of shop/Pod/db is isolated by NetworkPolicy shop/policy-0, and none of 2 rules matches TCP 5432',
    )
  })

  it('says whether it is the other end or the port that no rule means', async () => {
    const because = async (...ingress: JsonObject[]) => {
      const { reachability, at } = await estate(shopWith({ podSelector: {}, ingress }))
      return reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 5432).ingress.because
    }
    const from = [{ podSelector: { matchLabels: { app: 'cron' } } }]
    const [all, sql, other] = [
      { from },
      { from, ports: [{ port: 5432 }] },
      { ports: [{ port: 80 }] },
    ]
    expect(await because(all)).to.match(/, and its 1 rule does not speak of shop\/Pod\/web$/)
    expect(await because(all, sql)).to.match(/, and none of its 2 rules speaks of shop\/Pod\/web$/)
    expect(await because(all, other)).to.match(
      /, and of its 2 rules the 1 for shop\/Pod\/web does not match TCP 5432$/,
    )
    expect(await because(all, other, { ports: [{ port: 81 }] })).to.match(
      /, and of its 3 rules the 2 for shop\/Pod\/web do not match TCP 5432$/,
    )
  })

  it('says so in words of one rule, and of none', async () => {
    const because = async (ingress: JsonObject[], ...more: KubeObject[]) => {
      const shop = shopWith({ podSelector: {}, policyTypes: ['Ingress'], ingress })
      const { reachability, at } = await estate([...shop, ...more])
      return reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 5432).ingress.because
    }
    const one = [{ ports: [{ port: 80 }] }]
    expect(await because(one)).to.match(/policy-0, and its 1 rule does not match TCP 5432$/)
    expect(await because([])).to.match(/policy-0, and no rule matches TCP 5432$/)
    const other = networkPolicy('shop', 'other', { podSelector: {}, policyTypes: ['Ingress'] })
    expect(await because(one, other)).to.match(/ and their 1 rule does not match TCP 5432$/)
  })

  it('says that NetworkPolicy does not define a protocol', async () => {
    const { reachability, at } = await estate(shopWith({ podSelector: {} }))
    const { verdict, ingress } = reachability.explain(at('shop/web'), at('shop/db'), 'ICMP')
    expect(verdict).to.equal('indeterminate')
    expect(ingress.because).to.match(/and NetworkPolicy does not define ICMP$/)
  })

  it('says which part of a policy was not understood, by its pointer', async () => {
    const { reachability, at } = await estate(
      shopWith({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 'everything' } }] }] }),
    )
    const { verdict, ingress } = reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 80)
    expect(verdict).to.equal('indeterminate')
    expect(ingress.rules).to.deep.include({
      policy: DENY,
      pointer: '/spec/ingress/0',
      effect: 'untranslated',
    })
    expect(ingress.because).to.match(
      /^NetworkPolicy shop\/policy-0 \(\/spec\/ingress\/0\/from\/0\/ipBlock\/cidr\) is not understood and may allow it: a CIDR that cannot be read; otherwise ingress of/,
    )
  })

  it('says that it is not certain whom a policy selects', async () => {
    const { reachability, at } = await estate(shopWith({ podSelector: { matchLabels: 'all' } }))
    const { verdict, ingress } = reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 80)
    expect(verdict).to.equal('indeterminate')
    expect(ingress.because).to.match(
      /^NetworkPolicy shop\/policy-0 \(\/spec\/podSelector\/matchLabels\) is not understood and may isolate ingress of shop\/Pod\/db: matchLabels is an object; otherwise nothing else/,
    )
    expect(ingress.doubts?.map(({ kind }) => kind)).to.deep.equal(['not-understood'])
  })

  it('says which labels decide where a namespace was not read', async () => {
    const from = [{ namespaceSelector: { matchLabels: { team: 'x' } } }]
    const { reachability, at } = await estate([
      ...shopWith({ podSelector: {}, ingress: [{ from }] }),
      pod('ghost', 'client'),
    ])
    const { verdict, ingress } = reachability.explain(at('ghost/client'), at('shop/db'), 'TCP', 80)
    expect(verdict).to.equal('indeterminate')
    expect(ingress.because).to.match(/may allow it: label team of Namespace ghost was not read;/)
  })

  it('takes the lowest port with the best answer where none is asked for', async () => {
    const { reachability, at } = await estate(
      shopWith({ podSelector: {}, ingress: [{ ports: [{ port: 8080 }, { port: 443 }] }] }),
    )
    expect(reachability.explain(at('shop/web'), at('shop/db'), 'TCP').port).to.equal(443)
  })

  it('goes through ordered tiers: a pass leaves the tier, the next match decides', async () => {
    const admin: Tier = { name: 'admin', order: 1, combine: 'ordered', otherwise: 'next' }
    const rule = (action: Rule['action']): Rule => ({
      pointer: '/spec',
      direction: 'ingress',
      action,
      peers: [{ kind: 'any' }],
      traffic: 'all',
    })
    const policy = (source: string, tier: Tier, action: Rule['action']): Policy => ({
      source,
      api: 'example',
      tier,
      priority: 1,
      subject: { kind: 'pods', namespaces: { kind: 'name', name: 'shop' }, pods: [] },
      isolates: [],
      rules: [rule(action)],
      untranslated: [],
    })
    const policies = [
      policy('example/v1/Policy//first', admin, 'pass'),
      policy('example/v1/Policy//last', { ...admin, name: 'baseline', order: 9 }, 'deny'),
    ]
    const cluster = { ...(await clusterOf(SHOP)), policies }
    const reachability = analyse(cluster)
    const [client, db] = ['other/client', 'shop/db'].map((name) =>
      reachability.classOf(`/v1/Pod/${name}`)!,
    )
    const { verdict, ingress } = reachability.explain(client!, db!, 'TCP', 80)
    expect(verdict).to.equal('denied')
    expect(ingress.rules.map(({ policy, effect }) => [policy, effect])).to.deep.equal([
      ['example/v1/Policy//first', 'passes'],
      ['example/v1/Policy//last', 'denies'],
    ])
    expect(ingress.because).to.equal(
      'passed on by Policy first (/spec), then denied by Policy last (/spec)',
    )
  })
})

describe('isolation', () => {
  it('says whether a part of the policies was not understood', async () => {
    const { reachability, at } = await estate([
      ...SHOP,
      networkPolicy('shop', 'odd', { podSelector: {}, ingress: 'all' }),
    ])
    expect(reachability.isolation(at('shop/db'), 'ingress')).to.deep.equal({
      isolated: true,
      policies: ['networking.k8s.io/v1/NetworkPolicy/shop/odd'],
      untranslated: true,
    })
  })
})
