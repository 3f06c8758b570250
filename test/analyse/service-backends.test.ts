import { expect } from 'chai'
import fc from 'fast-check'
import { explainBetween } from '../../src/analyse/places/between-parties.ts'
import { partyOf } from '../../src/analyse/places/party.ts'
import { backendsOf } from '../../src/analyse/places/service-backends.ts'
import { engineOf } from '../../src/analyse/reachability.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import { estate, namespace, networkPolicy, node, object, pod } from './builders.ts'

/** Servers of one workload that differ in labels, node and network, so that some of them are answered alike. */
const servers = fc.array(
  fc.record({
    shut: fc.boolean(),
    hostNetwork: fc.boolean(),
    node: fc.constantFrom('n1', 'n2', undefined),
  }),
  { minLength: 1, maxLength: 8 },
)

const SERVICE = object({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'front', namespace: 'shop' },
  spec: { clusterIP: '10.96.0.1', selector: { app: 'server' }, ports: [{ port: 80 }] },
})

type Servers = readonly { shut: boolean; hostNetwork: boolean; node: string | undefined }[]

function estateOf(made: Servers) {
  return estate([
    namespace('shop'),
    node('n1', '192.0.2.1'),
    ...made.map(({ shut, hostNetwork, node: on }, at) =>
      pod('shop', `server-${at}`, {
        labels: { app: 'server', ...(shut ? { shut: 'yes' } : {}) },
        ips: [`10.0.0.${at + 1}`],
        owner: 'StatefulSet/server',
        hostNetwork,
        ...(on === undefined ? {} : { node: on }),
      }),
    ),
    CLIENT,
    HOST,
    SERVICE,
    networkPolicy('shop', 'shut', { podSelector: { matchLabels: { shut: 'yes' } } }),
  ])
}

const CLIENT = pod('shop', 'client', { node: 'n1', ips: ['10.0.1.1'] })
const HOST = pod('shop', 'host', { node: 'n1', hostNetwork: true, ips: ['192.0.2.1'] })

describe('backendsOf', () => {
  it('gives each pod behind a port the verdict that it has when it is asked about alone', () =>
    fc.assert(
      fc.asyncProperty(servers, async (made) => {
        const { reachability } = await estateOf(made)
        const [front] = engineOf(reachability).cluster.fronts
        const [port] = front?.ports ?? []
        if (front === undefined || port === undefined) throw new Error('no Service')
        for (const client of [CLIENT, HOST]) {
          const source = partyOf(reachability, objectKeyOf(client))
          if (source === undefined) throw new Error('no client')
          const found = backendsOf(reachability, source, { front, own: true, name: '' }, port)
          const alone = port.targets.flatMap(({ pods }) =>
            pods.flatMap(({ key, namespace: place, name }) => {
              const to = partyOf(reachability, key)
              if (to === undefined) throw new Error(`no ${name}`)
              const { verdict, egress, ingress } = explainBetween(
                reachability,
                source,
                to,
                'TCP',
                80,
              )
              return { name: `${place}/${name}`, sides: [verdict, egress.verdict, ingress.verdict] }
            }),
          )
          const answered = found.map(({ name, answer: { verdict, egress, ingress } }) => ({
            name,
            sides: [verdict, egress.verdict, ingress.verdict],
          }))
          expect(answered).to.deep.equal(alone)
        }
      }),
      { numRuns: 50 },
    ))
})
