import { expect } from 'chai'
import { fixedClock } from '../fixed-clock.ts'
import type { Collected } from './collecting.ts'
import { collect, memberFor, testOptions } from './collecting.ts'
import { custom, fakeCluster, pods } from './fake-cluster.ts'
import type { FakeCluster } from './fake-cluster.ts'
import { discovery, refuse, send, startFake } from './fake-server.ts'
import type { Hook } from './fake-server.ts'

const policy = [{ metadata: { name: 'deny', namespace: 'shop' } }]
const CILIUM = 'ciliumnetworkpolicies.cilium.io'
const cilium = (version = 'v2') => custom(CILIUM, 'CiliumNetworkPolicy', policy, version)

async function read(
  cluster: FakeCluster,
  hook: Hook = () => false,
  more: Parameters<typeof testOptions>[1] = {},
  member: Parameters<typeof memberFor>[3] = {},
): Promise<Collected> {
  const server = await startFake(cluster, hook)
  try {
    return await collect(memberFor(server, undefined, {}, member), testOptions({}, more))
  } finally {
    await server.close()
  }
}

/** Changes the aggregated discovery of `/apis`. */
const onApis =
  (cluster: FakeCluster, change: (group: Group) => object): Hook =>
  (seen, response) => {
    if (seen.path !== '/apis') return false
    const whole = discovery(cluster, '/apis') as { items: Group[] }
    send(response, 200, { ...whole, items: whole.items.map(change) })
    return true
  }
type Group = { metadata: { name: string }; versions: { resources: object[] }[] }

