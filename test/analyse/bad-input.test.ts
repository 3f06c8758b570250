import { expect } from 'chai'
import fc from 'fast-check'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import type { KubeObject, Labels } from '../../src/model/object.ts'
import { policiesOf } from '../../src/policy/apis.ts'
import { pointersBelow, withValue } from '../value-at.ts'
import {
  ALL,
  clusterOf,
  estate as asked,
  networkPolicy,
  node,
  NOTHING,
  object,
  SHOP,
} from './builders.ts'
import { ALLOW, calico, DENY, globalPolicy, hostEndpoint, tier } from './calico-objects.ts'
import type { RandomEstate } from './estates.ts'
import { coveredBy, facts } from './metamorphic.ts'
import { ESTATES } from './oracle.ts'

/** Values of a wrong type, unknown words, CIDRs and ranges that are none, lists that hold nothing. */
const HOSTILE: readonly JsonValue[] = [
  ...[null, true, -1, 0, 1.5, 70000, 1001, '', 'x', 'TCP ', '10.0.0.0/33', '1.2.3', '80:70', '(('],
  ...[[], [null], [[]], [{}], {}, { unknown: 1 }, { key: 'app' }, '\u202e', 'x'.repeat(300)],
]

/** Values that stand for nothing wherever they stand below the specification of a tier, a set or a setting. */
const NONE: readonly JsonValue[] = [{ unknown: 1 }, [[1]]]

const isPolicy = ({ kind }: KubeObject) => kind.endsWith('Policy')
const isContext = ({ kind }: KubeObject) =>
  /^(Tier|HostEndpoint|FelixConfiguration|PeerAuthentication|Profile|CiliumCIDRGroup)$|NetworkSet$/.test(
    kind,
  )

/** Whether a fault is in settings of Felix that nothing looks at. */
function isUnread({
  changed,
  pointer,
}: {
  readonly changed: KubeObject
  readonly pointer: string
}) {
  return changed.kind === 'FelixConfiguration' && pointer === '/spec' && isJsonObject(changed.spec)
}

/** One object of an estate with a hostile value somewhere below its specification. */
function broken(
  { objects }: RandomEstate,
  wanted: (each: KubeObject) => boolean,
  { at, where, value }: { readonly at: number; readonly where: number; readonly value: JsonValue },
) {
  const candidates = objects.filter(wanted)
  const target = candidates[at % Math.max(1, candidates.length)]
  if (target === undefined) return undefined
  const pointers = ['spec', 'specs'].flatMap((field) => pointersBelow(target[field], `/${field}`))
  const pointer = pointers[where % Math.max(1, pointers.length)]
  if (pointer === undefined) return undefined
  const changed = withValue(target, pointer, value)
  return { pointer, changed, objects: objects.map((each) => (each === target ? changed : each)) }
}

/** Told at the first failure as it is: making an estate smaller takes long. */
const RUNS = { seed: 20261127, numRuns: 60, endOnFailure: true }
const damage = fc.record({ at: fc.nat(), where: fc.nat(), value: fc.constantFrom(...HOSTILE) })

