import { expect } from 'chai'
import { collect, memberFor, testOptions } from './collecting.ts'
import type { Collected } from './collecting.ts'
import { custom, fakeCluster } from './fake-cluster.ts'
import type { FakeCluster, FakeResource } from './fake-cluster.ts'
import { discovery, refuse, send, startFake } from './fake-server.ts'
import type { Hook } from './fake-server.ts'

const GROUP = 'policy.vendor.io'
const FIREWALLS = `firewallpolicies.${GROUP}`
const object = { metadata: { name: 'x', namespace: 'shop' } }
const CRDS = 'customresourcedefinitions.apiextensions.k8s.io'

async function read(
  cluster: FakeCluster,
  hook: Hook = () => false,
  more: Parameters<typeof testOptions>[1] = {},
): Promise<Collected> {
  const server = await startFake(cluster, hook)
  try {
    return await collect(memberFor(server), testOptions({}, more))
  } finally {
    await server.close()
  }
}

/** The definition of a custom resource. */
function definition(name: string, kind: string): FakeResource {
  const [, ...group] = name.split('.')
  const spec = { group: group.join('.'), names: { kind } }
  return custom(CRDS, 'CustomResourceDefinition', [{ metadata: { name }, spec }], 'v1', false)
}

/** Adds a stale group to the aggregated discovery of a cluster. */
const stale =
  (cluster: FakeCluster, ...groups: readonly string[]): Hook =>
  (seen, response) => {
    if (seen.path !== '/apis') return false
    const whole = discovery(cluster, '/apis') as { items: object[] }
    const added = groups.map((name) => ({
      metadata: { name },
      versions: [{ version: 'v1', freshness: 'Stale' }],
    }))
    send(response, 200, { ...whole, items: [...whole.items, ...added] })
    return true
  }

describe('a policy API outside the registry', () => {
  it('is one that is not understood while it is served, and no gap', async () => {
    const { record } = await read(fakeCluster(custom(FIREWALLS, 'FirewallPolicy', [object])))
    expect(record.status).to.equal('complete')
    expect(record.unknownPolicyApis).to.deep.equal([FIREWALLS])
  })

  it('is a gap, and not understood, while its group is stale', async () => {
    const cluster = fakeCluster()
    const { record, lists } = await read(cluster, stale(cluster, GROUP))
    expect(record.status).to.equal('partial')
    expect(lists.get(`*.${GROUP}`)).to.deep.equal({
      resource: `*.${GROUP}`,
      kind: '*',
      status: 'failed',
      reason: `discovery cannot describe ${GROUP}/v1: its API server is down`,
      count: 0,
    })
    expect(record.unknownPolicyApis).to.deep.equal([`*.${GROUP}`])
  })

  it('counts as one in any group of which nobody names the kinds', async () => {
    const cluster = fakeCluster()
    const { record } = await read(cluster, stale(cluster, 'zero.vendor.io'))
    expect(record.unknownPolicyApis).to.deep.equal(['*.zero.vendor.io'])
  })

  it('is named by its definition while its group cannot be described', async () => {
    const cluster = fakeCluster(definition(FIREWALLS, 'FirewallPolicy'))
    const { record, lists } = await read(cluster, stale(cluster, GROUP))
    expect(record.unknownPolicyApis).to.deep.equal([FIREWALLS])
    expect(lists.get(`*.${GROUP}`)?.status).to.equal('failed')
    expect(lists.get(FIREWALLS)?.status).to.equal('failed')
  })

  it('is no policy API where all definitions of its group are about something else', async () => {
    const cluster = fakeCluster(definition('robots.zero.vendor.io', 'Robot'))
    const { record } = await read(cluster, stale(cluster, 'zero.vendor.io'))
    expect(record.status).to.equal('partial')
    expect(record.unknownPolicyApis).to.deep.equal([])
  })

  it('counts as one where the definitions could not be read', async () => {
    const cluster = fakeCluster(definition('robots.zero.vendor.io', 'Robot'))
    const hook = stale(cluster, 'zero.vendor.io')
    const { record } = await read(cluster, (seen, response) => {
      if (!seen.path.endsWith('/customresourcedefinitions')) return hook(seen, response)
      refuse(response, 403, 'no')
      return true
    })
    expect(record.unknownPolicyApis).to.deep.equal(['*.zero.vendor.io'])
  })

  it('is a gap while its definition is there and nothing serves it', async () => {
    const { record, lists } = await read(fakeCluster(definition(FIREWALLS, 'FirewallPolicy')))
    expect(lists.get(FIREWALLS)?.reason).to.equal(
      'not served, but its CustomResourceDefinition is there',
    )
    expect(record.status).to.equal('partial')
    expect(record.unknownPolicyApis).to.deep.equal([FIREWALLS])
  })

  it('is a gap while an API service is registered for its group and nothing serves it', async () => {
    const spec = { group: GROUP, version: 'v1', service: { name: 'x' } }
    const services = 'apiservices.apiregistration.k8s.io'
    const one = { metadata: { name: `v1.${GROUP}` }, spec }
    const cluster = fakeCluster(custom(services, 'APIService', [one], 'v1', false))
    const { record, lists } = await read(cluster)
    expect(lists.get(`*.${GROUP}`)?.reason).to.equal('not served, but its APIService is there')
    expect(record.unknownPolicyApis).to.deep.equal([`*.${GROUP}`])
  })

  it('is a gap when an earlier run saw it', async () => {
    const readAt = '2026-11-16T02:00:05Z'
    const policyApisBefore = [{ resource: FIREWALLS, runId: '20261116T020000Z-0a0a0a0a', readAt }]
    const gone = await read(fakeCluster(), undefined, { policyApisBefore })
    expect(gone.lists.get(FIREWALLS)?.reason).to.match(/^not served, but run 20261116T020000Z-/)
    expect(gone.record.unknownPolicyApis).to.deep.equal([FIREWALLS])
    const there = fakeCluster(custom(FIREWALLS, 'FirewallPolicy', [object]))
    expect((await read(there, undefined, { policyApisBefore })).record.status).to.equal('complete')
  })

  it('is not looked for in groups that are about something else', async () => {
    const cluster = fakeCluster()
    const { record } = await read(cluster, stale(cluster, 'metrics.k8s.io'))
    expect(record.status).to.equal('complete')
    expect(record.notes).to.deep.equal([
      'discovery cannot describe metrics.k8s.io/v1, which is not read: its API server is down',
    ])
  })

  it('makes a gap of Gatekeeper constraints that cannot be described', async () => {
    const cluster = fakeCluster()
    const { record } = await read(cluster, stale(cluster, 'constraints.gatekeeper.sh'))
    expect(record.gaps.map(({ resource }) => resource)).to.deep.equal([
      '*.constraints.gatekeeper.sh',
    ])
    expect(record.unknownPolicyApis).to.deep.equal([])
  })
})