describe('discover', () => {
  it('asks for the aggregated form, and for the older one beside it', async () => {
    const server = await startFake(fakeCluster())
    await collect(memberFor(server))
    await server.close()
    const accept = server.seen.find(({ path }) => path === '/apis')?.headers.accept ?? ''
    expect(accept.split(',')).to.have.length(3)
    expect(accept).to.match(
      /^application\/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,/,
    )
  })

  it('reads what a server without aggregated discovery says', async () => {
    const cluster = fakeCluster(pods(2), cilium())
    const { lists, record } = await read(cluster, legacy)
    expect(record.reasons).to.deep.equal([])
    expect(lists.get('pods')).to.include({ status: 'ok', count: 2 })
    expect(lists.get(CILIUM)).to.include({ status: 'ok', count: 1 })
    expect(lists.get('roles.rbac.authorization.k8s.io')?.status).to.equal('not-served')
  })

  it('fails what a group without aggregated discovery cannot describe', async () => {
    const { lists, record } = await read(fakeCluster(cilium()), (seen, response) => {
      if (seen.path !== '/apis/cilium.io/v2') return legacy(seen, response)
      refuse(response, 503, 'service unavailable')
      return true
    })
    expect(record.status).to.equal('partial')
    expect(lists.get(CILIUM)?.status).to.equal('failed')
    expect(lists.get(CILIUM)?.reason).to.match(/^discovery cannot describe cilium.io\/v2: server: /)
  })

  it('fails a group that discovery marks stale', async () => {
    const cluster = fakeCluster(cilium())
    const stale = (group: Group) => ({
      ...group,
      versions: group.versions.map(() => ({ version: 'v2', freshness: 'Stale' })),
    })
    const { lists } = await read(cluster, onApis(cluster, stale))
    expect(lists.get(CILIUM)).to.include({
      status: 'failed',
      reason: 'discovery cannot describe cilium.io/v2: its API server is down',
    })
  })

  for (const [what, change] of [
    ['no version', (group: Group) => ({ ...group, versions: [] })],
    ['no resource', (group: Group) => ({ ...group, versions: [{ version: 'v2', resources: [] }] })],
  ] as const)
    it(`fails a group of which discovery describes ${what}`, async () => {
      const cluster = fakeCluster(cilium())
      const { lists } = await read(cluster, onApis(cluster, change))
      expect(lists.get(CILIUM)?.status).to.equal('failed')
      expect(lists.get(CILIUM)?.reason).to.include(`${what} is described`)
    })

  it('prefers the first version that exhibit reads', async () => {
    const routes = (version: string) =>
      custom('httproutes.gateway.networking.k8s.io', 'HTTPRoute', policy, version)
    const cluster = fakeCluster(routes('v1beta1'), routes('v1'))
    const { lists } = await read(cluster)
    expect(lists.get('httproutes.gateway.networking.k8s.io')?.apiVersion).to.equal(
      'gateway.networking.k8s.io/v1',
    )
  })

  for (const [what, resource, reason] of [
    [
      'only in unknown versions',
      cilium('v9'),
      'served only in versions that exhibit does not read: v9',
    ],
    ['as another kind', { ...cilium(), kind: 'Trap' }, 'served as namespaced kind Trap'],
    [
      'in another scope',
      { ...cilium(), namespaced: false },
      'served as cluster-wide kind CiliumNetworkPolicy',
    ],
  ] as const)
    it(`fails a resource that is served ${what}`, async () => {
      const { lists } = await read(fakeCluster(resource))
      expect(lists.get(CILIUM)).to.include({ status: 'failed', reason })
    })

  it('reads the constraint kinds that the cluster made itself', async () => {
    const kind = 'K8sRequiredLabels'
    const made = custom(
      'k8srequiredlabels.constraints.gatekeeper.sh',
      kind,
      [{ metadata: { name: 'owner' } }],
      'v1beta1',
      false,
    )
    const { lists } = await read(fakeCluster(made))
    expect(lists.get('k8srequiredlabels.constraints.gatekeeper.sh')).to.include({
      kind,
      status: 'ok',
      count: 1,
    })
  })

  for (const path of ['/api', '/apis'])
    it(`is unauthorised when ${path} is forbidden`, async () => {
      const { record, lists } = await read(fakeCluster(), (seen, response) => {
        if (seen.path !== path) return false
        refuse(response, 403, 'no')
        return true
      })
      expect(record.status).to.equal('unauthorised')
      expect(record.reasons[0]).to.match(/^forbidden: no \(hint: /)
      expect(lists.get('pods')?.status).to.equal('failed')
      expect(record.gaps).to.have.length(lists.size)
    })

  it('is unreachable when what answers is no Kubernetes API', async () => {
    const { record } = await read(fakeCluster(), (_, response) => {
      send(response, 200, { hello: 'world' })
      return true
    })
    expect(record.status).to.equal('unreachable')
    expect(record.reasons[0]).to.match(
      /^parse: the answer to \/api is no list of API versions \(hint/,
    )
  })
})

describe('a policy API that discovery does not name', () => {
  const CRDS = 'customresourcedefinitions.apiextensions.k8s.io'
  const definition = (name: string) =>
    custom(CRDS, 'CustomResourceDefinition', [{ metadata: { name } }], 'v1', false)
  const service = (spec: object) =>
    custom(
      'apiservices.apiregistration.k8s.io',
      'APIService',
      [
        {
          metadata: { name: 'v3.projectcalico.org' },
          spec: { group: 'projectcalico.org', ...spec },
        },
      ],
      'v1',
      false,
    )

  it('is a gap while its definition is there', async () => {
    const { lists, record } = await read(fakeCluster(definition(CILIUM)))
    expect(lists.get(CILIUM)).to.include({
      status: 'failed',
      reason: 'not served, but its CustomResourceDefinition is there',
    })
    expect(record.status).to.equal('partial')
  })

  it('is a gap while its API service is there', async () => {
    const { lists } = await read(fakeCluster(service({ service: { name: 'calico-api' } })))
    expect(lists.get('networkpolicies.projectcalico.org')?.reason).to.equal(
      'not served, but its APIService is there',
    )
  })

  it('is not served when the API service is only the server itself', async () => {
    const { lists } = await read(fakeCluster(service({})))
    expect(lists.get('networkpolicies.projectcalico.org')?.status).to.equal('not-served')
  })

  const RUN = '20261116T020000Z-0a0a0a0a'
  const before = (resource: string, readAt = '2026-11-16T02:00:05Z') => ({
    policyApisBefore: [{ resource, runId: RUN, readAt }],
    clock: fixedClock('2026-11-23T02:00:00Z'),
  })

  it('is a gap when an earlier run read it', async () => {
    const { lists } = await read(fakeCluster(), undefined, before(CILIUM))
    expect(lists.get(CILIUM)?.status).to.equal('failed')
    expect(lists.get(CILIUM)?.reason).to.match(
      /^not served, but run 20261116T020000Z-0a0a0a0a read it \(hint: .*policyApisRemoved/,
    )
  })

  for (const [what, at, status] of [
    ['after that run', '2026-11-20', 'not-served'],
    ['on the day of that run', '2026-11-16', 'not-served'],
    ['before that run', '2026-11-15', 'failed'],
    ['on a day to come', '2026-11-24', 'failed'],
  ] as const)
    it(`is ${status} when the estate says that it was removed ${what}`, async () => {
      const entry = { api: CILIUM, at, approvedBy: 'Platform owner', reason: 'moved' }
      const { lists, record } = await read(fakeCluster(), undefined, before(CILIUM), {
        policyApisRemoved: [entry],
      })
      expect(lists.get(CILIUM)?.status).to.equal(status)
      const said = `policy API ${CILIUM} was removed on ${at}: moved; listed as approved by Platform owner`
      expect(record.notes).to.deep.equal(status === 'failed' ? [] : [said])
    })

  it('is a gap whatever the estate says while its definition is there', async () => {
    const entry = { api: CILIUM, at: '2026-11-20', approvedBy: 'a', reason: 'b' }
    const { lists } = await read(fakeCluster(definition(CILIUM)), undefined, before(CILIUM), {
      policyApisRemoved: [entry],
    })
    expect(lists.get(CILIUM)?.status).to.equal('failed')
  })
})

/** Discovery as servers before 1.26 give it: versions, groups, and one description each. */
const legacy: Hook = (seen, response) => {
  const described = (...resources: readonly object[]) =>
    send(response, 200, { kind: 'APIResourceList', resources })
  const verbs = ['list']
  if (seen.path === '/api') send(response, 200, { kind: 'APIVersions', versions: ['v1'] })
  else if (seen.path === '/apis')
    send(response, 200, {
      kind: 'APIGroupList',
      groups: [{ name: 'cilium.io', versions: [{ groupVersion: 'cilium.io/v2', version: 'v2' }] }],
    })
  else if (seen.path === '/api/v1')
    described(
      { name: 'namespaces', kind: 'Namespace', namespaced: false, verbs },
      { name: 'pods', kind: 'Pod', namespaced: true, verbs },
    )
  else if (seen.path === '/apis/cilium.io/v2')
    described({ name: CILIUM.split('.')[0], kind: 'CiliumNetworkPolicy', namespaced: true, verbs })
  else return false
  return true
}
