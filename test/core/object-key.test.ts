import { expect } from 'chai'
import { objectKeyOf, objectKeyParts } from '../../src/core/object-key.ts'

describe('objectKeyOf', () => {
  it('keeps empty parts, so that a key always has five', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
    expect(objectKeyOf(namespace)).to.equal('/v1/Namespace//shop')
    const web = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
    }
    expect(objectKeyOf(web)).to.equal('apps/v1/Deployment/shop/web')
  })
})

describe('objectKeyParts', () => {
  it('takes a key apart, and keeps slashes of a hostile name in the name', () => {
    expect(objectKeyParts('rbac/v1/Role/shop/../../x')).to.deep.equal({
      group: 'rbac',
      version: 'v1',
      kind: 'Role',
      namespace: 'shop',
      name: '../../x',
    })
  })
})
