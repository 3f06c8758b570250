import { expect } from 'chai'
import type { JsonObject } from '../../../src/core/json.ts'
import { REDACTED } from '../../../src/core/redacted.ts'
import { whoCan } from '../../../src/analyse/queries/who-can.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { factsOf } from '../ask-rights.ts'
import { bound, clusterRole, role, rule } from '../rights-objects.ts'

const READING = [rule('get', '', 'secrets')]
const SECRETS = { verb: 'get', group: '', resource: 'secrets' }

/** What is said of an object that cannot be read. */
function faultOf(object: KubeObject): string | undefined {
  const { unreadable, rights } = factsOf([object])
  if (unreadable.length > 0) expect([...rights.roles, ...rights.bindings]).to.deep.equal([])
  return unreadable.map(({ pointer, why }) => `${pointer}: ${why}`)[0]
}

const changed = (object: KubeObject, change: JsonObject) => ({ ...object, ...change })

describe('the reader of roles and bindings', () => {
  it('takes what the API server takes: no lists at all, null, and empty texts', () => {
    const odd = [rule('get', '', 'secrets', ''), { verbs: [''], apiGroups: null, resources: [''] }]
    expect(faultOf(role('shop/r', odd))).to.equal(undefined)
    expect(faultOf(changed(role('shop/r', []), { rules: null }))).to.equal(undefined)
    expect(faultOf(changed(bound('b', 'ClusterRole/r', []), { subjects: null }))).to.equal(
      undefined,
    )
  })

  it('names the field of an object that is no such object, and leaves the object out', () => {
    const r = role('shop/r', READING)
    const b = bound('b', 'ClusterRole/r', ['User ann'])
    const faults: readonly (readonly [KubeObject, string])[] = [
      [changed(r, { rules: {} }), '/rules: a list is expected'],
      [changed(r, { rules: [3] }), '/rules/0: an object is expected'],
      [changed(r, { rules: [{ verbs: 'get' }] }), '/rules/0/verbs: a list is expected'],
      [changed(r, { rules: [{ verbs: [null] }] }), '/rules/0/verbs/0: text is expected'],
      [changed(b, { roleRef: null }), '/roleRef/kind: text is required'],
      [
        changed(b, { roleRef: { kind: 'Roles', name: 'r' } }),
        '/roleRef/kind: Role or ClusterRole is expected',
      ],
      [changed(b, { roleRef: { kind: 'Role' } }), '/roleRef/name: text is required'],
      [changed(b, { subjects: [{ kind: 'User' }] }), '/subjects/0/name: text is required'],
      [
        changed(b, { subjects: [{ kind: 'Robot', name: 'r' }] }),
        '/subjects/0/kind: User, Group or ServiceAccount is expected',
      ],
      [
        changed(b, { subjects: [{ kind: 'ServiceAccount', name: 'r', namespace: 3 }] }),
        '/subjects/0/namespace: text is expected',
      ],
    ]
    for (const [object, said] of faults) expect(faultOf(object)).to.equal(said)
  })

  it('cannot read a rule or a role of a binding that was redacted: they may be anything', () => {
    expect(faultOf(role('shop/r', [rule('get', '', REDACTED)]))).to.equal(
      '/rules/0/resources/0: it was redacted',
    )
    expect(faultOf(bound('b', `ClusterRole/${REDACTED}`, ['User ann']))).to.equal(
      '/roleRef/name: it was redacted',
    )
  })

  it('cannot read an aggregated role whose selector it does not understand', () => {
    const object = changed(clusterRole('r', []), {
      aggregationRule: { clusterRoleSelectors: [{ matchField: 'x' }] },
    })
    expect(faultOf(object)).to.match(/^\/aggregationRule\/clusterRoleSelectors\/0: /)
  })

  it('takes a role whose labels were redacted where it may be meant', () => {
    const objects = [
      clusterRole('top', [], { from: [{ 'to-top': 'true' }] }),
      clusterRole('leaf', READING, { labels: { 'to-top': REDACTED } }),
      bound('b', 'ClusterRole/top', ['User ann']),
    ]
    expect(whoCan(factsOf(objects).rights, SECRETS)).to.have.length(1)
  })

  it('keeps names that pose as fields of an object', () => {
    const objects = [
      role('__proto__/constructor', READING),
      bound('__proto__/toString', 'Role/constructor', ['User __proto__']),
    ]
    const [grant] = whoCan(factsOf(objects).rights, SECRETS)
    expect([grant?.subject.name, grant?.namespace]).to.deep.equal(['__proto__', '__proto__'])
  })

  it('says where a rule and a subject stand', () => {
    const objects = [
      clusterRole('r', [rule('list', '', 'pods'), ...READING]),
      bound('b', 'ClusterRole/r', ['User ann', 'User bob']),
    ]
    const grants = whoCan(factsOf(objects).rights, SECRETS)
    expect(grants.map(({ pointer, rule: found }) => [pointer, found.pointer])).to.deep.equal([
      ['/subjects/0', '/rules/1'],
      ['/subjects/1', '/rules/1'],
    ])
  })
})
