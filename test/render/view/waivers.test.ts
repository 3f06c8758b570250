import { expect } from 'chai'
import type { OrganisationReport } from '../../../src/model/evaluation.ts'
import type { Waiver } from '../../../src/model/scope.ts'
import type { ClusterStatus } from '../../../src/model/snapshot.ts'
import { reportHtml } from '../../../src/render/html.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { waiverState, type WaivedCluster } from '../../../src/render/view/waivers.ts'
import { reportSource } from '../fixture.ts'

type Here = OrganisationReport['waivers'][number]

const waiver = (subjects: readonly string[] = ['prod-*/shop/*/*']): Waiver => ({
  id: 'W-1',
  check: 'namespace-has-policy',
  subjects,
  reason: 'being moved',
  requestedBy: 'Shop team',
  approvedBy: 'CISO',
  approvedOn: '2026-01-01',
  expires: '2026-06-30',
  maxSubjects: 2,
})

const read = (name: string, state?: Here['state'], matched = 0): WaivedCluster => ({
  name,
  snapshot: { status: 'complete' },
  evaluation: {
    organisation: {
      waivers:
        state === undefined
          ? []
          : [
              {
                id: 'W-1',
                state,
                matched,
                expires: '2026-06-30',
                reason: 'being moved',
                approvedBy: 'CISO',
                check: 'namespace-has-policy',
              },
            ],
    },
  },
})

const unread = (name: string, status: ClusterStatus): WaivedCluster => ({
  name,
  snapshot: { status },
})

describe('waiverState', () => {
  it('tells what is in force, over its cap, expired, not yet in force and unused apart', () => {
    const said = (state: Here['state'], matched: number) =>
      waiverState(waiver(), [read('prod-eu', state, matched)])
    expect(said('active', 1)).to.deep.equal({
      state: 'active',
      why: 'laid over 1 failure in prod-eu',
    })
    expect(said('over-cap', 3)).to.deep.equal({
      state: 'over-cap',
      why: '3 failures in prod-eu match; at most 2 may in a cluster',
    })
    expect(said('expired', 1)).to.deep.equal({
      state: 'expired',
      why: 'expired on 2026-06-30; would match 1 failure in prod-eu',
    })
    expect(said('not-yet', 1).why).to.include('approved on 2026-01-01')
    expect(said('unused', 0)).to.deep.equal({
      state: 'unused',
      why: 'no failure of its check in prod-eu matches',
    })
  })

  it('calls one that is in force somewhere in force, with the failures of every such cluster', () => {
    const clusters = [
      read('prod-ap', 'unused'),
      read('prod-eu', 'active', 2),
      read('prod-us', 'active', 1),
    ]
    expect(waiverState(waiver(), clusters)).to.deep.equal({
      state: 'active',
      why: 'laid over 2 failures in prod-eu and 1 failure in prod-us',
    })
  })

  it('calls one that names no cluster of the estate unused, with that reason', () => {
    expect(waiverState(waiver(['gone/*/*/*']), [read('prod-eu')])).to.deep.equal({
      state: 'unused',
      why: 'no cluster of the estate has a name that its subjects give',
    })
    expect(waiverState(waiver(['gone/*/*/*']), []).state).to.equal('unused')
  })

  it('does not call unused what only clusters that were not read could use', () => {
    const dead = unread('prod-dr', 'unreachable')
    expect(waiverState(waiver(), [dead, read('prod-eu', 'unused')])).to.deep.equal({
      state: 'not-known',
      why: 'prod-dr was not read',
    })
    expect(waiverState(waiver(), [unread('prod-old', 'retired')])).to.deep.equal({
      state: 'unused',
      why: 'prod-old is retired',
    })
  })
})

describe('a waiver that no cluster knows', () => {
  const source = reportSource()
  const stray = { ...waiver(['gone/*/*/*']), id: 'W-STRAY' }
  const { report } = reportView({
    ...source,
    organisation: {
      ...source.organisation,
      waivers: [...source.organisation.waivers, stray],
    },
  })

  it('stands in report.json and before the results', () => {
    const shown = report.organisation.waivers.find(({ id }) => id === 'W-STRAY')
    expect(shown).to.include({ state: 'unused', word: 'unused' })
    expect(shown?.why).to.include('no cluster of the estate')
    expect(report.readFirst.join('\n')).to.include('W-STRAY (unused)')
  })

  it('stands in the report with its reason', () => {
    const html = Buffer.from(reportHtml({ report, annex: [] })).toString('utf8')
    const waivers = html.slice(html.indexOf('id="waivers"'))
    expect(waivers).to.include('Waiver W-STRAY: unused')
    expect(waivers).to.include('no cluster of the estate has a name that its subjects give')
  })
})
