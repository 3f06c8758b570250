import { expect } from 'chai'
import type { ApprovedFlow, FlowSide, Organisation } from '../../src/model/scope.ts'
import { evaluated } from './builders.ts'
import { namespace, networkPolicy, pod } from './objects.ts'

function flow(id: string, to: FlowSide, changes: Partial<ApprovedFlow> = {}): ApprovedFlow {
  return {
    id,
    from: { kind: 'subjects', subjects: { namespaces: ['shop'] } },
    to,
    protocol: 'TCP',
    ports: [{ from: 443, to: 443 }],
    need: 'checkout',
    approvedBy: 'Network owner',
    approvedOn: '2026-01-01',
    reviewBy: '2027-01-01',
    ...changes,
  }
}

const blog: FlowSide = { kind: 'subjects', subjects: { namespaces: ['blog'] } }
const elsewhere: FlowSide = { kind: 'subjects', subjects: { clusters: ['staging'] } }

const objects = [
  namespace('shop'),
  namespace('blog'),
  namespace('empty'),
  pod('shop', 'web'),
  pod('shop', 'cart'),
  pod('blog', 'site'),
  networkPolicy('blog', 'deny', { podSelector: {}, policyTypes: ['Ingress'] }),
]

async function report(changes: Partial<Organisation>) {
  const organisation: Organisation = { waivers: [], ...changes }
  return (await evaluated(objects, organisation)).organisation
}

describe('organisationReport', () => {
  it('names approved flows that nothing allows, and not those of other clusters', async () => {
    const { unusedFlows } = await report({
      flows: [
        flow('denied', blog),
        flow('used', { kind: 'cidrs', cidrs: ['203.0.113.0/24'] }),
        flow('by-name', { kind: 'fqdn', names: ['acquirer.example'] }),
        flow('nobody', { kind: 'subjects', subjects: { namespaces: ['gone'] } }),
        flow('elsewhere', elsewhere),
      ],
    })
    expect(unusedFlows).to.deep.equal(['denied', 'nobody'])
  })

  it('shows of a flow that is denied a connection, the side that denies and its rule', async () => {
    const { deniedFlows } = await report({
      flows: [flow('denied', blog), flow('used', { kind: 'cidrs', cidrs: ['203.0.113.0/24'] })],
    })
    const [denied, ...more] = deniedFlows ?? []
    expect(more).to.deep.equal([])
    expect(denied).to.include({ id: 'denied', pairs: 2, closed: 2, partly: 0 })
    const { egress, ingress } = denied?.example ?? {}
    expect([egress?.verdict, ingress?.verdict]).to.deep.equal(['allowed', 'denied'])
    expect(ingress?.rules).to.deep.equal([
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/blog/deny',
        pointer: '/spec',
        effect: 'isolates',
      },
    ])
  })

  it('names approved flows whose review is overdue on the day of the snapshot', async () => {
    const { overdueFlows } = await report({
      flows: [
        flow('yesterday', blog, { reviewBy: '2026-11-22' }),
        flow('today', blog, { reviewBy: '2026-11-23' }),
      ],
    })
    expect(overdueFlows).to.deep.equal(['yesterday'])
  })

  it('names flows that are too broad, and whether they list anything', async () => {
    const any = { kind: 'subjects', subjects: { namespaces: ['*'] } } as const
    const { broadFlows } = await report({
      flows: [flow('one', blog), flow('all', blog, { ports: [] }), flow('any', any)],
    })
    expect(broadFlows?.map(({ id, lists }) => `${id} ${lists}`)).to.deep.equal([
      'all false',
      'any true',
    ])
  })

  it('names flows that are not approved yet on the day of the snapshot', async () => {
    const { notYetFlows } = await report({
      flows: [
        flow('today', blog, { approvedOn: '2026-11-23' }),
        flow('tomorrow', blog, { approvedOn: '2026-11-24', reviewBy: '2027-11-24' }),
      ],
    })
    expect(notYetFlows).to.deep.equal(['tomorrow'])
  })

  it('names namespaces that no rule speaks of, and else the single workloads', async () => {
    const { unclassified } = await report({
      scope: {
        entity: { name: 'Example Payments', kind: 'merchant' },
        rules: [
          {
            id: 'web',
            class: 'cde',
            subjects: { namespaces: ['shop'], workloads: ['StatefulSet/web'] },
          },
          { id: 'empty', class: 'connected', subjects: { namespaces: ['empty'] } },
        ],
        nodes: [],
        platformNamespaces: [],
        networks: [],
      },
    })
    expect(unclassified).to.deep.equal(['blog', 'shop/StatefulSet/cart'])
  })
})
