import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { isJsonObject, parseJson } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { describeReal } from '../peer/part.ts'
import { member, metadataOf, text } from './answer.ts'
import { apiClient } from './api-client.ts'
import type { ApiClient } from './api-client.ts'
import { findAssets } from './assets.ts'
import { CANARY, HOSTILE } from './hostile.ts'
import { namespace } from './objects.ts'
import { startRealServer } from './real-server.ts'
import type { Caller, RealServer } from './real-server.ts'
import { BEYOND_DOUBLE, BULK_PODS, seedOffice, seedPayments } from './seed.ts'
import type { Seeded } from './seed.ts'

describeReal('two real API servers', findAssets(), (assets) => {
  let payments: RealServer
  let office: RealServer
  let seeded: Seeded

  before(async function () {
    this.timeout(180_000)
    ;[payments, office] = await Promise.all([
      startRealServer({ name: 'payments', assets }),
      startRealServer({ name: 'office', assets }),
    ])
    ;[seeded] = await Promise.all([seedPayments(payments), seedOffice(office)])
  })

  after(async function () {
    this.timeout(30_000)
    await Promise.all([payments.stop(), office.stop()])
  })

  it('are version 1.35', async () => {
    const { minor } = await payments.admin.ask({ path: '/version' })
    expect(minor).to.equal('35')
  })

  it('hold what was seeded, and page it', async () => {
    const sizes = await pageSizes(payments.admin, '/api/v1/pods')
    expect(sizes.slice(0, 2)).to.deep.equal([500, 500])
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(seeded.Pod)
    expect(seeded.Pod).to.be.greaterThan(BULK_PODS)
  })

  it('are two clusters: their kube-system namespaces differ', async () => {
    const path = '/api/v1/namespaces/kube-system'
    const [one, other] = await Promise.all(
      [payments, office].map(({ admin }) => admin.ask({ path })),
    )
    expect(uid(one)).to.match(/^[0-9a-f-]{36}$/)
    expect(uid(one)).not.to.equal(uid(other))
  })

  it('answer another kind at the resourceVersion of the first list', async () => {
    const first = await payments.admin.ask({ path: '/api/v1/namespaces?limit=500' })
    const version = text(metadataOf(first).resourceVersion)
    const query = `limit=500&resourceVersion=${version}&resourceVersionMatch=Exact`
    const second = await payments.admin.ask({ path: `/api/v1/pods?${query}` })
    expect(metadataOf(second).resourceVersion).to.equal(version)
  })

  it('keep an integer that a double cannot hold', async () => {
    const path = '/apis/payments.example.com/v1/namespaces/cde/ledgers/settlement'
    const answer = await payments.admin.call({ path })
    expect(answer.text).to.include(`"limit":${BEYOND_DOUBLE}`)
  })

  it('give pods their addresses and their owners', async () => {
    const pod = await payments.admin.ask({
      path: '/api/v1/namespaces/cde/pods/card-api-6d4cf56db6-1',
    })
    expect(pod.status).to.deep.include({ phase: 'Running', podIP: '10.244.2.3' })
    const set = await payments.admin.ask({
      path: '/apis/apps/v1/namespaces/cde/replicasets/card-api-6d4cf56db6',
    })
    const [owner] = metadataOf(pod).ownerReferences as JsonObject[]
    expect(owner?.uid).to.equal(uid(set))
  })

  it('keep hostile annotations as they are', async () => {
    const shop = await payments.admin.ask({ path: '/api/v1/namespaces/shop' })
    expect(metadataOf(shop).annotations).to.deep.equal(HOSTILE)
    expect(JSON.stringify(shop)).to.include(CANARY)
  })

  it('let the reader list pods and policies, but no Secrets', async () => {
    expect(await status(payments, 'reader', '/api/v1/pods?limit=1')).to.equal(200)
    expect(
      await status(payments, 'reader', '/apis/networking.k8s.io/v1/networkpolicies?limit=1'),
    ).to.equal(200)
    expect(await status(payments, 'reader', '/api/v1/secrets?limit=1')).to.equal(403)
    expect(await status(payments, 'reader', '/api/v1/namespaces/shop')).to.equal(403)
  })

  it('let the restricted account list pods only, and a stranger nothing', async () => {
    const policies = '/apis/networking.k8s.io/v1/networkpolicies'
    expect(await status(payments, 'restricted', '/api/v1/pods?limit=1')).to.equal(200)
    expect(await status(payments, 'restricted', policies)).to.equal(403)
    expect(await status(payments, 'stranger', '/api/v1/pods')).to.equal(403)
    expect(await status(payments, 'stranger', '/apis')).to.equal(200)
  })

  it('accept the client certificate, and refuse the one that has expired', async () => {
    expect(await status(payments, 'certificate', '/api/v1/secrets')).to.equal(200)
    expect(await status(payments, 'expired certificate', '/api/v1/pods')).to.equal(401)
  })

  it('issue a service account token that they accept', async () => {
    const token = await payments.serviceAccountToken('legacy', 'terminal')
    const client = apiClient(portOf(payments), payments.ca, { token })
    expect((await client.call({ path: '/api/v1/secrets' })).status).to.equal(200)
    client.close()
  })

  it('write kubeconfig files that kubectl reads', function () {
    this.timeout(30_000)
    const args = ['get', 'networkpolicies', '-n', 'cde', '-o', 'name']
    const names = execFileSync(assets.kubectl, [
      `--kubeconfig=${payments.kubeconfig('reader')}`,
      ...args,
    ])
    expect(names.toString().split('\n')).to.include('networkpolicy.networking.k8s.io/default-deny')
    expect(readFileSync(payments.kubeconfig('certificate'), 'utf8')).to.include('client-key-data')
  })

  it('record each request in the audit log', async () => {
    await status(payments, 'restricted', '/api/v1/nodes?limit=7')
    const event = payments.audit().find(({ requestURI }) => requestURI === '/api/v1/nodes?limit=7')
    expect(event).to.deep.include({ verb: 'list', stage: 'ResponseComplete' })
    expect(member(event, 'user').username).to.equal('restricted')
  })
})

