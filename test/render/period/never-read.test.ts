import { expect } from 'chai'
import fc from 'fast-check'
import type { ControlOutcome } from '../../../src/model/evaluation.ts'
import type { PeriodSource } from '../../../src/model/period.ts'
import { intervalsOf } from '../../../src/period/intervals.ts'
import { periodHtml } from '../../../src/render/period/html.ts'
import { slotColumns } from '../../../src/render/period/slot-columns.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { digestOf } from '../../../src/core/digest.ts'
import { periodSource } from './fixture.ts'
import { SLOTS } from './fixture-runs.ts'

const OUTCOMES: readonly ControlOutcome[] = [
  ...(['fail', 'undetermined', 'needs-sign-off', 'waived'] as const),
  ...(['signed-off', 'pass', 'not-applicable'] as const),
]

/** The quarter with a cluster that was due in every slot and that no run read: each of its controls is undetermined, or says that its framework is for others. */
function withFar(outcome: ControlOutcome = 'undetermined'): PeriodSource {
  const source = periodSource()
  const eu = source.ledger.rows.find(({ cluster }) => cluster === 'prod-eu')!
  const of = source.controls.filter(({ cluster }) => cluster === 'prod-eu')
  return {
    ...source,
    neverRead: [{ cluster: 'far', status: 'unreachable' }],
    ledger: { ...source.ledger, rows: [...source.ledger.rows, { ...eu, cluster: 'far' }] },
    controls: [
      ...source.controls,
      ...of.map(({ framework, control, title }) =>
        intervalsOf(
          {
            ...{ cluster: 'far', framework, control, title },
            observations: SLOTS.slice(0, 4).map((slot, at) => ({
              ...{ at: { run: source.runs[at]!.id, asOf: slot }, slot, outcome },
              reason: 'cluster not read (unreachable)',
              counts: COUNTS,
              basis: { checks: [], versions: new Map(), definition: digestOf(control) },
            })),
          },
          SLOTS,
        ),
      ),
    ],
  }
}

const COUNTS = {
  ...{ population: 0, pass: 0, fail: 0, waived: 0 },
  ...{ undetermined: 0, outOfReach: 0, notApplicable: 0 },
}

const controlIn = (source: PeriodSource, id: string) =>
  periodView(source)
    .report.frameworks.flatMap(({ controls }) => controls)
    .find((one) => one.id === id)!

