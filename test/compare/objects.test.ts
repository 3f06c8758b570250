import { expect } from 'chai'
import fc from 'fast-check'
import { compareObjects } from '../../src/compare/objects.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** An object with defaults. */
function object(name: string, spec: string, extra: Partial<KubeObject> = {}): KubeObject {
  const metadata = { namespace: 'shop', name, uid: `uid-${name}` }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { image: spec },
    ...extra,
  }
}

function source(...objects: readonly KubeObject[]) {
  return async function* () {
    await Promise.resolve()
    yield* objects
  }
}

function changesOf(base: readonly KubeObject[], head: readonly KubeObject[]) {
  return compareObjects('prod', source(...base), source(...head))
}

describe('compareObjects', () => {
  it('tells added, removed and changed objects apart, sorted by key', async () => {
    const { changes } = await changesOf(
      [object('a', '1'), object('b', '1'), object('c', '1')],
      [object('b', '2'), object('c', '1'), object('d', '1')],
    )
    expect(changes.map(({ change, key }) => `${change} ${key}`)).to.deep.equal([
      'removed apps/v1/Deployment/shop/a',
      'changed apps/v1/Deployment/shop/b',
      'added apps/v1/Deployment/shop/d',
    ])
  })

  it('shows a change as a readable difference without what the server sets', async () => {
    const before = object('a', 'web:1')
    const after = {
      ...object('a', 'web:2'),
      metadata: { ...before.metadata, uid: 'another', generation: 7 },
    }
    const { changes } = await changesOf([before], [after])
    expect(changes[0]?.diff).to.include('-  image: web:1').and.include('+  image: web:2')
    expect(changes[0]?.diff).to.not.include('generation')
  })

  it('shows all lines of a policy that came or went, and of nothing else', async () => {
    const policy = object('debug', '', {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
      metadata: { namespace: 'shop', name: 'debug', uid: 'one', resourceVersion: '7' },
      spec: { podSelector: {}, ingress: [{}] },
    })
    const [web] = [object('web', '1')]
    const added = (await changesOf([], [web, policy])).changes
    expect(added.map(({ diff }) => diff === undefined)).to.deep.equal([true, false])
    const shown = added[1]?.diff ?? ''
    expect(shown).to.include('+kind: NetworkPolicy').and.include('+  name: debug')
    expect(shown)
      .to.not.match(/^[- ](?!--)/m)
      .and.not.match(/uid|resourceVersion/)
    const [, gone] = (await changesOf([web, policy], [])).changes
    expect(gone?.diff?.split('\n').slice(3)).to.deep.equal(
      shown
        .split('\n')
        .slice(3)
        .map((line) => line.replace(/^\+/, '-')),
    )
  })

  it('says nothing of objects that differ only in status or server-set metadata', async () => {
    const after = { ...object('a', '1'), status: { replicas: 3 } } as KubeObject
    expect((await changesOf([object('a', '1')], [after])).changes).to.deep.equal([])
  })

  it('says a changed version once per kind and not once per object', async () => {
    const old = (name: string) => object(name, '1', { apiVersion: 'apps/v1beta1' })
    const { changes, versions } = await changesOf(
      [old('a'), old('b')],
      [object('a', '1'), object('b', '1')],
    )
    expect(changes).to.deep.equal([])
    expect(versions).to.deep.equal(['apps/Deployment: v1beta1 before, v1 now'])
  })

  it('leaves out pods that a controller owns', async () => {
    const metadata = { namespace: 'shop', name: 'web-1', ownerReferences: [{ kind: 'ReplicaSet' }] }
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata } as unknown as KubeObject
    expect((await changesOf([], [pod])).changes).to.deep.equal([])
  })

  it('mirrors added and removed when the sides are swapped', async () => {
    const estates = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
      .map((names) => names.sort().map((name) => object(name, '1')))
    await fc.assert(
      fc.asyncProperty(estates, estates, async (one, two) => {
        const forth = await changesOf(one, two)
        const back = await changesOf(two, one)
        const keys = (changes: typeof forth.changes, kind: string) =>
          changes.filter(({ change }) => change === kind).map(({ key }) => key)
        expect(keys(forth.changes, 'added')).to.deep.equal(keys(back.changes, 'removed'))
        expect(keys(forth.changes, 'removed')).to.deep.equal(keys(back.changes, 'added'))
      }),
    )
  })
})
