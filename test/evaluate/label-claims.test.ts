import { expect } from 'chai'
import { REDACTED } from '../../src/core/redacted.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Scope, ScopeLabel } from '../../src/model/scope.ts'
import { evaluated } from './builders.ts'
import { namespace, node, pod } from './objects.ts'

const KEY = 'pci-scope'
const LABEL: ScopeLabel = {
  key: KEY,
  classes: { cde: ['cde', 'in'], connected: ['connected'], 'out-of-scope': ['out'] },
}

const SCOPE: Scope = {
  entity: { name: 'Example Payments', kind: 'merchant' },
  rules: [
    {
      id: 'ledger',
      class: 'cde',
      subjects: { namespaces: ['shop'], workloads: ['StatefulSet/ledger'] },
    },
    { id: 'payments', class: 'cde', subjects: { namespaces: ['payments*'] } },
    { id: 'shop', class: 'connected', subjects: { namespaces: ['shop'] } },
  ],
  nodes: [{ nodes: ['cde-*'], class: 'cde' }],
  platformNamespaces: [],
  networks: [],
}

const labelled = (name: string, value: string): KubeObject => namespace(name, { [KEY]: value })

function labelledNode(name: string, value: string): KubeObject {
  const plain = node(name)
  return { ...plain, metadata: { ...plain.metadata, labels: { [KEY]: value } } }
}

const evaluation = (objects: readonly KubeObject[], changes: Partial<Scope> = {}) =>
  evaluated(objects, { waivers: [], scope: { ...SCOPE, labels: LABEL, ...changes } })

async function claims(objects: readonly KubeObject[], changes: Partial<Scope> = {}) {
  const { labelClaims } = (await evaluation(objects, changes)).organisation
  return labelClaims?.map(({ object, value, kind, declared }) => ({
    ...{ object, kind, declared },
    ...(value === undefined ? {} : { value }),
  }))
}

describe('labelClaims', () => {
  it('lists a namespace whose label says another class, not one that agrees or says nothing', async () => {
    const objects = [
      labelled('payments', 'out'),
      labelled('payments-2', 'in'),
      namespace('payments-3'),
      labelled('blog', 'cde'),
    ]
    expect(await claims(objects)).to.deep.equal([
      { object: 'Namespace/blog', kind: 'another-class', declared: 'unclassified', value: 'cde' },
      { object: 'Namespace/payments', kind: 'another-class', declared: 'cde', value: 'out' },
    ])
  })

  it('holds the label of a namespace with several classes against the strictest', async () => {
    const pods = [pod('shop', 'ledger'), pod('shop', 'web')]
    expect(await claims([labelled('shop', 'cde'), ...pods])).to.deep.equal([])
    expect(await claims([labelled('shop', 'connected'), ...pods])).to.deep.equal([
      { object: 'Namespace/shop', kind: 'another-class', declared: 'cde', value: 'connected' },
    ])
  })

  it('says that a value is unknown, redacted or not read', async () => {
    const objects = [
      labelled('payments', 'maybe'),
      labelled('payments-2', REDACTED),
      pod('payments-3', 'api'),
    ]
    expect(await claims(objects)).to.deep.equal([
      { object: 'Namespace/payments', kind: 'no-class', declared: 'cde', value: 'maybe' },
      { object: 'Namespace/payments-2', kind: 'redacted', declared: 'cde' },
      { object: 'Namespace/payments-3', kind: 'not-read', declared: 'cde' },
    ])
  })

  it('compares nodes where the scope puts nodes of the cluster into classes', async () => {
    const objects = [
      labelledNode('cde-1', 'out'),
      labelledNode('cde-2', 'cde'),
      labelledNode('web-1', 'cde'),
      namespace('payments'),
      pod('payments', 'api', { node: 'cde-3' }),
    ]
    expect(await claims(objects)).to.deep.equal([
      { object: 'Node/cde-1', kind: 'another-class', declared: 'cde', value: 'out' },
      { object: 'Node/cde-3', kind: 'not-read', declared: 'cde' },
      { object: 'Node/web-1', kind: 'another-class', declared: 'unclassified', value: 'cde' },
    ])
    const elsewhere: Scope['nodes'] = [{ clusters: ['staging'], nodes: ['*'], class: 'cde' }]
    expect(await claims(objects, { nodes: elsewhere })).to.deep.equal([])
  })

  it('is absent where the scope names no label', async () => {
    const { organisation } = await evaluated([labelled('payments', 'out')], {
      waivers: [],
      scope: SCOPE,
    })
    expect(organisation).not.to.have.property('labelClaims')
  })

  it('takes a label for what it is, whatever its key', async () => {
    const changes = { labels: { key: 'constructor', classes: { cde: ['in'] } } }
    expect(await claims([namespace('payments')], changes)).to.deep.equal([])
  })

  it('changes no result and no digest', async () => {
    const objects = [labelled('payments', 'out'), pod('payments', 'api')]
    const compared = await evaluation(objects)
    const silent = await evaluated(objects, { waivers: [], scope: SCOPE })
    expect(compared.organisation.labelClaims).to.have.length(1)
    expect(compared.digests).to.deep.equal(silent.digests)
    expect(compared.controls).to.deep.equal(silent.controls)
    expect(compared.scope).to.deep.equal(silent.scope)
  })
})
