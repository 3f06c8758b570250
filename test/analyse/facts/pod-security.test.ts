import { expect } from 'chai'
import fc from 'fast-check'
import { literalsReader } from '../../../src/analyse/facts/literals.ts'
import { podSecurityReader } from '../../../src/analyse/facts/pod-security.ts'
import { podText } from '../../../src/analyse/facts/pod-text.ts'
import { certainlyAlike } from '../../../src/analyse/facts/pods-alike.ts'
import { tokensReader } from '../../../src/analyse/facts/tokens.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { VARIANTS, variedPod } from '../../cluster/pod-variants.ts'

function podOf(name: string, owner: string, body: JsonObject = variedPod(name, 'containers', [])) {
  const ownerReferences = [{ kind: 'ReplicaSet', name: owner, controller: true }]
  return {
    ...body,
    metadata: { ...(body.metadata as JsonObject), name, namespace: 'shop', ownerReferences },
  } as unknown as KubeObject
}

function maker(kind: string, name: string, owner?: string, spec: JsonObject = {}): KubeObject {
  const ownerReferences =
    owner === undefined ? [] : [{ kind: 'Deployment', name: owner, controller: true }]
  const template = variedPod('t', 'containers', [])
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', ownerReferences },
    spec: { template, ...spec },
  }
}

function groupsOf(objects: readonly KubeObject[]) {
  const reader = podSecurityReader(certainlyAlike)
  for (const object of objects) reader.take(object)
  return reader
    .done()
    .groups.map(({ workload, key, pods, pointer }) => ({ workload, key, pods, pointer }))
}

const objects = [
  maker('Deployment', 'web'),
  maker('ReplicaSet', 'web-1', 'web'),
  maker('ReplicaSet', 'web-2', 'web'),
  podOf('web-1-b', 'web-1'),
  podOf('web-1-a', 'web-1'),
  podOf('web-2-c', 'web-2'),
  podOf(
    'web-2-d',
    'web-2',
    variedPod(
      'd',
      'containers',
      VARIANTS.filter(({ name }) => name === 'privileged'),
    ),
  ),
  maker('StatefulSet', 'db'),
]

/** What else facts ask of pods: their service account, and variables. */
const ACCOUNTS: readonly (typeof VARIANTS)[number][] = [
  ...[
    { serviceAccountName: 'web' },
    { serviceAccount: 'web' },
    { automountServiceAccountToken: false },
  ].map((spec) => ({ name: 'account', pod: { spec } })),
  ...[{ value: 'x' }, { value: '' }, {}].map((variable) => ({
    name: 'variable',
    container: { env: [{ name: 'DB_PASSWORD', ...variable }] },
  })),
]

/** What each family of facts about pods takes from one. */
function saidOf(pod: JsonObject) {
  const object = { apiVersion: 'v1', kind: 'Pod', ...pod } as unknown as KubeObject
  const readers = [tokensReader(certainlyAlike), literalsReader(certainlyAlike)]
  for (const reader of readers) reader.take(object)
  return [podText(object), ...readers.map((reader) => reader.done().map(({ shape }) => shape))]
}

describe('podSecurityReader', () => {
  it('keeps alike pods of one workload once, through its revisions, with the first of them and their number', () => {
    expect(groupsOf(objects)).to.deep.equal([
      { workload: 'Deployment/web', key: '/v1/Pod/shop/web-1-a', pods: 3, pointer: '' },
      { workload: 'Deployment/web', key: '/v1/Pod/shop/web-2-d', pods: 1, pointer: '' },
      {
        workload: 'StatefulSet/db',
        key: 'apps/v1/StatefulSet/shop/db',
        pods: 0,
        pointer: '/spec/template',
      },
    ])
  })

  it('says the same of objects in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
        expect(groupsOf(shuffled)).to.deep.equal(groupsOf(objects))
      }),
      { numRuns: 50 },
    )
  })

  it('takes two pods as alike at a glance only where they say the same to every fact', () => {
    const pod = fc
      .tuple(
        fc.constantFrom('containers' as const, 'initContainers' as const),
        fc.subarray([...VARIANTS, ...ACCOUNTS], { maxLength: 2 }),
      )
      .map(([place, variants]) => variedPod('p', place, variants))
    let alike = 0
    fc.assert(
      fc.property(pod, pod, (one, other) => {
        for (const each of [other, structuredClone(one)])
          if (certainlyAlike(one, each)) {
            alike += 1
            expect(saidOf(one)).to.deep.equal(saidOf(each))
          }
      }),
      { numRuns: 1_000 },
    )
    expect(alike).to.be.greaterThan(500)
  })
})
