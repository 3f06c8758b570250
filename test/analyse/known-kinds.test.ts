import { expect } from 'chai'
import { kindOf } from '../../src/analyse/known-kinds.ts'
import { KIND_READERS } from '../../src/collect/kinds.ts'
import { object } from './builders.ts'

/** What the model is made of. */
const OF_THE_MODEL = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'EndpointSlice',
  'GRPCRoute',
  'Gateway',
  'HTTPRoute',
  'Ingress',
  'Job',
  'ListenerSet',
  'Namespace',
  'NetworkPolicy',
  'Node',
  'Pod',
  'ReferenceGrant',
  'ReplicaSet',
  'ReplicationController',
  'Route',
  'Service',
  'StatefulSet',
  'TCPRoute',
  'TLSRoute',
  'UDPRoute',
]

const GROUPS = [
  '',
  'apps',
  'batch',
  'discovery.k8s.io',
  'networking.k8s.io',
  'route.openshift.io',
  'gateway.networking.k8s.io',
]

describe('kindOf', () => {
  it('knows every version in which a kind of the model is collected, and passes no other over', () => {
    const readers = KIND_READERS.filter(
      ({ group, kind }) => GROUPS.includes(group) && OF_THE_MODEL.includes(kind),
    )
    expect(readers.map(({ kind }) => kind).sort()).to.deep.equal(OF_THE_MODEL)
    for (const { group, kind, versions } of readers) {
      const of = (version: string) =>
        kindOf(
          object({
            apiVersion: group === '' ? version : `${group}/${version}`,
            kind,
            metadata: { name: 'x' },
          }),
        )
      for (const version of versions) expect(of(version), `${kind} ${version}`).to.be.a('string')
      expect(() => of('v9'), kind).to.throw('is understood as v1')
    }
  })

  it('knows nothing of kinds that the model does not hold, and of the same kind in other groups', () => {
    for (const [apiVersion, kind] of [
      ['v1', 'LimitRange'],
      ['serving.example/v1', 'Service'],
    ])
      expect(kindOf(object({ apiVersion, kind, metadata: { name: 'x' } }))).to.equal(undefined)
  })
})
