import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { digestOf } from '../../src/core/digest.ts'
import { distance } from '../../src/core/nearest.ts'
import { objectKeyOf, objectKeyParts } from '../../src/core/object-key.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { nearestKeys, objectsNamed } from '../../src/snapshot/find-object.ts'
import { rejected } from '../core/caught.ts'
import { object, pod } from './builders.ts'

async function* stored(...objects: readonly KubeObject[]): AsyncGenerator<Uint8Array> {
  const lines = objects.map((one) => `${canonicalJson(one)}\n`)
  yield await Promise.resolve(gzipSync(lines.join('')))
}

const keysOf = (found: readonly { readonly key: string }[]) => found.map(({ key }) => key)

describe('objectsNamed', () => {
  const named = (apiVersion: string) =>
    object(apiVersion, 'Policy', { name: 'deny', namespace: 'shop' })

  it('gives the line of an object and its digest', async () => {
    const wanted = pod('web')
    const found = await objectsNamed(stored(pod('api'), wanted), '/v1/Pod/shop/web')
    const line = canonicalJson(wanted)
    expect(found).to.deep.equal([
      { key: '/v1/Pod/shop/web', line, digest: digestOf(line), object: wanted },
    ])
  })

  it('matches by group, Kind, namespace and name, whatever the version', async () => {
    const all = [named('example.com/v1'), named('example.com/v2'), named('other.com/v1')]
    const found = await objectsNamed(stored(...all), 'example.com/v9/Policy/shop/deny')
    expect(keysOf(found)).to.deep.equal([
      'example.com/v1/Policy/shop/deny',
      'example.com/v2/Policy/shop/deny',
    ])
    for (const key of ['example.com/v1/Policy//deny', 'example.com/v1/policy/shop/deny'])
      expect(await objectsNamed(stored(...all), key), key).to.deep.equal([])
  })

  it('finds names that JSON escapes, and takes no object for one that only mentions it', async () => {
    const odd = object('v1', 'Pod', { name: 'a"\\\u0007\u{1f600}', namespace: 'shop' })
    const other = pod('b', { spec: { note: odd.metadata.name } })
    expect(keysOf(await objectsNamed(stored(odd, other), objectKeyOf(odd)))).to.deep.equal([
      objectKeyOf(odd),
    ])
  })

  it('refuses a line in which a member could hide behind another of its name', async () => {
    const line = '{"apiVersion":"v1","kind":"Pod","kind":"Pod","metadata":{"name":"web"}}\n'
    const pieces = (async function* () {
      yield await Promise.resolve(gzipSync(line))
    })()
    const fault = await rejected(objectsNamed(pieces, '/v1/Pod//web'))
    expect(fault.message).to.include('objects.ndjson.gz:1')
  })
})

describe('nearestKeys', () => {
  it('gives the nearest first, and none that is far', async () => {
    const all = ['web', 'wed', 'worker', 'entirely-something-else'].map((name) => pod(name))
    const near = await nearestKeys(stored(...all), '/v1/Pod/shop/wob', 3)
    expect(near).to.deep.equal([
      { key: '/v1/Pod/shop/web', distance: 1 },
      { key: '/v1/Pod/shop/wed', distance: 2 },
      { key: '/v1/Pod/shop/worker', distance: 4 },
    ])
  })

  it('gives what sorting all keys by their distance would give', async () => {
    const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }))
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 4 }), async (all, most) => {
        const wanted = '/v1/Pod/shop/abcabc'
        const text = (key: string) => {
          const { group, kind, namespace, name } = objectKeyParts(key)
          return `${group}/${kind}/${namespace}/${name}`.toLowerCase()
        }
        const objects = all.toSorted().map((name) => pod(name))
        const expected = objects
          .map((one) => ({
            key: objectKeyOf(one),
            distance: distance(text(wanted), text(objectKeyOf(one))),
          }))
          .filter((one) => one.distance <= Math.floor(text(wanted).length / 3))
          .toSorted((one, two) => one.distance - two.distance)
          .slice(0, most)
        expect(await nearestKeys(stored(...objects), wanted, most)).to.deep.equal(expected)
      }),
    )
  })
})
