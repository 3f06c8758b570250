import { expect } from 'chai'
import type { Scope, ScopeRule } from '../../src/model/scope.ts'
import { evaluated } from './builders.ts'
import { namespace, pod } from './objects.ts'

const rule = (
  id: string,
  name: ScopeRule['class'],
  subjects: ScopeRule['subjects'],
): ScopeRule => ({ id, class: name, subjects })

const objects = [
  namespace('shop'),
  namespace('blog'),
  pod('shop', 'ledger'),
  pod('shop', 'web'),
  pod('blog', 'ledger'),
]

async function overlaps(rules?: readonly ScopeRule[]) {
  const rest = { nodes: [], platformNamespaces: [], networks: [] }
  const entity: Scope['entity'] = { name: 'Example Payments', kind: 'merchant' }
  const scope = rules === undefined ? {} : { scope: { entity, rules, ...rest } }
  return (await evaluated(objects, { waivers: [], ...scope })).organisation.ruleOverlaps
}

const LEDGERS = rule('ledgers', 'cde', { workloads: ['StatefulSet/ledger'] })

describe('ruleOverlaps', () => {
  it('names pairs of rules that both match workloads, with their number and one of them', async () => {
    const later = rule('shop', 'connected', { namespaces: ['shop', 'blog'] })
    expect(await overlaps([LEDGERS, later])).to.deep.equal([
      { first: 'ledgers', later: 'shop', workloads: 2, example: 'blog/StatefulSet/ledger' },
    ])
  })

  it('passes over a rule from which an earlier one is an exception', async () => {
    const exception = rule('exception', 'cde', {
      namespaces: ['shop'],
      workloads: ['StatefulSet/ledger'],
    })
    const rest = rule('rest', 'connected', { namespaces: ['shop'] })
    const others = rule('others', 'connected', { clusters: ['*'] })
    expect(await overlaps([exception, rest, others])).to.deep.equal([])
  })

  it('asks pod labels of every pod, and leaves out rules that could meet and do not', async () => {
    const labelled = rule('labelled', 'connected', {
      podLabels: [{ key: 'app', operator: 'In', values: ['ledger'] }],
    })
    const elsewhere = rule('elsewhere', 'connected', { namespaces: ['gone'] })
    const both = await overlaps([LEDGERS, labelled, elsewhere])
    expect(both?.map(({ first, later }) => [first, later])).to.deep.equal([['ledgers', 'labelled']])
  })

  it('is absent without a scope file', async () => {
    expect(await overlaps()).to.equal(undefined)
  })
})
