import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonObject } from '../../src/core/json.ts'
import type { BoundDigest } from '../../src/model/control.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { evaluated, organisationOf } from './builders.ts'
import type { SnapshotChanges } from './builders.ts'
import { cilium, namespace, networkPolicy, node, pod } from './objects.ts'
import { randomEstate } from './random-estate.ts'

const SCOPE = `format: scope/v1
entity: {name: Example, kind: merchant}
rules:
  - {id: pay, class: cde, subjects: {namespaces: [pay]}}
  - {id: ops, class: connected, subjects: {namespaces: [ops]}}
  - {id: shop, class: out-of-scope, justification: sells books, subjects: {namespaces: [shop]}}
  - {id: rest, class: out-of-scope, justification: of the platform, subjects: {namespaces: [kube-system]}}
nodes:
  - {nodes: ["pci-*"], class: cde}
  - {nodes: ["*"], class: out-of-scope}
platformNamespaces: [kube-system]
`

const both = { policyTypes: ['Ingress', 'Egress'] }
const from = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
})
const closed = (place: string) => networkPolicy(place, 'deny', { podSelector: {}, ...both })
const lets = (ingress: readonly JsonObject[], name = 'allow', place = 'pay') =>
  networkPolicy(place, name, { podSelector: { matchLabels: { app: 'ledger' } }, ingress })

const FROM_OPS = { from: [from('ops')], ports: [{ port: 8443 }] }
const FROM_SHOP = { from: [from('shop')], ports: [{ port: 8443 }] }
const PODS = [
  pod('pay', 'ledger-0', { owner: 'StatefulSet/ledger', labels: { app: 'ledger' } }),
  pod('ops', 'metrics'),
  pod('shop', 'web'),
]
const FRAME = [
  ...['pay', 'ops', 'shop', 'kube-system'].map((name) => namespace(name)),
  node('pci-1'),
]
const BASE = [...FRAME, ...PODS, ...cilium('pci-1'), closed('pay'), lets([FROM_OPS, FROM_SHOP])]

const replaced = (...policies: readonly KubeObject[]) => [
  ...BASE.filter(({ kind }) => kind !== 'NetworkPolicy'),
  ...policies,
]

async function digestsOf(
  objects: readonly KubeObject[],
  { scope = SCOPE, ...changes }: SnapshotChanges & { readonly scope?: string } = {},
) {
  const organisation = organisationOf(scope === '' ? {} : { scope })
  return (await evaluated(objects, organisation, changes)).digests ?? {}
}

/** Which digests an edit changes, in their order. */
async function changedBy(
  objects: readonly KubeObject[],
  more: SnapshotChanges & { readonly scope?: string } = {},
): Promise<readonly string[]> {
  const [base, now] = [await digestsOf(BASE), await digestsOf(objects, more)]
  const names: readonly BoundDigest[] = ['rule-set', 'segmentation', 'scope', 'rights']
  return names.filter((name) => base[name] !== now[name])
}

