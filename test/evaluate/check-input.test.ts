import { expect } from 'chai'
import { inputOf } from '../../src/evaluate/check-input.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Organisation, Scope, ScopeRule } from '../../src/model/scope.ts'
import { analysed } from './builders.ts'
import { namespace, networkPolicy, node, pod } from './objects.ts'

function scope(rules: readonly ScopeRule[], changes: Partial<Scope> = {}): Organisation {
  return {
    scope: {
      entity: { name: 'Example Payments', kind: 'merchant' },
      rules,
      nodes: [],
      platformNamespaces: [],
      networks: [],
      ...changes,
    },
    waivers: [],
  }
}

async function input(objects: readonly KubeObject[], organisation: Organisation) {
  const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
  return inputOf(cluster, reachability, organisation)
}

describe('inputOf', () => {
  const objects = [
    namespace('shop'),
    namespace('blog'),
    node('n'),
    pod('shop', 'web-0', { owner: 'StatefulSet/web', labels: { app: 'web', tier: 'front' } }),
    pod('shop', 'web-1', { owner: 'StatefulSet/web', labels: { app: 'web', tier: 'back' } }),
    pod('blog', 'site'),
  ]

  it('lets the first rule that matches decide, and leaves unclassified what none names', async () => {
    const { workloads } = await input(
      objects,
      scope([
        { id: 'web', class: 'cde', subjects: { workloads: ['StatefulSet/w*'] } },
        { id: 'shop', class: 'out-of-scope', subjects: { namespaces: ['shop'] } },
        { id: 'elsewhere', class: 'connected', subjects: { clusters: ['staging'] } },
      ]),
    )
    const said = workloads.map((each) => [each.namespace, each.workload, each.class, each.rule?.id])
    expect(said).to.deep.equal([
      ['blog', 'StatefulSet/site', 'unclassified', undefined],
      ['shop', 'StatefulSet/web', 'cde', 'web'],
    ])
  })

  it('puts a workload whose pods the scope tells apart once per rule, and its class on both sides', async () => {
    const front = { key: 'tier', operator: 'In', values: ['front'] } as const
    const { workloads, endpoints } = await input(
      objects,
      scope([
        { id: 'front', class: 'connected', subjects: { podLabels: [front] } },
        { id: 'rest', class: 'cde', subjects: { namespaces: ['shop'] }, dmz: true },
      ]),
    )
    const web = workloads.filter(({ workload }) => workload === 'StatefulSet/web')
    expect(web.map((each) => [each.class, each.pods.map(({ name }) => name)])).to.deep.equal([
      ['cde', ['web-1']],
      ['connected', ['web-0']],
    ])
    const shared = endpoints.find(({ name }) => name === 'shop/StatefulSet/web')
    expect(shared?.classes).to.deep.equal(['cde', 'connected'])
    expect(shared?.dmz).to.equal(false)
  })

  it('has everything unclassified without a scope', async () => {
    const { workloads } = await input(objects, { waivers: [] })
    expect(workloads.every((each) => each.class === 'unclassified')).to.equal(true)
  })

  it('puts addresses into the worst network: what no network holds whole is untrusted', async () => {
    const cidrs = ['10.0.0.0/8', '10.9.0.0/16', '203.0.113.0/24', '198.51.100.0/24']
    const policy = networkPolicy('shop', 'split', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: cidrs.map((cidr, at) => ({ to: [{ ipBlock: { cidr } }], ports: [{ port: at + 1 }] })),
    })
    const networks = [
      { id: 'office', kind: 'trusted', cidrs: ['10.0.0.0/8'] },
      { id: 'guests', kind: 'untrusted', cidrs: ['10.9.0.0/16'] },
      { id: 'acquirer', kind: 'third-party', cidrs: ['203.0.113.0/24'] },
    ] as const
    const { endpoints } = await input([...objects, policy], scope([], { networks }))
    const zones = endpoints.flatMap(({ name, zone }) => (zone === undefined ? [] : [[name, zone]]))
    const zoneOf = (start: string) => zones.find(([name]) => name?.startsWith(start))?.[1]
    expect(zoneOf('10.0.0.0')).to.equal('trusted')
    expect(zoneOf('10.9.0.0')).to.equal('untrusted')
    expect(zoneOf('203.0.113.0')).to.equal('third-party')
    expect(zoneOf('198.51.100.0')).to.equal('untrusted')
    expect(zoneOf('0.0.0.0')).to.equal('untrusted')
  })
})
