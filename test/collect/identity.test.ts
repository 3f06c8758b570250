import { expect } from 'chai'
import type { CollectionRecord } from '../../src/model/collection.ts'
import { collect, memberFor } from './collecting.ts'
import { fakeCluster } from './fake-cluster.ts'
import { refuse, send, startFake } from './fake-server.ts'
import type { Hook } from './fake-server.ts'

async function recordOf(hook: Hook): Promise<CollectionRecord> {
  const server = await startFake(fakeCluster(), hook)
  try {
    return (await collect(memberFor(server))).record
  } finally {
    await server.close()
  }
}

/** A server that states these rules of the account. */
const withRules = (...resourceRules: readonly object[]) =>
  recordOf((seen, response) => {
    if (!seen.path.endsWith('selfsubjectrulesreviews')) return false
    const status = { incomplete: true, resourceRules, nonResourceRules: [] }
    send(response, 201, { kind: 'SelfSubjectRulesReview', status })
    return true
  })

const rule = (verbs: string, apiGroups: string, resources: string, more: object = {}) => ({
  verbs: verbs.split(','),
  apiGroups: [apiGroups],
  resources: resources.split(','),
  ...more,
})

describe('greet', () => {
  it('writes the rules of the account as lines, sorted', async () => {
    const { account, notes } = await withRules(
      rule('list', 'apps', 'deployments'),
      rule('list', '', 'configmaps', { resourceNames: ['kube-proxy'] }),
      rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews'),
    )
    expect(account?.rules).to.deep.equal([
      'create selfsubjectaccessreviews in authorization.k8s.io',
      'list configmaps in core named kube-proxy',
      'list deployments in apps',
      'the server says that there are more',
    ])
    expect(notes).to.deep.equal([])
  })

  for (const [what, one] of [
    ['change something', rule('list,delete', '', 'pods')],
    ['do anything', rule('*', '*', '*')],
    ['read Secrets', rule('get', '', 'secrets')],
    ['read everything', rule('get,list,watch', '*', '*')],
    ['read all of the core group', rule('list', '', '*')],
    ['run commands in pods', rule('get', '', 'pods/exec')],
    ['reach nodes', rule('get', '', 'nodes/proxy')],
  ] as const)
    it(`says on page one that the account may ${what}`, async () => {
      expect((await withRules(one)).notes[0]).to.match(/may also change it, or read Secrets/)
    })

  it('says nothing of an account that may list any kind of other groups', async () => {
    expect((await withRules(rule('get,list', 'apps', '*'))).notes).to.deep.equal([])
  })

  it('says how many rules it leaves out, and where it cuts one', async () => {
    const many = Array.from({ length: 1200 }, (_, index) =>
      rule('list', `group-${index}`, 'things'),
    )
    const long = rule('list', 'long.example.com', 'x'.repeat(2000))
    const rules = (await withRules(long, ...many)).account?.rules ?? []
    expect(rules).to.have.length(1001)
    expect(rules).to.include('202 more rules are not listed here')
    const [cut = ''] = (await withRules(long)).account?.rules ?? []
    expect(cut).to.match(/x \(and more, cut here\)$/)
  })

  it('calls the account unknown where the server refuses to say', async () => {
    const { account, status } = await recordOf((seen, response) => {
      if (seen.method !== 'POST') return false
      refuse(response, 403, 'no')
      return true
    })
    expect(account).to.deep.equal({ user: 'unknown', groups: [] })
    expect(status).to.equal('complete')
  })

  it('asks an older server for the beta form of the review', async () => {
    const { account } = await recordOf((seen, response) => {
      if (seen.path !== '/apis/authentication.k8s.io/v1/selfsubjectreviews') return false
      refuse(response, 404, 'no')
      return true
    })
    expect(account?.user).to.equal('reader')
  })

  it('takes no UID from another namespace, and no anchor that is no number', async () => {
    const record = await recordOf((seen, response) => {
      if (!seen.query.has('fieldSelector')) return false
      const items = [{ metadata: { name: 'other', uid: '1' } }]
      const metadata = { resourceVersion: 'x&y' }
      send(response, 200, { kind: 'NamespaceList', apiVersion: 'v1', metadata, items })
      return true
    })
    expect(record.identity.uid).to.equal(undefined)
    expect(record.anchor).to.equal(undefined)
    expect(record.status).to.equal('complete')
  })

  it('says how far the clock of the server is off', async () => {
    const { clockDifference } = await recordOf((_, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString())
      return false
    })
    expect(clockDifference?.first).to.be.within(3590, 3610)
    expect(clockDifference?.last).to.be.within(3590, 3610)
  })
})
