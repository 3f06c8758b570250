import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonObject } from '../../../src/core/json.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { factsOf } from '../ask-rights.ts'

const owner = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: name, controller: true },
]

function pod(name: string, ownedBy: string, spec: JsonObject = {}, phase = 'Running'): KubeObject {
  const [kind = '', ownerName = ''] = ownedBy.split('/')
  const metadata = { name, namespace: 'shop', ownerReferences: owner(kind, ownerName) }
  return {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata },
    ...{ spec: { containers: [], ...spec }, status: { phase } },
  }
}

function workload(kind: string, name: string, spec: JsonObject, ownedBy?: string): KubeObject {
  const [above = '', aboveName = ''] = (ownedBy ?? '').split('/')
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'shop',
      ...(ownedBy === undefined ? {} : { ownerReferences: owner(above, aboveName) }),
    },
    spec: { template: { spec: { containers: [], ...spec } } },
  }
}

const said = (...objects: readonly KubeObject[]) =>
  factsOf(objects).tokens.map(({ workload: name, pods, shape, key }) => ({
    name,
    pods,
    account: shape.serviceAccount,
    of: key.split('/').at(-1),
  }))

describe('what pods say of tokens', () => {
  it('is kept once for pods that are alike, under the workload at the top', () => {
    const objects = [
      workload('Deployment', 'web', { serviceAccountName: 'new' }),
      workload('ReplicaSet', 'web-1', { serviceAccountName: 'web' }, 'Deployment/web'),
      ...['c', 'a', 'b'].map((each) =>
        pod(`web-1-${each}`, 'ReplicaSet/web-1', { serviceAccountName: 'web' }),
      ),
      pod('web-1-d', 'ReplicaSet/web-1', { serviceAccountName: 'other' }),
      pod('web-1-e', 'ReplicaSet/web-1', { serviceAccountName: 'done' }, 'Succeeded'),
    ]
    const expected = [
      { name: 'Deployment/web', pods: 3, account: 'web', of: 'web-1-a' },
      { name: 'Deployment/web', pods: 1, account: 'other', of: 'web-1-d' },
    ]
    expect(said(...objects)).to.deep.equal(expected)
    expect(said(...objects.toReversed())).to.deep.equal(expected)
  })

  it('does not grow with the number of pods', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (count) => {
        const pods = Array.from({ length: count }, (_, index) => pod(`a-${index}`, 'DaemonSet/a'))
        expect(said(...pods)).to.have.length(1)
      }),
    )
  })

  it('is read from the template of a workload without pods, and not of old revisions', () => {
    expect(
      said(
        workload('Deployment', 'web', { serviceAccountName: 'web' }),
        workload('ReplicaSet', 'web-1', { serviceAccountName: 'old' }, 'Deployment/web'),
        workload('StatefulSet', 'db', {}),
      ),
    ).to.deep.equal([
      { name: 'Deployment/web', pods: 0, account: 'web', of: 'web' },
      { name: 'StatefulSet/db', pods: 0, account: 'default', of: 'db' },
    ])
  })

  it('takes the older name of the field where the newer one is not set', () => {
    expect(said(pod('a', 'DaemonSet/a', { serviceAccount: 'old' }))[0]?.account).to.equal('old')
    const both = { serviceAccount: 'old', serviceAccountName: 'web' }
    expect(said(pod('a', 'DaemonSet/a', both))[0]?.account).to.equal('web')
  })

  it('knows a token for the API server from one for somebody else', () => {
    const volume = (audience?: string) => {
      const serviceAccountToken = { path: 'token', ...(audience === undefined ? {} : { audience }) }
      const volumes = [{ name: 'x', projected: { sources: [{ serviceAccountToken }] } }]
      return factsOf([pod('a', 'DaemonSet/a', { volumes })]).tokens[0]?.shape.volume
    }
    const own = [
      '',
      'https://kubernetes.default.svc',
      'https://kubernetes.default.svc.cluster.local',
    ]
    for (const audience of [undefined, ...own]) expect(volume(audience)).to.equal(true)
    for (const audience of ['vault', 'sts.amazonaws.com', 'https://kubernetes.defaults'])
      expect(volume(audience)).to.equal(false)
  })

  it('lists a pod whose fields are none as unreadable', () => {
    const faults: readonly (readonly [JsonObject, string])[] = [
      [{ automountServiceAccountToken: 'no' }, '/spec/automountServiceAccountToken'],
      [{ volumes: {} }, '/spec/volumes'],
      [
        { volumes: [{ projected: { sources: [{ serviceAccountToken: 3 }] } }] },
        '/spec/volumes/0/projected/sources/0/serviceAccountToken',
      ],
    ]
    for (const [spec, pointer] of faults) {
      const { tokens, unreadable } = factsOf([pod('a', 'DaemonSet/a', spec)])
      expect([tokens.length, unreadable[0]?.pointer]).to.deep.equal([0, pointer])
    }
  })
})

describe('service accounts', () => {
  const account = (automount: unknown): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'web', namespace: 'shop' },
    automountServiceAccountToken: automount as boolean,
  })

  it('say whether they lend their token, or nothing', () => {
    const of = (value: unknown) => factsOf([account(value)]).serviceAccounts[0]?.automount
    expect([of(true), of(false), of(null), of(undefined)]).to.deep.equal([
      ...[true, false, undefined, undefined],
    ])
    expect(factsOf([account('no')]).unreadable[0]?.pointer).to.equal(
      '/automountServiceAccountToken',
    )
  })
})
