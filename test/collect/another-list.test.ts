import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { probeCluster } from '../../src/collect/probe.ts'
import { collect, memberFor, memberOf, temporaryFolder, testOptions } from './collecting.ts'
import { custom, fakeCluster } from './fake-cluster.ts'
import { send, startFake } from './fake-server.ts'
import type { Hook } from './fake-server.ts'
import { onPods, page, pod, podsOf } from './listing.ts'

const POLICIES = 'networkpolicies.networking.k8s.io'
const cluster = fakeCluster(custom(POLICIES, 'NetworkPolicy', []))
const STATUS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500 }
const SECRETS = { kind: 'SecretList', apiVersion: 'v1', metadata: {}, items: [] }

/** A server that answers 200 with this body at paths that end so. */
const answering =
  (end: string, body: object): Hook =>
  (seen, response) => {
    if (!seen.path.endsWith(end)) return false
    send(response, 200, body)
    return true
  }

async function withServer<T>(
  hook: Hook,
  work: (server: Awaited<ReturnType<typeof startFake>>) => Promise<T>,
): Promise<T> {
  const server = await startFake(cluster, hook)
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

describe('an answer that is not the list that was asked for', () => {
  for (const [what, body, said] of [
    ['a Status', STATUS, 'v1 Status'],
    ['a list of another kind', SECRETS, 'v1 SecretList'],
    ['no kind at all', { metadata: {} }, 'none none'],
    [
      'a list of another version',
      { ...SECRETS, kind: 'NetworkPolicyList', apiVersion: 'networking.k8s.io/v2' },
      'networking.k8s.io/v2 NetworkPolicyList',
    ],
  ] as const)
    it(`fails a list that is answered with ${what}`, async () => {
      const { record, lists } = await withServer(answering('/networkpolicies', body), (server) =>
        collect(memberFor(server)),
      )
      expect(record.status).to.equal('partial')
      expect(lists.get(POLICIES)).to.include({ status: 'failed', count: 0 })
      expect(lists.get(POLICIES)?.reason).to.equal(
        `parse: the answer is of kind ${said}, not networking.k8s.io/v1 NetworkPolicyList`,
      )
    })

  it('fails a list that lost its items: an empty one says that it is empty', async () => {
    const list = { kind: 'NetworkPolicyList', apiVersion: 'networking.k8s.io/v1', metadata: {} }
    const reasonFor = async (body: object) => {
      const { lists } = await withServer(answering('/networkpolicies', body), (server) =>
        collect(memberFor(server)),
      )
      return lists.get(POLICIES)?.reason
    }
    expect(await reasonFor(list)).to.match(/^parse: the answer has no items/)
    expect(await reasonFor({ ...list, items: null })).to.equal(undefined)
  })

  it('takes nothing from a page of another kind, whatever its items say', async () => {
    const item = pod('a', { apiVersion: 'v1', kind: 'Pod' })
    const { list, names } = await podsOf(
      onPods((_, response) => {
        send(response, 200, { ...page([item]), kind: 'SecretList' })
        return true
      }),
    )
    expect(names).to.deep.equal([])
    expect(list?.reason).to.match(/^parse: the answer is of kind v1 SecretList, not v1 PodList/)
  })

  it('does not believe a list that ends and says that objects remain', async () => {
    const { list } = await podsOf(
      onPods((_, response) => {
        send(response, 200, page([pod('a')], { remainingItemCount: 1200 }))
        return true
      }),
    )
    expect(list).to.include({
      status: 'inconsistent',
      count: 1,
      reason: 'the list ended, and the server said that 1200 objects remain',
    })
  })

  it('takes a page that says how many remain after it', async () => {
    const { list } = await podsOf(
      onPods((seen, response, before) => {
        const more = { continue: '700:1', remainingItemCount: 1 }
        send(response, 200, page([pod(`p${before}`)], seen.query.has('continue') ? {} : more))
        return true
      }),
    )
    expect(list).to.include({ status: 'ok', count: 2 })
  })

  for (const [what, metadata] of [
    ['a continue token that is no text', { continue: 5 }],
    ['a version that is no text', { resourceVersion: 700 }],
    ['a remaining count that is no number', { remainingItemCount: 'some' }],
  ] as const)
    it(`fails a list with ${what}`, async () => {
      const { list } = await podsOf(
        onPods((_, response) => {
          send(response, 200, page([pod('a')], metadata))
          return true
        }),
      )
      expect(list?.reason).to.match(/^parse: the answer has list metadata that cannot be read: /)
    })

  for (const [what, change] of [
    ['a Status', () => STATUS],
    ['a ConfigMap of another kind', (list: object) => ({ ...list, items: [{ kind: 'Secret' }] })],
  ] as const)
    it(`makes a gap of ConfigMaps that are answered with ${what}`, async () => {
      const list = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: {} }
      const { record } = await withServer(answering('/configmaps', change(list)), (server) =>
        collect(memberFor(server, undefined, {}, { configMaps: true })),
      )
      expect(record.gaps.map(({ resource }) => resource)).to.deep.equal(['configmaps'])
    })

  it('takes no UID and no anchor from an answer that is no list of namespaces', async () => {
    const items = [{ metadata: { name: 'kube-system', uid: 'mine' } }]
    const other = { ...SECRETS, metadata: { resourceVersion: '1' }, items }
    const { record } = await withServer(answering('/namespaces', other), (server) =>
      collect(memberFor(server)),
    )
    expect(record.identity.uid).to.equal(undefined)
    expect(record.anchor).to.equal(undefined)
  })

  it('does not take a Status for what the account may do', async () => {
    const { record } = await withServer(answering('reviews', STATUS), (server) =>
      collect(memberFor(server)),
    )
    expect(record.account).to.deep.equal({ user: 'unknown', groups: [] })
  })

  it('cannot reach a cluster whose discovery is a Status', async () => {
    const { record } = await withServer(answering('/api', STATUS), (server) =>
      collect(memberFor(server)),
    )
    expect(record.status).to.equal('unreachable')
    expect(record.reasons[0]).to.match(/^parse: the answer to \/api is no list of API versions/)
  })

  it('is found by the probe too', async () => {
    const probe = await withServer(answering('/networkpolicies', STATUS), (server) =>
      probeCluster(memberFor(server), testOptions()),
    )
    const found = probe.kind === 'reached' ? probe.resources : []
    expect(found.find(({ resource }) => resource === POLICIES)).to.deep.equal({
      resource: POLICIES,
      status: 'failed',
      reason: 'the answer is of kind v1 Status, not networking.k8s.io/v1 NetworkPolicyList',
    })
  })
})

