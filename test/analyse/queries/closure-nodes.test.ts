import { expect } from 'chai'
import { closureOf } from '../../../src/analyse/queries/closure.ts'
import { startsOf } from '../../../src/analyse/queries/closure-start.ts'
import type { Reached, Start } from '../../../src/analyse/queries/closure.ts'
import { describeEndpoint } from '../../../src/analyse/names.ts'
import { cellParty, classParty } from '../../../src/analyse/places/party.ts'
import { sidesAt } from '../../../src/analyse/places/places.ts'
import type { Endpoint } from '../../../src/model/reachability.ts'
import { estate, namespace, networkPolicy, pod } from '../builders.ts'

/** A closure begins at all pods of a class. */
function all(endpoint: Endpoint): readonly Start[] {
  return [{ either: [endpoint.kind === 'pods' ? classParty(endpoint) : cellParty(endpoint)] }]
}

describe('closureOf, on nodes', () => {
  const shut = networkPolicy('shop', 'shut', {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  })
  const onHost = { hostNetwork: true, node: 'n1' }
  const made = (home: string) =>
    estate([
      namespace('shop'),
      namespace('system'),
      pod('shop', 'a', { node: 'n1', ips: ['10.0.0.1'] }),
      pod('shop', 'b', { node: 'n1', ips: ['10.0.0.2'] }),
      pod('shop', 'far', { node: 'n2', ips: ['10.0.0.3'] }),
      pod(home, 'host', { ...onHost, ips: ['192.0.2.1'] }),
      shut,
    ])
  const words = ({ endpoint, hops, certain }: Reached) =>
    `${describeEndpoint(endpoint)} ${hops} ${String(certain)}`

  it('goes through pods on the network of a node', async () => {
    const { reachability, at } = await made('shop')
    const found = closureOf(reachability, all(at('shop/a')), { side: 'from' })
    expect(found.filter(({ endpoint }) => endpoint.kind === 'pods').map(words)).to.deep.equal([
      'shop/Pod/b 2 true',
      'shop/Pod/host 1 true',
    ])
  })

  it('ends at those of the platform, and begins at them', async () => {
    const { reachability, at } = await made('system')
    const found = (from: string) =>
      closureOf(reachability, all(at(from)), { side: 'from', platformNamespaces: ['system'] })
        .filter(({ endpoint }) => endpoint.kind === 'pods')
        .map(words)
    expect(found('shop/a')).to.deep.equal(['system/Pod/host 1 true'])
    expect(found('system/host')).to.deep.equal(['shop/Pod/a 1 true', 'shop/Pod/b 1 true'])
  })

  it('leaves them out where only policies are asked for', async () => {
    const { reachability, at } = await made('shop')
    const options = { side: 'from', policiesOnly: true } as const
    expect(closureOf(reachability, all(at('shop/a')), options)).to.deep.equal([])
  })

  it('is sure only of what each that may be meant is connected to', async () => {
    const { reachability, at } = await made('shop')
    const either = [...all(at('shop/a')), ...all(at('shop/far'))].flatMap((each) => each.either)
    const found = closureOf(reachability, [{ either }], { side: 'from' })
    expect(found.filter(({ endpoint }) => endpoint.kind === 'pods').map(words)).to.deep.equal([
      'shop/Pod/b 2 false',
      'shop/Pod/host 1 false',
    ])
  })
})

describe('startsOf', () => {
  it('takes the address of a Service for the pods behind it, and opens nothing from them', async () => {
    const { reachability } = await estate([
      namespace('shop'),
      pod('shop', 'a', { labels: { app: 'a' }, ips: ['10.0.0.1'] }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'front', namespace: 'shop' },
        spec: { selector: { app: 'a' }, clusterIP: '10.96.0.7', ports: [{ port: 80 }] },
      },
    ])
    const sides = sidesAt(reachability, '10.96.0.7')
    const namesOf = (side: 'from' | 'to') =>
      startsOf(reachability, sides, side)
        .starts.flatMap(({ either }) => either)
        .map(({ name }) => name)
    expect(namesOf('to')).to.deep.equal(['shop/Pod/a'])
    expect(namesOf('from')).to.deep.equal(['10.96.0.7'])
  })
})
