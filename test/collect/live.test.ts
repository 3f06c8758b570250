import { expect } from 'chai'
import { collect, memberFor, testOptions } from './collecting.ts'
import { custom, fakeCluster, namespaces, pods } from './fake-cluster.ts'
import { startFake } from './fake-server.ts'
import type { FakeServer, Hook } from './fake-server.ts'
import type { FakeCluster } from './fake-cluster.ts'

describe('collectLive', () => {
  const servers: FakeServer[] = []
  const start = async (cluster: FakeCluster, hook?: Hook) => {
    const server = await startFake(cluster, hook)
    servers.push(server)
    return server
  }
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })

  it('reads every page of every list over few connections', async () => {
    const server = await start(fakeCluster(pods(1234)))
    const { record, objects, lists } = await collect(memberFor(server))
    expect(record.reasons).to.deep.equal([])
    expect(record.status).to.equal('complete')
    expect(objects.get('pods')).to.have.length(1234)
    expect(lists.get('pods')).to.include({ status: 'ok', count: 1234, pages: 3, anchored: true })
    expect(lists.get('pods')?.path).to.equal(
      '/api/v1/pods?limit=500&resourceVersion=700&resourceVersionMatch=Exact',
    )
    expect(server.connections()).to.be.at.most(4)
  })

  it('fills in kind and apiVersion, which lists of built-in kinds leave out', async () => {
    const server = await start(fakeCluster(pods(1)))
    const { objects } = await collect(memberFor(server))
    expect(objects.get('pods')?.[0]).to.include({ apiVersion: 'v1', kind: 'Pod' })
  })

  it('gives resources in the order of their keys', async () => {
    const named = (name: string) => [{ metadata: { name, namespace: 'shop' } }]
    const server = await start(
      fakeCluster(
        pods(1),
        custom('networkpolicies.networking.k8s.io', 'NetworkPolicy', named('deny')),
        custom('deployments.apps', 'Deployment', named('web')),
        custom('ciliumnetworkpolicies.cilium.io', 'CiliumNetworkPolicy', named('c'), 'v2'),
      ),
    )
    const { order } = await collect(memberFor(server))
    expect(order).to.deep.equal([
      'namespaces',
      'pods',
      'deployments.apps',
      'ciliumnetworkpolicies.cilium.io',
      'networkpolicies.networking.k8s.io',
    ])
  })

  it('records who was reached and as whom', async () => {
    const server = await start(fakeCluster())
    const { record } = await collect(memberFor(server))
    expect(record.identity).to.include({
      uid: 'uid-of-kube-system',
      server: server.url,
      version: 'v1.35.0',
    })
    expect(record.identity.caDigest).to.match(/^sha256:[0-9a-f]{64}$/)
    expect(record.account).to.deep.equal({
      user: 'reader',
      groups: ['system:authenticated'],
      rules: ['get /version', 'list pods in core'],
    })
    expect(record.anchor).to.equal('700')
    expect(Math.abs(record.clockDifference?.first ?? 99)).to.be.at.most(2)
    expect(record.source).to.deep.equal({ kind: 'live', via: 'kubeconfig' })
  })

  it('asks for every resource of the registry by discovery alone', async () => {
    const server = await start(fakeCluster())
    const { lists } = await collect(memberFor(server))
    expect(lists.get('ciliumnetworkpolicies.cilium.io')?.status).to.equal('not-served')
    expect(server.seen.filter(({ path }) => path.includes('cilium'))).to.deep.equal([])
  })

  it('names policy APIs that it does not understand', async () => {
    const one = [{ metadata: { name: 'x', namespace: 'shop' } }]
    const server = await start(
      fakeCluster(
        custom('ciliumlocalredirectpolicies.cilium.io', 'CiliumLocalRedirectPolicy', one, 'v2'),
        custom('multi-networkpolicies.k8s.cni.cncf.io', 'MultiNetworkPolicy', [], 'v1beta1'),
        custom('walls.example.com', 'EdgeFirewall', one),
        custom('policyreports.wgpolicyk8s.io', 'PolicyReport', one),
      ),
    )
    const { record } = await collect(memberFor(server))
    expect(record.unknownPolicyApis).to.deep.equal([
      'ciliumlocalredirectpolicies.cilium.io',
      'walls.example.com',
    ])
  })

  it('keeps reading the rest when one list is forbidden', async () => {
    const server = await start(fakeCluster(pods(3)), (seen, response) => {
      if (seen.path !== '/api/v1/pods') return false
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ kind: 'Status', message: 'pods is forbidden', code: 403 }))
      return true
    })
    const { record, lists } = await collect(memberFor(server))
    expect(record.status).to.equal('partial')
    expect(lists.get('pods')?.status).to.equal('forbidden')
    expect(record.reasons).to.deep.equal([
      'pods: forbidden: pods is forbidden (hint: grant verb list on it: exhibit init cluster prints the role)',
    ])
    expect(record.gaps[0]).to.include({ resource: 'pods', status: 'forbidden' })
    expect(lists.get('namespaces')?.status).to.equal('ok')
  })

  it('does not believe a cluster without namespaces', async () => {
    const server = await start(fakeCluster(namespaces(), pods(3)))
    const { record, lists, objects } = await collect(memberFor(server))
    expect(record.status).to.equal('partial')
    expect(record.reasons).to.have.length(1)
    expect(record.reasons[0]).to.match(
      /^namespaces: no namespace was read: every cluster has some \(hint: check that the account/,
    )
    expect(lists.get('namespaces')).to.include({ status: 'inconsistent', count: 0 })
    expect(objects.get('pods')).to.have.length(3)
  })

  it('is unauthorised when every list is forbidden', async () => {
    const server = await start(fakeCluster(), (seen, response) => {
      if (!seen.path.startsWith('/api/v1/')) return false
      response.writeHead(403, { 'content-type': 'application/json' }).end('{}')
      return true
    })
    const { record } = await collect(memberFor(server))
    expect(record.status).to.equal('unauthorised')
  })

  it('reads the two ConfigMaps only where the estate says so, and only published keys', async () => {
    const data = { 'enable-policy': 'default', 'etcd-config': 'secret-endpoint' }
    const hook: Hook = (seen, response) => {
      if (seen.path !== '/api/v1/namespaces/kube-system/configmaps') return false
      const name = seen.query.get('fieldSelector')?.split('=')[1] ?? ''
      const items = ['other', name].map((one) => ({
        metadata: { name: one, namespace: 'kube-system' },
        data,
      }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: {}, items }))
      return true
    }
    const server = await start(fakeCluster(), hook)
    const without = await collect(memberFor(server))
    expect(without.lists.has('configmaps')).to.equal(false)
    const { objects, order } = await collect(memberFor(server, undefined, {}, { configMaps: true }))
    expect(order[0]).to.equal('configmaps')
    const found = (objects.get('configmaps') ?? []).map((one) => [one.metadata.name, one.data])
    expect(found).to.deep.equal([
      ['cilium-config', { 'enable-policy': 'default' }],
      ['kube-proxy', {}],
    ])
  })

  it('makes a gap of ConfigMaps that it may not read', async () => {
    const server = await start(fakeCluster(), (seen, response) => {
      if (!seen.path.endsWith('/configmaps')) return false
      response.writeHead(403, { 'content-type': 'application/json' }).end('{}')
      return true
    })
    const { record } = await collect(memberFor(server, undefined, {}, { configMaps: true }))
    expect(record.gaps.map(({ resource, status }) => [resource, status])).to.deep.equal([
      ['configmaps', 'forbidden'],
    ])
  })

  it('never hands the token of one cluster to another', async () => {
    const [one, two] = [await start(fakeCluster()), await start(fakeCluster())]
    await Promise.all([
      collect(memberFor(one, { token: 'token-one' })),
      collect(memberFor(two, { token: 'token-two' })),
    ])
    const sent = (server: FakeServer) => new Set(server.seen.map((s) => s.headers.authorization))
    expect([...sent(one)]).to.deep.equal(['Bearer token-one'])
    expect([...sent(two)]).to.deep.equal(['Bearer token-two'])
  })

  it('ends at its deadline, with what was read and what was not', async () => {
    const server = await start(fakeCluster(pods(10)), ({ path }) => path === '/api/v1/pods')
    const { record, lists } = await collect(memberFor(server), testOptions({ deadlineSeconds: 1 }))
    expect(record.status).to.equal('partial')
    expect(lists.get('namespaces')?.status).to.equal('ok')
    expect(lists.get('pods')?.reason).to.match(/^timeout: the deadline of 1 s passed/)
  })

  it('stops when the run is stopped', async () => {
    const server = await start(fakeCluster(pods(10)), ({ path }) => path === '/api/v1/pods')
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 200)
    const options = testOptions({}, { signal: controller.signal })
    const { lists } = await collect(memberFor(server), options)
    expect(lists.get('pods')?.reason).to.match(/^interrupted: the run was stopped/)
  })
})
