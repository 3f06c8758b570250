import { expect } from 'chai'
import type { Played } from '../../src/commands/demo/play.ts'
import { tellStory } from '../../src/commands/demo/story.ts'
import { untrue } from '../../src/commands/demo/truth.ts'
import type { Facts, RunFacts } from '../../src/commands/demo/facts.ts'
import { testContext } from '../commands/context.ts'
import { demoOnce } from './demo-once.ts'

describe("the demo's story", function () {
  this.timeout(240_000)
  let played: Played
  let folder: string

  before(async () => {
    ;({ played, folder } = await demoOnce())
  })

  const changed = (different: Partial<Facts>) =>
    untrue(played.expected, { ...played.facts, ...different })
  const runsWith = (slot: string, different: Partial<RunFacts>) =>
    changed({
      runs: played.facts.runs.map((run) => (run.slot === slot ? { ...run, ...different } : run)),
    })

  it('came true', () => {
    expect(untrue(played.expected, played.facts)).to.deep.equal([])
  })

  it('does not without one of its results, waivers, flows and claims', () => {
    const { results, waivers, flows, claims } = played.expected
    for (const [index, result] of results.entries()) {
      const others = results.with(index, { ...result, says: 'what nothing says' })
      const said = untrue({ ...played.expected, results: others }, played.facts)
      expect(said, result.subject).to.have.length(1)
      expect(said[0]).to.include(result.subject)
    }
    for (const [index, waiver] of waivers.entries()) {
      const others = waivers.with(index, { ...waiver, state: 'not-yet' })
      const said = untrue({ ...played.expected, waivers: others }, played.facts)
      expect(said.join()).to.equal(`waiver ${waiver.id} is not not-yet in ${waiver.cluster}`)
    }
    for (const [index, flow] of flows.entries()) {
      const others = flows.with(index, { ...flow, id: 'FLOW-001' })
      expect(untrue({ ...played.expected, flows: others }, played.facts)).to.have.length(1)
    }
    const forged = claims.map((claim) => ({ ...claim, value: 'another' }))
    expect(untrue({ ...played.expected, claims: forged }, played.facts)).to.have.length(1)
  })

  it('does not when a slot has no run, two, or one that came about otherwise', () => {
    const { runs } = played.facts
    const [first] = runs
    expect(changed({ runs: runs.slice(1) }).join()).to.include('the slot 2025-09-08T02:00:00Z')
    expect(changed({ runs: first === undefined ? [] : [first, ...runs] }).join()).to.include(
      '16 runs',
    )
    expect(runsWith('2025-11-24T02:00:00Z', { trigger: 'late' })).to.deep.equal([
      'the slot 2025-11-24T02:00:00Z has no run that is marked caught-up',
    ])
    expect(runsWith('2025-11-03T02:00:00Z', { notes: [] })).to.deep.equal([
      'no run says that the slot 2025-10-27T02:00:00Z was missed',
    ])
  })

  it('does not when a cluster answers that should not, or none is replaced, retired or partial', () => {
    const all = (slot: string) =>
      played.facts.runs
        .find((run) => run.slot === slot)
        ?.clusters.map((cluster) => ({ ...cluster, status: 'complete' as const })) ?? []
    expect(
      runsWith('2025-09-08T02:00:00Z', { clusters: all('2025-09-08T02:00:00Z') }),
    ).to.deep.equal([
      'payments-dr is not unreachable at 2025-09-08T02:00:00Z: something answers at its address',
    ])
    const partial = '2025-12-08T02:00:00Z'
    const said = runsWith(partial, { clusters: all(partial) }).join()
    expect(said).to.include('shop-managed is not partial').and.include('loyalty: retired?')
    expect(runsWith('2025-11-17T02:00:00Z', { notes: [] }).join()).to.include('staging: replaced?')
  })

  it('does not when results bear the time of the run', () => {
    const last = played.facts.runs.at(-1)
    const startedAt = [...(last?.evaluations.values() ?? [])][0]?.asOf ?? ''
    expect(runsWith(last?.slot ?? '', { startedAt }).join()).to.include('is not as of')
  })

  it('does not when the comparison is empty, a PDF is missing or the archive does not verify', () => {
    const { comparison, verification } = played.facts
    const empty = { ...comparison, controls: [], connectivity: [], premises: [] }
    expect(changed({ comparison: empty })).to.have.length(6)
    const { periods } = comparison
    if (periods === undefined) throw new Error('the demo compares no periods')
    const other = { ...comparison, periods: { ...periods, base: periods.head } }
    expect(changed({ comparison: other })).to.deep.equal([
      'the comparison is not one of both quarters',
    ])
    expect(changed({ pdfs: { 'a/report.pdf': 0 } })).to.deep.equal(['a/report.pdf was not printed'])
    const undecided = { ...verification, outcome: 'undecided' as const }
    expect(changed({ verification: undecided }).join()).to.include('the archive is undecided')
  })

  it('tells only what a run really has, and where its HTML is when nothing was printed', () => {
    const compared = played.compared.filter((path) => !path.endsWith('.pdf'))
    const facts = { ...played.facts, pdfs: {} }
    const told = tellStory({ ...played, compared, facts }, folder)
    expect(told).to.include('the store of account data is two hops from the partner bank')
    expect(told).to.include('report.html').and.not.include('.pdf')
    const without = { ...played, facts: { ...facts, runs: [] } }
    expect(tellStory(without, folder)).to.not.include('the store of account data')
  })

  it('says why there is no PDF', () => {
    const missing = { reason: 'no browser that can print a PDF', hint: 'install Chromium' }
    expect(tellStory({ ...played, missing }, folder)).to.include('no PDF: no browser')
  })

  it('is not played into a folder that holds something else', async () => {
    const context = testContext()
    context.write('mine/notes.txt', 'mine')
    const fault = await context.faultOf('demo', '--folder', 'mine')
    expect(fault.code).to.equal('USAGE')
    expect(fault.message).to.include("mine is not empty and not the demo's")
  })
})
