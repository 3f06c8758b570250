import { expect } from 'chai'
import { assert, property, stringMatching } from 'fast-check'
import { objectKeyOf, objectKeyParts } from '../../src/core/object-key.ts'

describe('objectKeyOf', () => {
  it('keeps empty parts', () => {
    const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
    expect(objectKeyOf(shop)).to.equal('/v1/Namespace//shop')
    const web = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
    }
    expect(objectKeyOf(web)).to.equal('apps/v1/Deployment/shop/web')
  })

  it('is taken apart again', () => {
    const word = stringMatching(/^[a-z.]{0,8}$/)
    const name = stringMatching(/^[a-z:/.]{1,8}$/)
    assert(
      property(word, word, name, (group, namespace, last) => {
        const apiVersion = group === '' ? 'v1' : `${group}/v1`
        const metadata = namespace === '' ? { name: last } : { name: last, namespace }
        const key = objectKeyOf({ apiVersion, kind: 'Role', metadata })
        expect(objectKeyParts(key)).to.deep.equal({
          group,
          version: 'v1',
          kind: 'Role',
          namespace,
          name: last,
        })
      }),
    )
  })
})
