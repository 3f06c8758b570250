import { expect } from 'chai'
import {
  isAmong,
  unreadCluster,
  unreadOf,
  unreadSentences,
  type KindReading,
} from '../../src/compare/unread.ts'
import type { KubeObject } from '../../src/model/object.ts'

const reading = (different: Partial<KindReading> = {}): KindReading => ({
  resource: 'pods',
  kind: '/Pod',
  listed: true,
  unread: [],
  ...different,
})

const object = (kind: string, namespace?: string): KubeObject => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name: 'one', ...(namespace === undefined ? {} : { namespace }) },
})

describe('unreadOf', () => {
  it('names what was not read, and what only the other side asked for', () => {
    const failed = { resource: 'pods', status: 'failed', reason: 'cut off' }
    const pods = reading({ unread: [failed] })
    const nodes = reading({ resource: 'nodes', kind: '/Node' })
    expect(unreadOf([pods], [reading(), nodes])).to.deep.equal([
      { ...failed, kind: '/Pod' },
      { resource: 'nodes', kind: '/Node', status: 'not asked for' },
    ])
    expect(unreadOf([pods], [{ ...nodes, listed: false }])).to.have.length(1)
    expect(unreadOf([reading()], [reading()])).to.deep.equal([])
  })
})

describe('isAmong', () => {
  it('finds objects of a kind that was not read, in one namespace where only that is missing', () => {
    const list = { resource: 'pods', kind: '/Pod', status: 'failed' }
    const all = isAmong([list])
    expect(all(object('Pod', 'shop'))).to.equal(true)
    expect(all(object('Namespace'))).to.equal(false)
    const some = isAmong([{ ...list, namespace: 'shop' }])
    expect(some(object('Pod', 'shop'))).to.equal(true)
    expect(some(object('Pod', 'cards'))).to.equal(false)
    expect(isAmong([])(object('Pod', 'shop'))).to.equal(false)
  })
})

describe('unreadSentences', () => {
  it('say what was not read on which side, and why, once for each reason', () => {
    const lists = [
      { resource: 'pods', status: 'failed', reason: 'cut off' },
      { resource: 'nodes', status: 'failed', reason: 'cut off' },
      { resource: 'pods', namespace: 'shop', status: 'inconsistent', reason: 'twice' },
      { resource: 'jobs.batch', status: 'not asked for' },
    ]
    expect(unreadSentences('prod', 'run-1', lists)).to.deep.equal([
      'pods, nodes of prod: not read in run-1 (cut off)',
      'pods in namespace shop of prod: not read in run-1 (inconsistent: twice)',
      'jobs.batch of prod: not read in run-1 (not asked for)',
    ])
  })
})

describe('unreadCluster', () => {
  it('says how the reading of a cluster ended, or that it is no part of the side', () => {
    const cluster = { name: 'dr', status: 'unreachable', reasons: ['refused'], root: 'r' }
    const side = { name: 'run-1', asOf: '2025-09-29T02:00:40Z', clusters: [cluster] }
    expect(unreadCluster('dr', side)).to.equal(
      'cluster dr: nothing read of it in run-1 (unreachable: refused)',
    )
    expect(unreadCluster('prod', side)).to.equal('cluster prod: no part of run-1')
  })
})