describe('the digests that a statement is bound to', () => {
  it('are four', async () => {
    expect(Object.keys(await digestsOf(BASE)).sort()).to.deep.equal([
      'rights',
      'rule-set',
      'scope',
      'segmentation',
    ])
  })

  it('stay for what changes nothing', async () => {
    const labelled = BASE.map((each) => ({
      ...each,
      metadata: { ...each.metadata, annotations: { note: 'x' } },
    }))
    const split = [lets([FROM_OPS], 'one'), lets([FROM_SHOP], 'two')]
    const renamed = { ...lets([FROM_SHOP, FROM_OPS], 'other') }
    const further = pod('pay', 'ledger-1', {
      owner: 'StatefulSet/ledger',
      labels: { app: 'ledger', 'controller-revision-hash': 'b' },
      node: 'pci-1',
    })
    const elsewhere = networkPolicy('shop', 'own', {
      podSelector: { matchLabels: { app: 'gone' } },
      egress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }],
      policyTypes: ['Egress'],
    })
    expect(await changedBy(labelled), 'annotations').to.deep.equal([])
    expect(await changedBy(BASE.toReversed()), 'order').to.deep.equal([])
    expect(await changedBy(replaced(closed('pay'), ...split)), 'split').to.deep.equal([])
    expect(await changedBy(replaced(renamed, closed('pay'))), 'renamed').to.deep.equal([])
    expect(await changedBy([...BASE, further]), 'a pod more').to.deep.equal([])
    expect(
      await changedBy([...BASE, node('pci-2'), ...cilium('pci-2')]),
      'a node of the pool more',
    ).to.deep.equal([])
    expect(await changedBy([...BASE, elsewhere]), 'the rules of others').to.deep.equal([])
  })

  it('change with a rule, and with what it opens or closes', async () => {
    const both_ = ['rule-set', 'segmentation']
    expect(await changedBy(replaced(closed('pay'), lets([FROM_OPS])))).to.deep.equal(both_)
    const wider = lets([FROM_OPS, { from: [from('shop')] }])
    expect(await changedBy(replaced(closed('pay'), wider))).to.deep.equal(both_)
    const outside = lets([FROM_OPS, FROM_SHOP, { from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }])
    expect(await changedBy(replaced(closed('pay'), outside))).to.deep.equal(both_)
    const idle = networkPolicy('pay', 'idle', { podSelector: { matchLabels: { app: 'gone' } } })
    expect(await changedBy([...BASE, idle]), 'selects nobody').to.deep.equal(['rule-set'])
    const names = networkPolicy('shop', 'out', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [from('pay')] }],
    })
    expect(await changedBy([...BASE, names]), 'names the CDE').to.deep.equal(both_)
  })

  it('change with the enforcer, and with the policy APIs that are served', async () => {
    const newer = BASE.map((each) =>
      each.metadata.name === 'cilium-pci-1'
        ? {
            ...each,
            spec: {
              hostNetwork: true,
              nodeName: 'pci-1',
              containers: [{ name: 'a', image: 'quay.io/cilium/cilium:v1.99.0' }],
            },
          }
        : each,
    )
    expect(await changedBy(newer)).to.deep.equal(['segmentation'])
    const notServed = ['adminnetworkpolicies.policy.networking.k8s.io']
    expect(await changedBy(BASE, { notServed })).to.deep.equal(['segmentation'])
  })

  it('change with the scope as it applies here, not with how it is written', async () => {
    const scope = (old: string, now: string) => ({ scope: SCOPE.replace(old, now) })
    expect(await changedBy(BASE, scope('id: ops', 'id: operations'))).to.deep.equal([])
    const elsewhere = '  - {id: other, class: cde, subjects: {clusters: [other]}}\n  - {id: ops'
    expect(await changedBy(BASE, scope('  - {id: ops', elsewhere))).to.deep.equal([])
    expect(await changedBy(BASE, scope('sells books', 'sells cards'))).to.deep.equal(['scope'])
    expect(
      await changedBy(BASE, scope('"pci-*"], class: cde', '"pci-*"], class: connected')),
    ).to.deep.equal(['scope'])
    expect(await changedBy(BASE, scope('ops, class: connected', 'ops, class: cde'))).to.deep.equal([
      'segmentation',
      'scope',
    ])
    expect(await changedBy([...BASE, pod('pay', 'vault')])).to.include('scope')
    expect(await changedBy([...BASE, namespace('new')])).to.deep.equal(['scope'])
  })

  it('change with what passes between tenants, within one class too', async () => {
    const scope = `${SCOPE.replace('[shop]', '[shop, a, b]')}tenants:
  - {id: one, namespaces: [a]}
  - {id: two, namespaces: [b]}
`
    const tenants = [
      ...BASE,
      ...['a', 'b'].flatMap((name) => [namespace(name), pod(name, 'app'), closed(name)]),
    ]
    const lets = (place: string, other: string, port: number) =>
      networkPolicy(place, `from-${other}`, {
        podSelector: {},
        ingress: [{ from: [from(other)], ports: [{ port }] }],
        egress: [{ to: [from(other)], ports: [{ port }] }],
        ...both,
      })
    const opened = (port: number) => [...tenants, lets('a', 'b', port), lets('b', 'a', port)]
    const [none, open, other] = [
      await digestsOf(tenants, { scope }),
      await digestsOf(opened(80), { scope }),
      await digestsOf(opened(81), { scope }),
    ]
    expect(open.segmentation).to.not.equal(none.segmentation)
    expect(other.segmentation).to.not.equal(open.segmentation)
    const own = await digestsOf([...tenants, lets('a', 'a', 80)], { scope })
    expect(own.segmentation, 'within one tenant').to.equal(none.segmentation)
    const more = await digestsOf([...tenants, pod('a', 'app-2', { owner: 'Pod/app' })], { scope })
    expect(more.segmentation, 'a further pod').to.equal(none.segmentation)
    const untold = scope.slice(0, scope.indexOf('tenants:'))
    const [without, untoldOpen] = [
      await digestsOf(tenants, { scope: untold }),
      await digestsOf(opened(80), { scope: untold }),
    ]
    expect(untoldOpen.segmentation, 'no tenants are named').to.equal(without.segmentation)
    expect(none.segmentation, 'nothing passes between them').to.equal(without.segmentation)
  })

  it('are absent where nobody can have reviewed what they stand for', async () => {
    expect(Object.keys(await digestsOf(BASE, { scope: '' }))).to.deep.equal(['rights'])
    const gap = {
      resource: 'networkpolicies.networking.k8s.io',
      status: 'forbidden',
      reason: 'x',
    } as const
    expect(Object.keys(await digestsOf(BASE, { gaps: [gap] }))).to.deep.equal(['rights'])
    const unknownPolicyApis = ['firewalls.example.com']
    expect(Object.keys(await digestsOf(BASE, { unknownPolicyApis })).sort()).to.deep.equal([
      'rights',
      'scope',
    ])
  })

  it('are the same for random clusters in any order, with their policies under other names', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const renamed = objects.toReversed().map((each) =>
          each.kind === 'NetworkPolicy'
            ? {
                ...each,
                metadata: {
                  ...each.metadata,
                  name: `x-${each.metadata.name}`,
                  labels: { a: 'b' },
                },
              }
            : each,
        )
        const [one, other] = [
          await evaluated(objects, organisation),
          await evaluated(renamed, organisation),
        ]
        expect(other.digests).to.deep.equal(one.digests)
      }),
      { numRuns: 40 },
    )
  })
})