for (const [name, estates] of Object.entries(ESTATES))
  describe(`bad input, estates ${name}`, () => {
    it('never crashes, and what is not understood proves nothing that the sound object contradicts', async () => {
      let faulty = 0
      await fc.assert(
        fc.asyncProperty(estates, damage, async (estate, how) => {
          const found = broken(estate, isPolicy, how)
          if (found === undefined) return
          const after = await facts({ ...estate, objects: found.objects })
          const faults = policiesOf(found.changed).flatMap(({ untranslated }) => untranslated)
          if (faults.length === 0) return
          faulty++
          const before = await facts(estate)
          const said = JSON.stringify({ ...found.changed, at: found.pointer, faults })
          for (const [pair, now] of after) {
            const then = before.get(pair) ?? ''
            expect(coveredBy(then, now), `${pair} denied with ${said}`).to.equal(true)
            expect(coveredBy(now, then), `${pair} allowed with ${said}`).to.equal(true)
          }
        }),
        RUNS,
      )
      expect(faulty).to.be.greaterThan(10)
    })

    it('takes tiers, sets and settings that are surely none for ones that may say anything', async () => {
      let broke = 0
      await fc.assert(
        fc.asyncProperty(estates, damage, async (estate, how) => {
          const value = NONE[how.at % NONE.length] ?? null
          const found = broken(estate, isContext, { ...how, value })
          if (found === undefined || isUnread(found)) return
          broke++
          // what makes every answer uncertain proves nothing
          if ((await clusterOf(found.objects)).settled.blockers.length > 0) return
          const before = await facts(estate)
          const after = await facts({ ...estate, objects: found.objects })
          const said = JSON.stringify({ ...found.changed, at: found.pointer })
          for (const [pair, now] of after) {
            const then = before.get(pair) ?? ''
            expect(coveredBy(then, now), `${pair} denied with ${said}`).to.equal(true)
            expect(coveredBy(now, then), `${pair} allowed with ${said}`).to.equal(true)
          }
        }),
        RUNS,
      )
      if (broke === 0) process.stdout.write(`      estates ${name} have none\n`)
    })

    it('never crashes on tiers, sets and settings that are none', async () => {
      await fc.assert(
        fc.asyncProperty(estates, damage, async (estate, how) => {
          const found = broken(estate, isContext, how)
          if (found !== undefined) await facts({ ...estate, objects: found.objects })
        }),
        { ...RUNS, numRuns: 20 },
      )
    })
  })