describe('clusters that no run of a period read', () => {
  it('leave a control undetermined over all clusters, and its word in the others is said beside it', () => {
    const held = controlIn(periodSource(), '1.2.5')
    expect([held.word, held.read.word]).to.deep.equal(['held', 'held'])
    const open = controlIn(withFar(), '1.2.5')
    expect([open.word, open.read.word]).to.deep.equal(['undetermined', 'held'])
    expect(open.sentence).to.equal(
      'Of 2 clusters that were read: held in every snapshot in 2. Never read: far, of which nothing is known: over all clusters it is undetermined.',
    )
  })

  it('change nothing in one that failed elsewhere', () => {
    const { word, read, sentence } = controlIn(withFar(), '1.3.1')
    expect([word, read.word]).to.deep.equal(['failed', 'failed'])
    expect(sentence).to.match(/ Never read: far, of which nothing is known\.$/)
  })

  it('are in no history and no trend, and their slots are a column of their own', () => {
    const [before, after] = [periodSource(), withFar()].map((one) => periodView(one).report)
    for (const [at, { controls, trend }] of after!.frameworks.entries()) {
      expect(trend).to.deep.equal(before!.frameworks[at]!.trend)
      expect(controls.map(({ letters }) => letters)).to.deep.equal(
        before!.frameworks[at]!.controls.map(({ letters }) => letters),
      )
      for (const control of controls) expect(control.neverRead).to.equal(13)
    }
  })

  it('are counted for each framework: how many of its controls they leave open', () => {
    for (const { open, controls, tallies, total } of periodView(withFar()).report.frameworks) {
      const left = controls.filter(({ word, read }) => word !== read.word)
      expect(open).to.equal(left.length).and.to.be.greaterThan(0)
      expect(tallies.reduce((sum, { count }) => sum + count, 0)).to.equal(total)
    }
    for (const { open } of periodView(periodSource()).report.frameworks) expect(open).to.equal(0)
  })

  it('are named where words leave them out: on the executive summary and in each framework', () => {
    const html = Buffer.from(periodHtml(periodView(withFar()))).toString()
    expect(html).to.include('Never read, so that nothing is known of it: 1 cluster (far).')
    expect(html.split('Not read in any run of the period: 1 cluster (far).').length - 1).to.equal(
      periodView(withFar()).report.frameworks.length,
    )
  })

  it('do not make a framework undetermined that is of another kind than all clusters that were read', () => {
    const source = withFar()
    const quiet = ['9.1', '9.2'].flatMap((control) =>
      source.controls
        .filter((one) => one.control === (one.cluster === 'far' ? '1.2.5' : '2.2.3'))
        .map((one) => ({ ...one, framework: 'other-cloud', control })),
    )
    const view = periodView({ ...source, controls: [...source.controls, ...quiet] })
    const framework = view.report.frameworks.at(-1)!
    expect([framework.unused, framework.open]).to.deep.equal([true, 2])
    const html = Buffer.from(periodHtml(view)).toString()
    const [summary] = /<section [^>]*id="executive-summary">.*?<\/section>/s.exec(html)!
    expect(summary).to.match(
      /other-cloud<\/a><\/th><td class="zero" colspan="6">says nothing of any cluster that was read<\/td><td>2<\/td><td class="zero">not known</,
    )
    for (const one of view.report.frameworks.slice(0, -1)) expect(one.unused).to.equal(false)
  })

  it('are all there is where nothing was read: words are then those over all', () => {
    const source = withFar()
    const controls = source.controls.filter(({ cluster }) => cluster === 'far')
    const { frameworks } = periodView({
      ...source,
      ...{ controls, population: [] },
      ledger: { ...source.ledger, rows: source.ledger.rows.slice(-1) },
    }).report
    for (const { open, unused, controls } of frameworks) {
      expect([open, unused]).to.deep.equal([0, false])
      for (const { word, read } of controls)
        expect([word, read.word]).to.deep.equal(['undetermined', 'undetermined'])
    }
  })
})

describe('slots in columns', () => {
  it('add up to those that were due, whatever was seen', () => {
    const source = withFar()
    const spells = fc.array(
      fc.record({ outcome: fc.constantFrom(...OUTCOMES), due: fc.boolean(), adHoc: fc.boolean() }),
      { minLength: 1, maxLength: SLOTS.length },
    )
    const clusters = fc.record({ 'prod-eu': spells, 'prod-us': spells, far: spells })
    const [one] = source.controls
    fc.assert(
      fc.property(clusters, fc.subarray(['prod-eu', 'prod-us', 'far']), (seen, known) => {
        const controls = known.map((cluster) =>
          intervalsOf(
            {
              ...{ cluster, framework: one!.framework, control: '1.1', title: 'x' },
              observations: seen[cluster as keyof typeof seen].flatMap((each, at) =>
                each.due
                  ? [
                      {
                        at: { run: source.runs[at]!.id, asOf: SLOTS[at]! },
                        ...(each.adHoc ? {} : { slot: SLOTS[at]! }),
                        ...{ outcome: each.outcome, reason: 'x', counts: COUNTS },
                        basis: { checks: [], versions: new Map(), definition: digestOf('x') },
                      },
                    ]
                  : [],
              ),
            },
            SLOTS,
          ),
        )
        const some = controls.filter(({ segments }) => segments.length > 0)
        for (const framework of periodView({ ...source, controls: some }).report.frameworks) {
          const { heads, rows } = slotColumns(framework)
          expect(heads[0]!.word).to.equal('due')
          for (const { cells } of rows) {
            const [due, ...others] = cells
            expect(cells).to.have.length(heads.length)
            expect(others.reduce((sum, count) => sum + count, 0)).to.equal(due)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('leave out a result that no slot of the framework has', () => {
    const [framework] = periodView(periodSource()).report.frameworks
    const words = slotColumns(framework!).heads.map(({ word }) => word)
    expect(words).to.include('no result').and.to.not.include('never read')
    for (const word of words.slice(2)) {
      const at = words.indexOf(word)
      expect(slotColumns(framework!).rows.some(({ cells }) => cells[at]! > 0)).to.equal(true)
    }
  })
})
