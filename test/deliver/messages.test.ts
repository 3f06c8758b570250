import { expect } from 'chai'
import { dueIn, dueOf, type Stated } from '../../src/deliver/due.ts'
import { firstOf, messageSchema, MOST_LISTED } from '../../src/deliver/message.ts'
import { periodMessage } from '../../src/deliver/period-message.ts'
import { archived, period } from './fixture.ts'

const NOW = '2026-11-23T02:00:10Z'

const stated = (cluster: string): Stated => ({
  cluster,
  statements: [
    {
      ...{ framework: 'pci-dss-4.0.1', control: '1.2.7', state: 'due-soon' },
      stated: {
        ...{ id: 'review', framework: 'pci-dss-4.0.1', control: '1.2.7', state: 'due-soon' },
        ...{ why: 'six months', performedOn: '2026-06-01', until: '2026-12-01', authorship: 'x' },
      },
    },
    {
      ...{ framework: 'pci-dss-4.0.1', control: '12.5.2', state: 'in-force' },
      stated: {
        ...{ id: 'ok', framework: 'pci-dss-4.0.1', control: '12.5.2', state: 'in-force' },
        ...{ why: '', performedOn: '2026-06-01', authorship: 'x' },
      },
    },
    { framework: 'pci-dss-4.0.1', control: '7.2.4', state: 'missing' },
  ],
  waivers: [
    {
      ...{ id: 'W-1', state: 'active', matched: 1, expires: '2026-12-20', reason: 'later' },
      ...{ approvedBy: 'Owner', check: 'x' },
    },
    {
      ...{ id: 'W-2', state: 'active', matched: 1, expires: '2027-12-20', reason: 'later' },
      ...{ approvedBy: 'Owner', check: 'x' },
    },
  ],
})

describe('what is due', () => {
  it('names what people have to do, worst first, and in how many clusters', () => {
    const pci = { kind: 'sign-off', framework: 'pci-dss-4.0.1' }
    expect(dueOf(dueIn([stated('a'), stated('b')], NOW))).to.deep.equal([
      { ...pci, control: '7.2.4', state: 'missing', clusters: 2 },
      { ...pci, control: '1.2.7', state: 'due-soon', until: '2026-12-01', clusters: 2 },
      { kind: 'waiver', id: 'W-1', state: 'expires-soon', until: '2026-12-20', clusters: 2 },
    ])
  })

  it('gives clusters and reasons as lines', () => {
    expect(dueIn([stated('a')], NOW).map(({ line }) => line)).to.deep.equal([
      'a: pci-dss-4.0.1 7.2.4: nothing is stated',
      'a: pci-dss-4.0.1 1.2.7: review due-soon (until 2026-12-01): six months',
      'a: waiver W-1 expires-soon (2026-12-20): later',
    ])
  })
})

describe('the message of a period', () => {
  it('counts no edit of labels alone as a change that nobody listed', () => {
    const source = period()
    const policies = source.changes.policies.map((each) => ({
      ...each,
      change: 'relabelled' as const,
    }))
    const edited = { ...source, changes: { ...source.changes, policies } }
    expect(periodMessage(archived(), edited, false).changes).to.deep.equal({ policies: 1 })
    const { details } = periodMessage(archived(), edited, true)
    expect(details?.changes.first.join()).to.not.include('not listed')
  })

  it('counts segments by word, changes and what is due, and names the digest of the PDF', () => {
    const message = messageSchema.parse(periodMessage(archived(), period(), false))
    expect(message).to.deep.include({
      kind: 'period',
      id: '2026-q4-0a1b2c3d',
      results: { of: 'segments', total: 3, counts: { held: 2, failed: 1 } },
      changes: { policies: 1, 'policies-unlisted': 1 },
    })
    expect(message.period).to.include({ name: '2026-Q4', interim: false })
    expect(message.pdf).to.deep.equal({
      name: 'period.pdf',
      digest: archived().manifest.files[1]!.digest,
      size: 9,
    })
    expect(message.links.map(({ href }) => href)).to.deep.equal([
      'https://evidence.example/reports/2026-q4-0a1b2c3d/period.html',
      'https://evidence.example/reports/2026-q4-0a1b2c3d/period.pdf',
    ])
    expect(JSON.stringify(message)).to.not.include('east').and.not.include('NetworkPolicy')
  })

  it('names clusters, controls and objects where details are asked for', () => {
    const { details } = messageSchema.parse(periodMessage(archived(), period(), true))
    expect(details?.results.first).to.deep.equal([
      'east: pci-dss-4.0.1 1.3.1 Into the CDE: failed (2026-10-12T02:00:10Z to 2026-10-19T02:00:10Z)',
    ])
    expect(details?.changes.first[0]).to.include('NetworkPolicy/shop/deny added, first seen')
  })
})

describe('lists of a message', () => {
  it('are cut, and say how many there are', () => {
    const { count, first } = firstOf(Array.from({ length: 250 }, (_, index) => index))
    expect([count, first.length]).to.deep.equal([250, MOST_LISTED])
  })
})
