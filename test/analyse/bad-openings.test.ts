import { expect } from 'chai'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { pointerTo } from '../../src/core/json-pointer.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { OPENING_KINDS } from '../policy/schema-openings.ts'
import { pointersBelow, valueAt, withValue } from '../value-at.ts'

/** Values of a wrong type, unknown words and addresses that are none. */
const HOSTILE: readonly JsonValue[] = [
  ...[null, true, -1, 1.5, 70000, '', 'x', 'loadbalancer', '10.0.0.0/33', '010.0.0.1'],
  ...[[], [null], [[1]], [{}], {}, { unknown: 1 }, '\u202e', 10n ** 20n],
]

/** Every way to pods, in short. */
function waysIn({ exposures }: Cluster): readonly string[] {
  return exposures.flatMap(({ kind, protocol, targetPort, pods }) =>
    pods.map(({ key }) => `${kind} ${protocol} ${targetPort ?? 'any'} ${key}`),
  )
}

/** Values of another type than what stands there: text is none of them where a port may be a name. */
function otherTypes(value: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(value)) return [true, 'x', { unknown: 1 }]
  if (isJsonObject(value)) return [true, 'x', [[1]]]
  return [true, [[1]], { unknown: 1 }]
}

describe('bad input of what opens pods to the outside', () => {
  for (const { kind, bases, clusterWith } of OPENING_KINDS) {
    it(`a ${kind} with values of another type closes nothing unless it is named`, async () => {
      for (const base of bases) {
        const before = waysIn(await clusterWith(base))
        for (const pointer of placesIn(base))
          for (const value of otherTypes(valueAt(base, pointer))) {
            const after = await clusterWith(withValue(base, pointer, value))
            if (after.unreadable.length > 0) continue
            const said = `${pointer}: ${JSON.stringify(value)}`
            expect(waysIn(after), said).to.include.members([...before])
          }
      }
    })

    it(`a ${kind} with any values never crashes`, async () => {
      for (const base of bases)
        for (const pointer of placesIn(base))
          for (const value of HOSTILE) await clusterWith(withValue(base, pointer, value))
    })
  }
})

function placesIn(object: KubeObject): readonly string[] {
  return Object.entries(object)
    .filter(([name]) => !['apiVersion', 'kind', 'metadata'].includes(name))
    .flatMap(([name, value]) => pointersBelow(value, pointerTo('', name)))
}

describe('bad input of what opens pods to the outside, named cases', () => {
  const kinds = new Map(OPENING_KINDS.map((each) => [each.kind, each]))

  /** What is unreadable of an object that is changed at a place. */
  async function unreadable(kind: string, pointer: string, value: JsonValue): Promise<string[]> {
    const placed = kinds.get(kind)
    const base = placed?.bases[kind === 'Ingress' ? 1 : 0]
    if (placed === undefined || base === undefined) throw new Error(`no ${kind}`)
    const cluster = await placed.clusterWith(withValue(base, pointer, value))
    return cluster.unreadable.map((each) => `${each.pointer}: ${each.why}`)
  }

  it('names words that the API does not have', async () => {
    expect(await unreadable('Service', '/spec/type', 'loadbalancer')).to.deep.equal([
      '/spec/type: ClusterIP, NodePort, LoadBalancer or ExternalName is expected',
    ])
    expect(await unreadable('Service', '/spec/externalTrafficPolicy', 'local')).to.deep.equal([
      '/spec/externalTrafficPolicy: Cluster or Local is expected',
    ])
    expect(await unreadable('EndpointSlice', '/addressType', 'IP')).to.deep.equal([
      '/addressType: IPv4, IPv6 or FQDN is expected',
    ])
  })

  it('names addresses that are none', async () => {
    for (const text of ['010.0.0.1', '10.0.0.0/8', 'web'])
      expect(await unreadable('EndpointSlice', '/endpoints/0/addresses/0', text)).to.deep.equal([
        '/endpoints/0/addresses/0: an address is expected',
      ])
    expect(await unreadable('Endpoints', '/subsets/0/addresses/0/ip', 'web')).to.deep.equal([
      '/subsets/0/addresses/0/ip: an address is expected',
    ])
  })

  it('names a backend of an Ingress that has no port, or is no Service', async () => {
    const at = '/spec/defaultBackend'
    for (const port of [{}, { number: 0 }, { name: '' }])
      expect(await unreadable('Ingress', `${at}/service/port`, port)).to.deep.equal([
        `${at}: the port of a Service is required`,
      ])
    const resource = { apiGroup: 'example.org', kind: 'Bucket', name: 'files' }
    expect(await unreadable('Ingress', at, { resource })).to.deep.equal([
      `${at}: a backend of kind Bucket of example.org is not followed`,
    ])
    expect(
      await unreadable('Ingress', `${at}/service/port`, { name: '', number: 80 }),
    ).to.deep.equal([])
  })
})