function uid(object: JsonObject | undefined): string {
  return text(metadataOf(object).uid)
}

function portOf({ url }: RealServer): number {
  return Number(new URL(url).port)
}

async function status(server: RealServer, caller: Caller, path: string): Promise<number> {
  const client = apiClient(portOf(server), server.ca, server.context(caller).credentials)
  const answer = await client.call({ path })
  client.close()
  return answer.status
}

async function pageSizes(client: ApiClient, path: string): Promise<readonly number[]> {
  const sizes: number[] = []
  for (let token = ''; ;) {
    const page = await client.ask({ path: `${path}?limit=500&continue=${token}` })
    const { items } = page
    sizes.push(Array.isArray(items) ? items.filter(isJsonObject).length : 0)
    const next = metadataOf(page).continue
    if (typeof next !== 'string' || next === '') return sizes
    token = encodeURIComponent(next)
  }
}

describeReal('a real API server that forgets quickly', findAssets(), (assets) => {
  let server: RealServer

  before(async function () {
    this.timeout(60_000)
    server = await startRealServer({ name: 'forgetful', assets, compactEvery: '1s' })
  })
  after(() => server.stop())

  it('answers 410 to a continue token that is too old, with a token to go on with', async function () {
    this.timeout(60_000)
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles?limit=5'
    const first = await server.admin.ask({ path })
    const token = encodeURIComponent(text(metadataOf(first).continue))
    const late = await until410(server, `${path}&continue=${token}`)
    expect(late.reason).to.equal('Expired')
    const next = encodeURIComponent(text(metadataOf(late).continue))
    const rest = await server.admin.ask({ path: `${path}&continue=${next}` })
    expect(rest.items).to.have.length(5)
  })
})

describe('findAssets', () => {
  it('says how to run the suite when the folder is not named', () => {
    expect(findAssets('')).to.deep.include({ kind: 'missing' })
    expect(JSON.stringify(findAssets(''))).to.include('.ci/build-cluster-peers.sh')
  })

  it('names the program that a folder lacks', () => {
    expect(JSON.stringify(findAssets('/nowhere'))).to.include('/nowhere/etcd is not a program')
  })
})

/** Changes something each second, so that there is something to forget, until the path is answered with 410. */
async function until410(server: RealServer, path: string): Promise<JsonObject> {
  for (let second = 0; second < 40; second++) {
    await server.apply([namespace(`tick-${second}`)])
    const answer = await server.admin.call({ path })
    if (answer.status === 410) return parseJson(answer.text, path) as JsonObject
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error('never 410')
}