describe('bad input, named cases', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => `k${at}`)

  it('reads selectors with 10,000 expressions', async () => {
    const expressions = many.map((key) => ({ key, operator: 'NotIn', values: ['x'] }))
    const podSelector = { matchExpressions: expressions }
    const { allowed } = await asked([...SHOP, networkPolicy('shop', 'deny', { podSelector })])
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const terms = many.map((key) => `!has(${key})`).join(' && ')
    const calico = await asked([
      ...SHOP,
      globalPolicy('p', { selector: terms, types: ['Ingress'] }),
    ])
    expect(calico.allowed('other/client', 'shop/db')).to.equal(NOTHING)
  })

  it('leaves open what a selector of 10,000 parentheses, or as many negations, means', async () => {
    for (const selector of [
      '('.repeat(10_000),
      `${'('.repeat(10_000)}all()${')'.repeat(10_000)}`,
      `${'!'.repeat(10_001)}all()`,
    ]) {
      const { allowed, undecided } = await asked([
        ...SHOP,
        globalPolicy('p', { selector, types: ['Ingress'] }),
      ])
      expect([ALL, NOTHING]).to.include(
        allowed('other/client', 'shop/db') === NOTHING ? undecided('other/client', 'shop/db') : ALL,
      )
    }
  })

  it('takes a NetworkPolicy whose specification is none for one that may isolate both directions', async () => {
    const { undecided } = await asked([...SHOP, networkPolicy('shop', 'odd', 1001)])
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    expect(undecided('shop/db', 'other/client')).to.equal(ALL)
  })

  it('denies nobody for certain by a policy of Istio whose selector cannot be read', () => {
    const policy = object({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'odd', namespace: 'istio-system' },
      spec: {
        action: 'DENY',
        selector: [],
        rules: [{ from: [{ source: { notNamespaces: ['shop'] } }] }],
      },
    })
    const policies = policiesOf(policy)
    expect(policies).to.not.be.empty
    for (const { subject } of policies) expect(subject.uncertain).to.be.a('string')
  })

  it('counts policies of tiers that are missing, and of priorities out of range, as open', async () => {
    const lost = globalPolicy('p', { tier: 'nowhere', types: ['Ingress'] })
    expect((await asked([...SHOP, lost])).undecided('other/client', 'shop/db')).to.equal(ALL)
    const far = object({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'far' },
      spec: {
        priority: 1001,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    })
    expect((await asked([...SHOP, far])).undecided('other/client', 'shop/db')).to.equal(ALL)
  })

  it('takes a policy of an administrator of unknown place to speak of its own subject and directions, where these can be read', async () => {
    const places = [
      { tier: 'Admin', priority: 1001 },
      { tier: 'Other', priority: 1 },
      { tier: 'Admin' },
    ]
    const subject = { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } }
    const ingress = [{ action: 'Deny', from: [{ namespaces: {} }] }]
    const lost = (spec: object) =>
      object({
        apiVersion: 'policy.networking.k8s.io/v1alpha2',
        kind: 'ClusterNetworkPolicy',
        metadata: { name: 'lost' },
        spec,
      })
    for (const place of places) {
      const own = await asked([...SHOP, lost({ ...place, subject, ingress })])
      expect(own.undecided('shop/web', 'shop/db')).to.equal(ALL)
      expect(own.allowed('shop/db', 'shop/web')).to.equal(ALL)
      const odd = await asked([...SHOP, lost({ ...place, subject: { pods: 1 }, ingress })])
      expect(odd.undecided('shop/db', 'shop/web')).to.equal(ALL)
    }
  })

  it('takes a tier that cannot be read for one that may come first, and says where', async () => {
    const allow = globalPolicy('allow', { tier: 'odd', types: ['Ingress'], ingress: [ALLOW] })
    const deny = globalPolicy('deny', { types: ['Ingress'], ingress: [DENY] })
    const cases: readonly (readonly [object, string])[] = [
      [{ order: '1' }, 'tier odd cannot be read at /spec/order: an order is a number'],
      [
        { defaultAction: 'Log' },
        'tier odd cannot be read at /spec/defaultAction: a default action',
      ],
      [{ enforced: false }, 'tier odd cannot be read at /spec/enforced: a field that is not known'],
    ]
    for (const [spec, said] of cases) {
      const { cluster, undecided } = await asked([...SHOP, tier('odd', spec), allow, deny])
      expect(undecided('other/client', 'shop/db')).to.equal(ALL)
      expect(cluster.settled.assumptions.join('; ')).to.include(said)
    }
  })

  it('says where a host endpoint cannot be read', async () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ expectedIPs: ['10.0.0.0/8'] }, '/spec/expectedIPs/0: not an address'],
      [{ ports: {} }, '/spec/ports: a list is expected'],
      [{ profiles: [1] }, '/spec/profiles: a list of text is expected'],
      [{ node: null }, '/spec: a host endpoint is of a node'],
      [{ enforced: false }, '/spec/enforced: a field that is not known'],
    ]
    for (const [spec, said] of cases) {
      const { settled } = await clusterOf([...SHOP, hostEndpoint('n1', spec)])
      expect(settled.blockers).to.deep.equal([`HostEndpoint hep-n1 cannot be read at ${said}`])
    }
  })

  it('takes labels that are no text for any labels', async () => {
    const metadata = { labels: { role: 1 } } as unknown as { labels: Labels }
    const set = calico('GlobalNetworkSet', 'bank', { nets: ['192.0.2.0/24'] }, metadata)
    const allow = { ...ALLOW, source: { selector: "role == 'bank'" } }
    const policy = globalPolicy('p', { types: ['Ingress'], ingress: [allow] })
    const { undecided } = await asked([...SHOP, set, policy])
    expect(undecided('192.0.2.7', 'shop/db')).to.equal(ALL)
    expect(undecided('198.51.100.7', 'shop/db')).to.equal(NOTHING)
  })

  it('takes labels of profiles that are not listed for any labels', async () => {
    const bank = globalPolicy('p', { selector: "role == 'bank'", types: ['Ingress'] })
    const on = async (profiles: readonly string[]) => {
      const host = hostEndpoint('n1', { profiles })
      const { policies } = await clusterOf([...SHOP, node('n1', '10.9.0.1'), host, bank])
      return policies.some(
        ({ source, subject }) => source.endsWith('/p') && subject.kind === 'node-names',
      )
    }
    expect(await on(['kns.shop'])).to.equal(true)
    expect(await on(['projectcalico-default-allow'])).to.equal(false)
  })
})
