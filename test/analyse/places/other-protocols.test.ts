import { expect } from 'chai'
import { describeCovered } from '../../../src/analyse/places/other-protocols.ts'
import { clusterOf, namespace, networkPolicy, object } from '../builders.ts'

const calico = (name: string, rule: object) =>
  object({
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `default.${name}`, namespace: 'shop' },
    spec: { types: ['Ingress'], ingress: [{ action: 'Allow', ...rule }] },
  })

const nobody = object({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'nobody', namespace: 'shop' },
  spec: {},
})

async function covered(...policies: readonly ReturnType<typeof calico>[]): Promise<string> {
  return describeCovered((await clusterOf([namespace('shop'), ...policies])).policies)
}

describe('describeCovered', () => {
  it('names no policy that has everything, or ports only, and none of a mesh', async () => {
    expect(
      await covered(
        calico('all', {}),
        calico('tcp', { protocol: 'TCP', destination: { notPorts: [80] } }),
        networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }),
        nobody,
      ),
    ).to.equal('answers without a port are about TCP, UDP and SCTP')
  })

  it('names those of which a rule has a protocol without ports, or all but one, three at most', async () => {
    const said =
      'answers without a port are about TCP, UDP and SCTP; ICMP and other protocols may pass otherwise, since rules of'
    expect(await covered(calico('but', { notProtocol: 'TCP' }))).to.equal(
      `${said} NetworkPolicy shop/default.but speak of them`,
    )
    const pings = ['a', 'b', 'c', 'd', 'e'].map((name) => calico(name, { protocol: 'ICMP' }))
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `NetworkPolicy shop/default.${name}`)
    expect(await covered(...pings)).to.equal(
      `${said} ${a ?? ''}, ${b ?? ''}, ${c ?? ''} and 2 more policies speak of them`,
    )
  })
})
