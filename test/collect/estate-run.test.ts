import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { collectEstate, identityNotes } from '../../src/collect/estate-run.ts'
import type { Collection } from '../../src/model/collection.ts'
import type { Estate, EstateMember } from '../../src/model/estate.ts'
import { memberFor, memberOf, testOptions } from './collecting.ts'
import { fakeCluster } from './fake-cluster.ts'
import { startFake } from './fake-server.ts'

const estateOf = (...members: readonly EstateMember[]): Estate => ({
  members,
  retired: [],
  file: 'estate.yaml',
})

/** The status of a cluster, once all its events are read. */
async function statusOf(_: EstateMember, events: Collection): Promise<string> {
  let status = ''
  for await (const event of events) if (event.kind === 'record') status = event.record.status
  return status
}

describe('collectEstate', () => {
  it('lets a dead cluster and a hanging one cost only themselves', async () => {
    const good = await startFake(fakeCluster())
    const hanging = await startFake(fakeCluster(), () => true)
    const dead = memberOf({ kind: 'folder', path: '/nowhere' }, { name: 'dead' })
    const estate = estateOf(dead, memberFor(good), memberFor(hanging))
    const bounds = { deadlineSeconds: 2 }
    const statuses = await collectEstate(estate, () => testOptions(bounds), statusOf)
    await Promise.all([good.close(), hanging.close()])
    expect(statuses).to.deep.equal(['unreachable', 'complete', 'unreachable'])
  })

  it('reads no more clusters at a time than told, and gives results in order', async () => {
    const members = Array.from({ length: 7 }, (_, index) =>
      memberOf({ kind: 'folder', path: '/nowhere' }, { name: `c${index}` }),
    )
    let now = 0
    let most = 0
    const names = await collectEstate(
      estateOf(...members),
      () => testOptions(),
      async (member, events) => {
        most = Math.max(most, ++now)
        await statusOf(member, events)
        now--
        return member.name
      },
      3,
    )
    expect(most).to.equal(3)
    expect(names).to.deep.equal(members.map(({ name }) => name))
  })

  it('ends with what the consumer throws', async () => {
    const folder = { kind: 'folder', path: '/nowhere' } as const
    const members = ['a', 'b', 'c'].map((name) => memberOf(folder, { name }))
    const begun: string[] = []
    const failing = collectEstate(
      estateOf(...members),
      () => testOptions(),
      ({ name }) => {
        begun.push(name)
        return Promise.reject(new Error('disk full'))
      },
      1,
    )
    const error: unknown = await failing.catch((thrown: unknown) => thrown)
    expect(String(error)).to.equal('Error: disk full')
    expect(begun).to.deep.equal(['a'])
  })
})

describe('identityNotes', () => {
  const RUN = '20261116T020000Z-0a0a0a0a'
  const cluster = (name: string, uid?: string, marks: object = {}) => ({
    cluster: name,
    identity: { ...(uid === undefined ? {} : { uid }), ...marks },
    runId: RUN,
  })
  const server = 'https://one.example.com'
  const [ca, other] = [digestOf('ca'), digestOf('other')]

  it('names two entries that read one cluster', () => {
    expect(
      identityNotes([cluster('a', '1'), cluster('b', '1'), cluster('c', '2')], []),
    ).to.deep.equal(['one cluster is listed as a and b'])
  })

  it('names entries of one server whose UID could not be read', () => {
    const marks = { server, caDigest: ca }
    const said = [
      'a and b may be one cluster: they have the same server and CA certificate, and the UID of kube-system could not be read',
    ]
    const pairOf = (one?: string, two?: string, more: object = {}) =>
      identityNotes([cluster('a', one, marks), cluster('b', two, { ...marks, ...more })], [])
    expect(pairOf()).to.deep.equal(said)
    expect(pairOf('1')).to.deep.equal(said)
    expect(pairOf('1', '2')).to.deep.equal([])
    expect(pairOf(undefined, undefined, { caDigest: other })).to.deep.equal([])
    expect(pairOf(undefined, undefined, { server: 'https://two.example.com' })).to.deep.equal([])
  })

  it('names an entry whose cluster was replaced', () => {
    const notes = identityNotes(
      [cluster('a', '2'), cluster('b', '3')],
      [cluster('a', '1'), cluster('b', '3')],
    )
    expect(notes).to.deep.equal([
      `a is another cluster than in run ${RUN} (its kube-system UID changed)`,
    ])
  })

  it('names an entry whose CA certificate changed where the UID could not be read', () => {
    const before = [cluster('a', '1', { caDigest: ca })]
    expect(identityNotes([cluster('a', undefined, { caDigest: other })], before)).to.deep.equal([
      `a may be another cluster than in run ${RUN}: its CA certificate changed, and the UID of kube-system could not be read`,
    ])
    expect(identityNotes([cluster('a', '1', { caDigest: other })], before)).to.deep.equal([])
    expect(identityNotes([cluster('a', undefined, { caDigest: ca })], before)).to.deep.equal([])
  })

  it('concludes nothing from identities that could not be read', () => {
    expect(identityNotes([cluster('a'), cluster('b')], [cluster('a', '1')])).to.deep.equal([])
    expect(identityNotes([cluster('a', '1')], [cluster('a')])).to.deep.equal([])
  })
})
