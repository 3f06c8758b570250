import { expect } from 'chai'
import { evaluated, organisationOf, resultOf } from './builders.ts'
import type { SnapshotChanges } from './builders.ts'
import { namespace, node, pod } from './objects.ts'

const objects = [
  namespace('payments'),
  namespace('empty'),
  pod('payments', 'ledger', { node: 'cde-1' }),
  pod('payments', 'web', { node: 'worker-1' }),
  node('cde-1'),
  node('worker-1'),
]

const scopeOf = (rules: readonly string[], nodes: readonly string[] = []) =>
  `format: scope/v1
entity: { name: Example Payments, kind: merchant }
rules:${rules.length === 0 ? ' []' : rules.map((rule) => `\n  - ${rule}`).join('')}
nodes:${nodes.length === 0 ? ' []' : nodes.map((line) => `\n  - ${line}`).join('')}
`

const rule = (id: string, name: string, subjects: string) =>
  `{ id: ${id}, class: ${name}, subjects: ${subjects}, justification: of this test }`

async function evaluation(scope: string, changes: Partial<SnapshotChanges> = {}) {
  return evaluated(objects, organisationOf({ scope }), changes)
}

async function remarks(scope: string, changes: Partial<SnapshotChanges> = {}) {
  const { organisation } = await evaluation(scope, changes)
  return organisation.scopeRemarks?.filter(
    ({ kind }) => !['unclassified-nodes', 'no-node-rules'].includes(kind),
  )
}

describe('scopeRemarks', () => {
  const ledger = rule('ledger', 'cde', '{ workloads: [StatefulSet/ledger] }')
  const names = (kind: string, list: string) => rule('one', 'cde', `{ ${kind}: [${list}] }`)

  it('names rules that mean the cluster and nothing in it', async () => {
    for (const idle of [
      names('namespaces', 'paymnts'),
      names('workloads', 'StatfulSet/ledger'),
      rule('one', 'cde', '{ namespaces: [empty], workloads: [Deployment/web] }'),
      rule('one', 'cde', '{ podLabels: { matchLabels: { app: gone } } }'),
    ])
      expect(await remarks(scopeOf([idle])), idle).to.deep.equal([
        { kind: 'idle-rule', rule: 'one', class: 'cde' },
      ])
  })

  it('says nothing of rules that name a namespace or a pod, or other clusters alone', async () => {
    for (const used of [
      names('namespaces', 'payments'),
      names('namespaces', 'empty'),
      names('workloads', 'StatefulSet/led*'),
      names('clusters', 'elsewhere'),
    ])
      expect(await remarks(scopeOf([used])), used).to.deep.equal([])
  })

  it('says nothing of lists that were not read', async () => {
    const scope = scopeOf([names('namespaces', 'gone')], ['{ nodes: [gone], class: cde }'])
    for (const resource of ['pods', 'namespaces'] as const) {
      const gaps = [{ resource, status: 'forbidden' as const, reason: 'forbidden' }]
      const said = await remarks(scope, { gaps })
      expect(said?.map(({ kind }) => kind)).to.deep.equal(['idle-nodes'])
    }
    const gaps = [{ resource: 'nodes', status: 'forbidden' as const, reason: 'forbidden' }]
    const said = await remarks(scope, { gaps })
    expect(said?.map(({ kind }) => kind)).to.deep.equal(['idle-rule'])
  })

  it('names nodes that no rule names, and rules that name no node', async () => {
    const scope = scopeOf([], ['{ nodes: [cde-*], class: cde }', '{ nodes: [gone-*], class: cde }'])
    expect((await evaluation(scope)).organisation.scopeRemarks).to.deep.equal([
      { kind: 'idle-nodes', nodes: ['gone-*'], class: 'cde' },
      { kind: 'unclassified-nodes', nodes: ['worker-1'] },
    ])
  })

  it('says how many nodes there are where the scope names none', async () => {
    expect((await evaluation(scopeOf([]))).organisation.scopeRemarks).to.deep.equal([
      { kind: 'no-node-rules', nodes: 2 },
    ])
  })

  it('names nodes of another class that run the CDE, or that a later rule puts into it', async () => {
    const scope = scopeOf(
      [ledger],
      ['{ nodes: ["*-1"], class: out-of-scope }', '{ nodes: [cde-*], class: cde }'],
    )
    const about = { node: 'cde-1', class: 'out-of-scope' }
    expect(await remarks(scope)).to.deep.equal([
      { kind: 'node-runs-cde', ...about, workload: 'payments/StatefulSet/ledger' },
      { kind: 'node-cde-by-later-rule', ...about },
    ])
  })

  it('is absent without a scope file', async () => {
    const { organisation } = await evaluated(objects, { waivers: [] })
    expect(organisation.scopeRemarks).to.equal(undefined)
  })
})

describe('a cluster in which an expected environment is missing', () => {
  const away = (clusters: string) =>
    scopeOf([
      rule('cards', 'cde', `{ ${clusters}namespaces: [paymnts] }`),
      rule('rest', 'out-of-scope', '{ namespaces: ["*"] }'),
    ])
  const outcome = async (scope: string, control = '1.4.1') => {
    const { outcome: said, reason } = resultOf(await evaluation(scope), 'pci-dss-4.0.1', control)
    return `${said}: ${reason}`
  }

  it('is undetermined where a rule names the cluster for it', async () => {
    for (const control of ['1.4.1', '1.4.4'])
      expect(await outcome(away('clusters: [pro*], '), control), control).to.match(
        /^undetermined: .*by rule cards the scope has a cardholder-data environment here, and no workload is in it/,
      )
  })

  it('is undetermined where the cluster has a node of it', async () => {
    const scope = away('').replace('nodes: []', 'nodes: [{ nodes: [cde-*], class: cde }]')
    expect(await outcome(scope)).to.match(/^undetermined: .*by node cde-1 the scope/)
  })

  it('is without subjects where nothing says that the cluster has one', async () => {
    expect(await outcome(away(''))).to.match(/^not-applicable/)
  })
})
