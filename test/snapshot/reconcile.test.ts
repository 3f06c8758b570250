import { expect } from 'chai'
import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Gap, ResourceRecord, Snapshot } from '../../src/model/snapshot.ts'
import { digestOf } from '../../src/core/digest.ts'
import { reconciler } from '../../src/snapshot/reconcile.ts'
import { object, pod } from './builders.ts'

const RBAC = 'rbac.authorization.k8s.io'

function list(resource: string, kind: string, count: number): ResourceRecord {
  return { resource, kind, status: 'ok', count, root: digestOf(resource) }
}

const LISTS = [
  list('namespaces', 'Namespace', 1),
  list('nodes', 'Node', 1),
  list('pods', 'Pod', 2),
  list('replicasets.apps', 'ReplicaSet', 1),
  list('serviceaccounts', 'ServiceAccount', 0),
  list('services', 'Service', 0),
  list(`clusterroles.${RBAC}`, 'ClusterRole', 0),
]

function reconciled(objects: readonly KubeObject[], gaps: readonly Gap[] = []) {
  const snapshot = { resources: LISTS, gaps } as unknown as Snapshot
  const { see, reconciliation } = reconciler(snapshot)
  for (const each of objects) see(each)
  return reconciliation()
}

function tally(kind: string, objects: readonly KubeObject[], gaps: readonly Gap[] = []) {
  const { references } = reconciled(objects, gaps)
  const { named, found, unread, missing } = references.find((one) => one.kind === kind)!
  return { named, found, unread, missing }
}

const shop = object('v1', 'Namespace', { name: 'shop' })
const node = object('v1', 'Node', { name: 'n-1', uid: 'node-uid' })
const owner = (of: JsonObject) => [
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', ...of },
]
const replicaSet = object('apps/v1', 'ReplicaSet', { name: 'web', namespace: 'shop', uid: 'u-1' })
const owned = (of: JsonObject) =>
  object('v1', 'Pod', { name: 'web-1', namespace: 'shop', ownerReferences: owner(of) })

describe('reconciliation of lists', () => {
  it('counts the objects of the file beside the sum of the lists', () => {
    const { listed, stored, references } = reconciled([shop, node])
    expect({ listed, stored }).to.deep.equal({ listed: 5, stored: 2 })
    expect(references.map(({ kind }) => kind)).to.deep.equal([
      ...['namespace', 'node', 'owner', 'service-account', 'service', 'role'],
    ])
  })

  it('finds namespaces and nodes whatever the order of objects, and names who misses one', () => {
    const pods = [pod('a', { spec: { nodeName: 'n-1' } }), pod('b', { spec: { nodeName: 'n-9' } })]
    expect(tally('namespace', [...pods, shop])).to.deep.equal({
      ...{ named: 2, found: 2, unread: 0, missing: [] },
    })
    expect(tally('node', [...pods, node])).to.deep.equal({
      ...{ named: 2, found: 1, unread: 0, missing: ['/v1/Pod/shop/b -> Node n-9'] },
    })
  })

  it('leaves open what was not read whole', () => {
    const gap: Gap = { resource: 'nodes', status: 'forbidden', reason: 'no' }
    const found = tally('node', [pod('a', { spec: { nodeName: 'n-9' } })], [gap])
    expect(found).to.deep.equal({ named: 1, found: 0, unread: 1, missing: [] })
  })

  it('takes an owner of another UID, or of none, as missing, and one without UID as found', () => {
    expect(tally('owner', [owned({ uid: 'u-1' }), replicaSet]).found).to.equal(1)
    expect(tally('owner', [owned({}), replicaSet]).found).to.equal(1)
    const gone = tally('owner', [owned({ uid: 'u-0' }), replicaSet])
    expect(gone.missing).to.deep.equal(['/v1/Pod/shop/web-1 -> ReplicaSet shop/web'])
  })

  it('finds owners without a namespace, and leaves kinds open that it does not read', () => {
    const mirror = owned({ apiVersion: 'v1', kind: 'Node', name: 'n-1', uid: 'node-uid' })
    expect(tally('owner', [mirror, node]).found).to.equal(1)
    const custom = owned({ apiVersion: 'example.com/v1', kind: 'Widget', name: 'w' })
    expect(tally('owner', [custom]).unread).to.equal(1)
  })

  it('looks up service accounts, services of slices and roles of bindings', () => {
    const account = object('v1', 'ServiceAccount', { name: 'web', namespace: 'shop' })
    const user = pod('a', { spec: { serviceAccountName: 'web' } })
    expect(tally('service-account', [user, account]).found).to.equal(1)
    const labels = { 'kubernetes.io/service-name': 'web' }
    const slice = object('discovery.k8s.io/v1', 'EndpointSlice', {
      ...{ name: 'web-x', namespace: 'shop', labels },
    })
    expect(tally('service', [slice]).missing).to.deep.equal([
      'discovery.k8s.io/v1/EndpointSlice/shop/web-x -> Service shop/web',
    ])
    const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' }
    const binding = object(`${RBAC}/v1`, 'ClusterRoleBinding', { name: 'all' }, { roleRef })
    const role = object(`${RBAC}/v1`, 'ClusterRole', { name: 'view' })
    expect(tally('role', [role, binding]).found).to.equal(1)
    expect(tally('role', [binding]).missing).to.deep.equal([
      `${RBAC}/v1/ClusterRoleBinding//all -> ClusterRole view`,
    ])
  })

  it('passes over fields of another form', () => {
    const odd = object('v1', 'Pod', { name: 'a', ownerReferences: ['x', { kind: 1 }] }, { spec: 7 })
    expect(reconciled([odd]).references.every(({ named }) => named === 0)).to.equal(true)
  })

  it('tells the first few that are missing, sorted', () => {
    const pods = ['d', 'c', 'b', 'a'].map((name) => pod(name, { spec: { nodeName: `n-${name}` } }))
    const { named, found, missing } = tally('node', pods)
    expect([named, found, missing.length]).to.deep.equal([4, 0, 3])
    expect(missing[0]).to.equal('/v1/Pod/shop/a -> Node n-a')
  })
})
