import { expect } from 'chai'
import { assert, dictionary, jsonValue, property, string } from 'fast-check'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { valueAt } from '../value-at.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { lineOf } from '../../src/snapshot/write.ts'
import { object, pod, storedObject } from './builders.ts'
import { KEPT } from './kept-objects.ts'

function redacted(given: KubeObject): JsonObject {
  return storedObject(given).pointers ?? {}
}

describe('storedObject keeps', () => {
  for (const given of KEPT) {
    it(`a ${given.kind} as it is`, () => {
      expect(storedObject(given)).to.deep.include({ object: given })
      expect(redacted(given)).to.deep.equal({})
    })
  }

  it('published flags of the control plane, in kube-system only', () => {
    const command = ['kube-apiserver', '--anonymous-auth=false', '--secret-thing=canary']
    const spec = { containers: [{ name: 'kube-apiserver', command }] }
    const server = (namespace: string) =>
      object('v1', 'Pod', { name: 'kube-apiserver-n1', namespace }, { spec })
    expect(redacted(server('kube-system'))).to.deep.equal({
      argument: ['/spec/containers/0/command/2'],
    })
    expect(redacted(server('shop'))).to.deep.equal({
      argument: [0, 1, 2].map((index) => `/spec/containers/0/command/${index}`),
    })
  })

  it('of a published flag whose value looks like a secret that it is set', () => {
    const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_')
    const command = ['kube-apiserver', `--token-auth-file=${token}`, '--audit-log-path', token]
    const spec = { containers: [{ name: 'kube-apiserver', command }] }
    const server = object('v1', 'Pod', { name: 'server', namespace: 'kube-system' }, { spec })
    const stored = storedObject(server)
    expect(valueAt(stored.object, '/spec/containers/0/command')).to.deep.equal([
      'kube-apiserver',
      '--token-auth-file=[redacted]',
      '--audit-log-path',
      '[redacted]',
    ])
    expect(stored.pointers).to.deep.equal({
      'secret-shaped': [1, 3].map((index) => `/spec/containers/0/command/${index}`),
    })
  })

  it('of what Calico stores in an annotation the labels, and of these no secret', () => {
    const stored = (metadata: unknown) => {
      const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata)
      const annotations = { 'projectcalico.org/metadata': text }
      const set = object('crd.projectcalico.org/v1', 'GlobalNetworkSet', { name: 'x', annotations })
      const kept = storedObject(set)
      return [
        valueAt(kept.object, '/metadata/annotations/projectcalico.org~1metadata'),
        kept.pointers,
      ]
    }
    const why = { annotation: ['/metadata/annotations/projectcalico.org~1metadata'] }
    const labels = { feed: 'bad', 'a.io/b': '' }
    expect(stored({ labels })).to.deep.equal([JSON.stringify({ labels }), undefined])
    expect(stored({ labels, annotations: { password: 'canary' }, uid: '1' })).to.deep.equal([
      JSON.stringify({ labels }),
      why,
    ])
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
    expect(stored({ labels: { a: token, b: 'not a value', c: { d: 1 } } })).to.deep.equal([
      JSON.stringify({ labels: { a: '[redacted]', b: '[redacted]', c: '[redacted]' } }),
      why,
    ])
    for (const hidden of [
      'canary',
      [],
      { labels: 1 },
      { labels: { 'no key': 'x' } },
      { labels: { [token]: 'x' } },
    ])
      expect(stored(hidden), JSON.stringify(hidden)).to.deep.equal(['[redacted]', why])
  })

  it('published annotations, also in templates, unless they hold a token', () => {
    const annotations = {
      'kubernetes.io/ingress.class': 'nginx',
      'sidecar.istio.io/inject': 'false',
      'policy.cilium.io/anything': 'x',
      'kubernetes.io/config.hash': '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      'exhibit/approved-by': `Bearer abcdefghijklmnop`,
      note: 'secret',
    }
    const template = { metadata: { annotations } }
    expect(
      redacted(
        object(
          'apps/v1',
          'Deployment',
          { name: 'a', namespace: 'b', annotations },
          { spec: { template } },
        ),
      ),
    ).to.deep.equal({
      annotation: ['/metadata/annotations/note', '/spec/template/metadata/annotations/note'],
      'secret-shaped': [
        '/metadata/annotations/exhibit~1approved-by',
        '/spec/template/metadata/annotations/exhibit~1approved-by',
      ],
    })
  })

  it('names and references of environment variables', () => {
    const env = [
      { name: 'A', value: 'x' },
      { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'C', value: '' },
    ]
    expect(redacted(pod('web', { spec: { containers: [{ name: 'web', env }] } }))).to.deep.equal({
      'env-value': ['/spec/containers/0/env/0/value'],
    })
  })

  it('data of the two ConfigMaps that are read, which come with published keys only', () => {
    const config = object(
      'v1',
      'ConfigMap',
      { name: 'cilium-config', namespace: 'kube-system' },
      { data: { 'enable-policy': 'always' } },
    )
    expect(redacted(config)).to.deep.equal({})
  })
})

