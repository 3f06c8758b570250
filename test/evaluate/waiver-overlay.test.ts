import { expect } from 'chai'
import { overlayWaivers } from '../../src/evaluate/waiver-overlay.ts'
import type { CheckResult } from '../../src/model/evaluation.ts'
import type { Waiver } from '../../src/model/scope.ts'

const AS_OF = '2026-11-23T02:00:00Z'

function failure(subject: string, check = 'check'): CheckResult {
  return { check, checkVersion: 1, subject, verdict: 'fail', reason: 'r', evidence: [] }
}

function waiver(changes: Partial<Waiver> = {}): Waiver {
  return {
    id: 'W-1',
    check: 'check',
    subjects: ['prod/shop/*/*'],
    reason: 'r',
    requestedBy: 'a',
    approvedBy: 'b',
    approvedOn: '2026-01-01',
    expires: '2026-12-31',
    maxSubjects: 2,
    ...changes,
  }
}

function concernsWith(changes: Partial<Waiver>): readonly string[] {
  const [report] = overlayWaivers({ waivers: [waiver(changes)] }, [], 'prod', AS_OF).report
  return (report?.concerns ?? []).map(({ kind, why }) => `${kind}: ${why}`)
}

const one = failure('prod/shop/Pod/a')
const two = failure('prod/shop/Pod/b')
const three = failure('prod/shop/Pod/c')

function stateOf(changes: Partial<Waiver>, failures: readonly CheckResult[] = [one]): unknown {
  return overlayWaivers({ waivers: [waiver(changes)] }, failures, 'prod', AS_OF).report[0]?.state
}

describe('overlayWaivers', () => {
  it('lies over failures of its check and its subjects, and over nothing else', () => {
    const other = failure('prod/shop/Pod/a', 'other')
    const passed: CheckResult = { ...one, verdict: 'pass' }
    const overlay = overlayWaivers({ waivers: [waiver()] }, [one, other], 'prod', AS_OF)
    expect(overlay.waiverOf(one)?.id).to.equal('W-1')
    expect(overlay.waiverOf(other)).to.equal(undefined)
    expect(overlay.waiverOf(passed)).to.equal(undefined)
    expect(overlay.waiverOf(failure('prod/blog/Pod/a'))).to.equal(undefined)
  })

  it('waives none of the subjects when there are more than its cap', () => {
    const overlay = overlayWaivers({ waivers: [waiver()] }, [one, two, three], 'prod', AS_OF)
    expect(overlay.report[0]).to.include({ state: 'over-cap', matched: 3 })
    expect([one, two, three].map((each) => overlay.waiverOf(each))).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('counts a subject once, however many controls name the check', () => {
    const overlay = overlayWaivers({ waivers: [waiver()] }, [one, one, two, two], 'prod', AS_OF)
    expect(overlay.report[0]).to.include({ state: 'active', matched: 2 })
  })

  it('counts from the day of approval to the day it expires, both included', () => {
    expect(stateOf({ expires: '2026-11-23' })).to.equal('active')
    expect(stateOf({ expires: '2026-11-22' })).to.equal('expired')
    expect(stateOf({ approvedOn: '2026-11-23' })).to.equal('active')
    expect(stateOf({ approvedOn: '2026-11-24' })).to.equal('not-yet')
    expect(stateOf({}, [])).to.equal('unused')
  })

  it('leaves out what can mean no subject of the cluster', () => {
    const elsewhere = waiver({ subjects: ['staging/*/*/*'] })
    expect(overlayWaivers({ waivers: [elsewhere] }, [one], 'prod', AS_OF).report).to.deep.equal([])
    expect(overlayWaivers({ waivers: [elsewhere] }, [], 'staging', AS_OF).report.length).to.equal(1)
  })

  it('waives nothing where its file counts as missing, and still tells what it would', () => {
    const file = {
      name: 'waivers.yaml',
      authorship: { kind: 'asserted' },
      said: 'asserted in file only',
    } as const
    const stateWith = (setAside?: string) => {
      const files = [{ ...file, ...(setAside === undefined ? {} : { setAside }) }]
      const overlay = overlayWaivers({ waivers: [waiver()], files }, [one], 'prod', AS_OF)
      return [overlay.report[0]?.state, overlay.report[0]?.matched, overlay.waiverOf(one)?.id]
    }
    expect(stateWith()).to.deep.equal(['active', 1, 'W-1'])
    expect(stateWith('a signature is required')).to.deep.equal(['unsigned', 1, undefined])
  })

  it('tells those that expire within 30 days, the last day included', () => {
    const soon = (expires: string) => concernsWith({ expires })
    expect(soon('2026-12-24')).to.deep.equal([])
    expect(soon('2026-12-23')).to.deep.equal(['expires-soon: expires in 30 days'])
    expect(soon('2026-11-24')).to.deep.equal(['expires-soon: expires in 1 day'])
    expect(soon('2026-11-23')).to.deep.equal(['expires-soon: expires today'])
    expect(soon('2026-11-22')).to.deep.equal([])
    expect(concernsWith({ expires: '2026-12-01', approvedOn: '2026-11-24' })).to.deep.equal([])
  })

  it('tells patterns that give neither namespace nor name, and lifts with them as with others', () => {
    const broad = (...subjects: readonly string[]) =>
      concernsWith({ subjects, expires: '2027-06-30' })
    expect(broad('prod/shop/*/*', '*//Namespace/default', 'prod/*/Pod/web-*')).to.deep.equal([])
    expect(broad('prod/*/*/*')).to.deep.equal([
      'too-broad: prod/*/*/* gives no name, and could mean everything in a cluster',
    ])
    expect(broad('prod//Node/*', '*/**/Pod/**')).to.deep.equal([
      'too-broad: prod//Node/* gives no name, and could mean every Node of a cluster',
      'too-broad: */**/Pod/** gives no name, and could mean every Pod of a cluster',
    ])
    expect(stateOf({ subjects: ['prod/*/*/*'] })).to.equal('active')
  })
})
