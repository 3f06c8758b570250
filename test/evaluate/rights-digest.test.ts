import { expect } from 'chai'
import fc from 'fast-check'
import { rightsMatrix } from '../../src/analyse/queries/rights-matrix.ts'
import { rightsDigest } from '../../src/evaluate/rights-digest.ts'
import { describeHolder } from '../../src/evaluate/rights-holders.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { factsOf } from '../analyse/ask-rights.ts'
import { randomRights } from '../analyse/estates-rights.ts'
import { bound, clusterRole, role, rule } from '../analyse/rights-objects.ts'
import { evaluated, organisationOf } from './builders.ts'

const digest = (...objects: readonly KubeObject[]) => rightsDigest(factsOf(objects).rights)
const matrix = (...objects: readonly KubeObject[]) =>
  rightsMatrix(factsOf(objects).rights).map(
    ({ subject, namespace, rights }) =>
      `${describeHolder(subject)} in ${namespace ?? '*'}: ${rights.join(', ')}`,
  )

const READING = [rule('get,list', '', 'secrets')]
const BASE = [clusterRole('r', READING), bound('b', 'ClusterRole/r', ['User ann', 'Group devs'])]

describe('rightsMatrix', () => {
  it('says who may do what, where, as people write rights', () => {
    const rules = [
      rule('get', 'apps', 'deployments/scale'),
      rule('get', '', 'configmaps', 'x'),
      { verbs: ['get'], nonResourceURLs: ['/metrics'] },
    ]
    const objects = [
      clusterRole('r', rules),
      bound('b', 'ClusterRole/r', ['ServiceAccount shop/web']),
      bound('shop/c', 'ClusterRole/r', ['User ann']),
    ]
    expect(matrix(...objects)).to.deep.equal([
      'ServiceAccount shop/web in *: get /metrics, get configmaps named x, get deployments.apps/scale',
      'User ann in shop: get configmaps named x, get deployments.apps/scale',
    ])
  })

  it('leaves out what another right of the same holder includes', () => {
    const objects = [
      clusterRole('all', [rule('*,get', '', 'pods'), rule('get', '', 'pods,pods/log,*/log')]),
      clusterRole('some', [rule('get', '', 'pods'), rule('get', '', 'secrets,secrets', 'x')]),
      bound('b', 'ClusterRole/all', ['User ann']),
      bound('shop/b', 'ClusterRole/some', ['User ann', 'User bob']),
    ]
    expect(matrix(...objects)).to.deep.equal([
      'User ann in *: * pods, get */log',
      'User ann in shop: get secrets named x',
      'User bob in shop: get pods, get secrets named x',
    ])
  })

  it('lets no name pose as another right', () => {
    const posing = [
      rule('get', '', 'deployments.apps'),
      rule('get', 'a/b', 'pods'),
      rule('get pods named', '', 'x'),
      rule('get', '', 'pods', ' x'),
    ]
    const objects = [clusterRole('r', posing), bound('b', 'ClusterRole/r', ['User ann'])]
    expect(matrix(...objects)).to.deep.equal([
      'User ann in *: "get pods named" x, get "deployments.apps", get pods named " x", get pods."a/b"',
    ])
  })

  it('keeps a rule whole that states very many rights', () => {
    const many = Array.from({ length: 400 }, (_, index) => `a${index}`).join(',')
    const objects = [
      clusterRole('r', [rule(many, many, many)]),
      bound('b', 'ClusterRole/r', ['User ann']),
    ]
    expect(matrix(...objects)[0]).to.match(/^User ann in \*: a rule \{"verbs":\["a0","a1","a10",/)
  })
})

describe('rightsDigest', () => {
  const base = digest(...BASE)
  const ann = ['User ann', 'Group devs']

  it('stays for other names, labels, order, and rules that grant the same', () => {
    const same: readonly (readonly KubeObject[])[] = [
      BASE.toReversed(),
      [clusterRole('other', READING), bound('name', 'ClusterRole/other', ann.toReversed())],
      [
        clusterRole('r', READING, { labels: { a: 'b' } }),
        bound('b', 'ClusterRole/r', ann, { c: 'd' }),
      ],
      [
        clusterRole('r', [rule('list', '', 'secrets'), rule('get,get', '', 'secrets')]),
        bound('b', 'ClusterRole/r', ann),
      ],
      [...BASE, bound('shop/again', 'ClusterRole/r', ['User ann'])],
      [...BASE, clusterRole('unbound', [rule('*', '*', '*')]), bound('c', 'ClusterRole/gone', ann)],
      [
        clusterRole('r', [], { from: [{ a: 'b' }] }),
        clusterRole('leaf', READING, { labels: { a: 'b' } }),
        bound('b', 'ClusterRole/r', ann),
      ],
    ]
    for (const objects of same) expect(digest(...objects)).to.equal(base)
  })

  it('changes with every right, holder and place', () => {
    const other: readonly (readonly KubeObject[])[] = [
      [clusterRole('r', [rule('get', '', 'secrets')]), bound('b', 'ClusterRole/r', ann)],
      [clusterRole('r', [rule('get,list', 'apps', 'secrets')]), bound('b', 'ClusterRole/r', ann)],
      [clusterRole('r', [rule('get,list', '', 'secrets', 'x')]), bound('b', 'ClusterRole/r', ann)],
      [clusterRole('r', READING), bound('b', 'ClusterRole/r', ['User ann'])],
      [clusterRole('r', READING), bound('b', 'ClusterRole/r', ['User ann', 'User devs'])],
      [clusterRole('r', READING), bound('shop/b', 'ClusterRole/r', ann)],
      [...BASE, role('shop/s', [rule('get', '', 'pods')]), bound('shop/s', 'Role/s', ['User ann'])],
    ]
    const digests = other.map((objects) => digest(...objects))
    expect(new Set([base, ...digests]).size).to.equal(other.length + 1)
  })

  it('is the same for random roles in any order and under other names', () => {
    fc.assert(
      fc.property(randomRights(0), ({ objects }) => {
        const text = JSON.stringify(objects.toReversed())
        const renamed = JSON.parse(
          text.replaceAll(/"name":"([rcb][123])"/g, '"name":"other-$1"'),
        ) as readonly KubeObject[]
        expect(digest(...renamed)).to.equal(digest(...objects))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the digests of an evaluation', () => {
  const silent = organisationOf({})

  it('have the one of the rights', async () => {
    const { digests } = await evaluated(BASE, silent)
    expect(digests).to.deep.equal({ rights: digest(...BASE) })
  })

  it('have none where roles or bindings were not read, or not understood', async () => {
    const gap = {
      resource: 'roles.rbac.authorization.k8s.io',
      status: 'forbidden',
      reason: 'x',
    } as const
    expect((await evaluated(BASE, silent, { gaps: [gap] })).digests).to.deep.equal({})
    const odd = { ...clusterRole('odd', []), rules: 'all' } as unknown as KubeObject
    expect((await evaluated([...BASE, odd], silent)).digests).to.deep.equal({})
  })
})