describe('storedObject', () => {
  it('redacts random text where nothing random belongs, and leaves identities alone', () => {
    const hex = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
    const custom = object(
      'example.com/v1',
      'Thing',
      { name: 'a', namespace: 'b', uid: hex, labels: { hash: hex } },
      {
        spec: {
          seed: hex,
          image: `a:${hex}`,
          revision: hex,
          selector: { matchLabels: { hash: hex } },
        },
      },
    )
    expect(redacted(custom)).to.deep.equal({ 'secret-shaped': ['/spec/seed'] })
  })

  it('keeps a name that looks like a token: without it one object is another', () => {
    const name = ['gh', 'p_aB3dE5gH7jK9mN1pQ3sT5vW7yZ0123'].join('')
    expect(
      storedObject(object('rbac.authorization.k8s.io/v1', 'ClusterRole', { name })).object.metadata
        .name,
    ).to.equal(name)
  })

  it('says where each replaced value stands, by a pointer into what is stored', () => {
    const given = pod('web', {
      spec: {
        containers: [{ name: 'web', args: ['a'], env: [{ name: 'A', value: 'b' }], password: 'c' }],
      },
    })
    const { object: kept, pointers = {} } = storedObject(given)
    for (const pointer of Object.values(pointers).flat())
      expect(valueAt(kept, pointer)).to.equal('[redacted]')
    expect(Object.values(pointers).flat()).to.have.length(3)
  })

  it('changes nothing in place', () => {
    const given = pod('web', {
      spec: { containers: [{ name: 'web', env: [{ name: 'A', value: 'b' }] }] },
      status: { phase: 'Running', x: 1 },
    })
    const before = structuredClone(given)
    storedObject(given)
    expect(given).to.deep.equal(before)
  })

  it('gives lines in canonical form, whatever the object, and again the same when stored again', () => {
    const members = dictionary(string(), jsonValue({ noUnicodeString: false }))
    assert(
      property(members, members, (spec, labels) => {
        const given = object(
          'example.com/v1',
          'Thing',
          { name: 'a', labels: labels },
          { spec: spec as JsonValue },
        )
        const { line } = lineOf(given)
        const parsed = JSON.parse(line) as KubeObject
        expect(line).to.equal(canonicalJson(parsed))
        expect(lineOf(parsed).line).to.equal(line)
      }),
      { numRuns: 500 },
    )
  })

  it('merges members named by tokens into one, of which the last stays', () => {
    const token = ['gh', 'p_aB3dE5gH7jK9mN1pQ3sT5vW7yZ0123'].join('')
    const labels = { [`${token}0`]: 'x', '[redacted]': 'own', [`${token}1`]: 'y', a: 'b' }
    const { line, pointers } = lineOf(pod('web', { labels }))
    expect(line).to.contain('"labels":{"[redacted]":"[redacted]","a":"b"}')
    expect(pointers).to.deep.equal({
      'secret-shaped': ['/labels/[redacted]', '/labels/[redacted]'],
    })
  })

  it('looks into a uid that is no text', () => {
    const uid = { password: 'canary', b: 1, a: 2 } as unknown as string
    const { line } = lineOf(object('v1', 'Pod', { name: 'web', namespace: 'shop', uid }))
    expect(line).to.contain('"uid":{"a":2,"b":1,"password":"[redacted]"}')
  })

  it('keeps the digits of big integers', () => {
    const { line } = lineOf(pod('web', { spec: { big: 2n ** 64n, 10: 1, 9: 2 } }))
    expect(line).to.contain('"spec":{"10":1,"9":2,"big":18446744073709551616}')
  })
})
