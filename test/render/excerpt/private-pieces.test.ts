import { expect } from 'chai'
import type { KubeObject } from '../../../src/model/object.ts'
import { privatePieces } from '../../../src/render/excerpt/private-pieces.ts'
import { NamesSeen } from '../../../src/render/excerpt/private-names.ts'

function object(kind: string, name: string, more: object = {}, namespace?: string): KubeObject {
  const where = namespace === undefined ? {} : { namespace }
  const { metadata = {}, ...rest } = more as { metadata?: object }
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, ...where, ...metadata },
    ...rest,
  }
}

function known(...objects: readonly KubeObject[]) {
  const seen = new NamesSeen()
  for (const each of objects) seen.object(each)
  return seen.names()
}

/** The text with each private name by its kind. */
function hidden(text: string, ...objects: readonly KubeObject[]): string {
  return privatePieces(text, known(...objects))
    .map((piece) => (typeof piece === 'string' ? piece : `<${piece.kind}>`))
    .join('')
}

const NODE = object('Node', 'worker-7', {
  metadata: { labels: { 'kubernetes.io/hostname': 'w7' } },
  spec: { providerID: 'aws:///eu-west-1a/i-0abc123' },
  status: { addresses: [{ type: 'InternalDNS', address: 'w7.corp.example' }] },
})

describe('privatePieces', () => {
  it('hides the host of a link to a record of the organisation, wherever it is named', () => {
    const seen = new NamesSeen()
    const link = 'https://records.example.com/pentest/2025-09'
    seen.organisation({ statements: [{ evidence: [{ link }] }] } as never)
    const said = privatePieces(`see ${link}`, seen.names())
    expect(
      said.map((piece) => (typeof piece === 'string' ? piece : `<${piece.kind}>`)).join(''),
    ).to.equal('see https://<host>/pentest/2025-09')
  })

  it('knows a node by each of its names', () => {
    expect(hidden('worker-7, w7.corp.example (w7); i-0abc123', NODE)).to.equal(
      '<node>, <node> (<node>); <node>',
    )
    expect(hidden('/v1/Node//worker-7 and prod//Node/worker-7.', NODE)).to.equal(
      '/v1/Node//<node> and prod//Node/<node>.',
    )
  })

  it('finds it in the names of its own pods and of blocks of addresses', () => {
    const pod = object('Pod', 'etcd-worker-7', { spec: { nodeName: 'worker-7' } }, 'kube-system')
    const block = object('BlockAffinity', 'worker-7-10-244-0-0-24')
    expect(hidden('kube-system/Pod/etcd-worker-7', NODE, pod)).to.equal(
      'kube-system/Pod/etcd-<node>',
    )
    expect(hidden('//BlockAffinity//worker-7-10-244-0-0-24', NODE, block)).to.equal(
      '//BlockAffinity//<node>-<address>',
    )
  })

  it('leaves what a node shares its name with, but where a node is said', () => {
    const objects = [object('Node', 'web'), object('Pod', 'web', {}, 'shop')]
    expect(hidden('shop/Pod/web on node web, as shop-web', ...objects)).to.equal(
      'shop/Pod/web on node <node>, as shop-web',
    )
    expect(hidden('/v1/Node//web', ...objects)).to.equal('/v1/Node//<node>')
  })

  it('knows an image by each of its parts', () => {
    const image = 'registry.corp.example:5000/pay/web:1.2@sha256:00ff'
    const pod = object('Pod', 'web', { spec: { containers: [{ image }] } }, 'shop')
    expect(hidden(`runs ${image}; no tag: registry.corp.example:5000/pay/web`, pod)).to.equal(
      'runs <image>; no tag: <image>',
    )
    expect(hidden('from registry.corp.example, as sha256:00ff', pod)).to.equal(
      'from <host>, as <image>',
    )
  })

  it('knows hosts, and leaves Services', () => {
    const objects = [
      object('Ingress', 'web', { spec: { rules: [{ host: 'pay.corp.example' }] } }, 'shop'),
      object('Service', 'db', { spec: { externalName: 'db.shop.svc' } }, 'shop'),
    ]
    expect(hidden('https://pay.corp.example/x to db.shop.svc', ...objects)).to.equal(
      'https://<host>/x to db.shop.svc',
    )
  })

  it('knows annotations by their keys, and their values beside them', () => {
    const annotations = { 'corp.example/redirect': 'true', owner: 'Team Seven', 'a.b/x': 'k9-zulu' }
    const ingress = object('Ingress', 'web', { metadata: { annotations } }, 'shop')
    expect(hidden('corp.example/redirect is "true"; it is true', ingress)).to.equal(
      '<annotation> is "<annotation-value>"; it is <annotation-value>',
    )
    expect(hidden('the owner; annotation owner is Team Seven', ingress)).to.equal(
      'the owner; annotation <annotation> is <annotation-value>',
    )
    expect(hidden('that is true of k9-zulu', ingress)).to.equal(
      'that is true of <annotation-value>',
    )
  })
})