describe('a file of a folder that is not the whole list', () => {
  for (const [what, body, reason] of [
    ['an error that was saved', STATUS, /dump.json: a Status, the answer to a request that failed/],
    [
      'the first page of a longer list',
      { kind: 'PodList', apiVersion: 'v1', metadata: { continue: 'x' }, items: [] },
      /dump.json: a PodList that is not whole: it has a continue token/,
    ],
    [
      'a list that says that objects remain',
      { kind: 'List', apiVersion: 'v1', metadata: { remainingItemCount: 3 }, items: [] },
      /dump.json: a List that is not whole: 3 objects remain/,
    ],
  ] as const)
    it(`does not believe ${what}`, async () => {
      const path = temporaryFolder()
      writeFileSync(join(path, 'dump.json'), JSON.stringify(body))
      const { record } = await collect(memberOf({ kind: 'folder', path }))
      expect(record.status).to.equal('unreachable')
      expect(record.reasons[0]).to.match(reason)
    })

  it('takes a list of nothing that Go wrote as null', async () => {
    const path = temporaryFolder()
    const none = { kind: 'NetworkPolicyList', apiVersion: 'networking.k8s.io/v1', metadata: {} }
    writeFileSync(join(path, 'none.json'), JSON.stringify({ ...none, items: null }))
    const { record } = await collect(memberOf({ kind: 'folder', path }))
    expect(record.unknownPolicyApis).to.deep.equal([])
    expect(record.notes.join()).to.not.match(/not read/)
  })
})
