import { expect } from 'chai'
import fc from 'fast-check'
import { digestOf } from '../../src/core/digest.ts'
import type { ControlOutcome } from '../../src/model/evaluation.ts'
import type { SeenBasis } from '../../src/period/bases.ts'
import { intervalsOf, type Observed } from '../../src/period/intervals.ts'

const COUNTS = {
  ...{ population: 1, pass: 0, fail: 0, waived: 0 },
  ...{ undetermined: 0, outOfReach: 0, notApplicable: 0 },
}

type Seen = {
  readonly outcome: ControlOutcome
  readonly day: number
  readonly adHoc?: boolean
  /** days between the slot and when the cluster was read */
  readonly readAfter?: number
  readonly basis?: Partial<SeenBasis>
}

const slotOf = (day: number) => `2026-10-${String(day).padStart(2, '0')}T02:00:00Z`

const BASIS: SeenBasis = {
  checks: ['cde-separated'],
  versions: new Map([['cde-separated', 1]]),
  definition: digestOf('definition'),
  scope: digestOf('scope'),
  uid: 'one',
}

function observed(seen: readonly Seen[]): Observed {
  return {
    ...{ cluster: 'east', framework: 'pci', control: '1.4.1', title: 'CDE apart' },
    observations: seen.map(({ outcome, day, adHoc = false, readAfter = 0, basis = {} }) => ({
      at: { run: `run-${day}`, asOf: slotOf(day + readAfter) },
      ...(adHoc ? {} : { slot: slotOf(day) }),
      outcome,
      reason: `${outcome} on ${day}`,
      counts: COUNTS,
      basis: { ...BASIS, ...basis },
    })),
  }
}

const dueOn = (...days: readonly number[]) => days.map(slotOf)

describe('how a control stood over a period', () => {
  it('held where every snapshot passes, with the slots behind the word', () => {
    const [segment, ...more] = intervalsOf(
      observed([1, 2, 4].map((day) => ({ day, outcome: 'pass' }))),
      dueOn(1, 2, 3, 4),
    ).segments
    expect(more).to.deep.equal([])
    expect(segment).to.deep.include({ word: 'held', expected: 4, without: 1, because: [] })
    expect(segment?.slots.pass).to.equal(3)
    expect(segment?.spells).to.have.length(1)
  })

  it('failed where any snapshot fails, with the first and the last that did and what ended it', () => {
    const seen = (['pass', 'fail', 'fail', 'pass'] as const).map((outcome, at) => ({
      outcome,
      day: at + 1,
    }))
    const [segment] = intervalsOf(observed(seen), dueOn(1, 2, 3, 4)).segments
    expect(segment?.word).to.equal('failed')
    expect(segment?.spells[1]).to.deep.equal({
      outcome: 'fail',
      from: { run: 'run-2', asOf: slotOf(2) },
      to: { run: 'run-3', asOf: slotOf(3) },
      endedBy: { run: 'run-4', asOf: slotOf(4) },
      slots: 2,
      adHoc: 0,
      reason: 'fail on 3',
      reasons: 2,
    })
  })

  it('sees what a run outside the schedule sees, and counts no slot for it', () => {
    const seen: readonly Seen[] = [
      { outcome: 'pass', day: 1 },
      { outcome: 'fail', day: 2, adHoc: true },
      { outcome: 'pass', day: 3 },
    ]
    const [segment] = intervalsOf(observed(seen), dueOn(1, 3)).segments
    expect(segment).to.deep.include({ word: 'failed', expected: 2, without: 0 })
    expect(segment?.slots.fail).to.equal(0)
    expect(segment?.spells[1]).to.deep.include({ slots: 0, adHoc: 1 })
  })

  for (const [what, basis, said] of [
    [
      'another version of a check',
      { versions: new Map([['cde-separated', 2]]) },
      'checks: cde-separated 1 before, cde-separated 2 now',
    ],
    [
      'other parameters',
      { definition: digestOf('other') },
      'what the catalogue says of it changed',
    ],
    ['another scope', { scope: digestOf('other scope') }, 'the scope of the cluster changed'],
    ['another cluster', { uid: 'another' }, 'another cluster answers under the name'],
  ] as const)
    it(`never joins over ${what}`, () => {
      const seen: readonly Seen[] = [
        { outcome: 'pass', day: 1 },
        { outcome: 'pass', day: 2 },
        { outcome: 'pass', day: 4, basis },
      ]
      const { segments } = intervalsOf(observed(seen), dueOn(1, 2, 3, 4, 5))
      expect(segments).to.have.length(2)
      expect(segments[1]?.because.join()).to.include(said)
      expect(segments.map(({ expected, without }) => [expected, without])).to.deep.equal([
        [3, 1],
        [2, 1],
      ])
    })

  it('takes a cluster that was not read for the one it was', () => {
    const { checks, versions, definition, scope = definition } = BASIS
    const unread = { checks, versions, definition, scope }
    const all = observed([1, 2, 3, 4].map((day) => ({ outcome: 'pass', day })))
    const observations = all.observations.map((each, at) =>
      at % 2 === 0 ? { ...each, basis: unread } : each,
    )
    expect(intervalsOf({ ...all, observations }, dueOn(1, 2, 3, 4)).segments).to.have.length(1)
  })

  it('takes a check without subjects for the check it was', () => {
    const empty = { versions: new Map<string, number>() }
    const seen: readonly Seen[] = [
      { outcome: 'not-applicable', day: 1, basis: empty },
      { outcome: 'pass', day: 2 },
      { outcome: 'not-applicable', day: 3, basis: empty },
    ]
    expect(intervalsOf(observed(seen), dueOn(1, 2, 3)).segments).to.have.length(1)
  })

  it('loses no observation and no slot, whatever was seen', () => {
    const outcomes = fc.constantFrom<ControlOutcome>(
      'pass',
      'fail',
      'undetermined',
      'waived',
      'not-applicable',
    )
    const seen = fc.array(
      fc.record({
        outcome: outcomes,
        adHoc: fc.boolean(),
        readAfter: fc.constantFrom(0, 0, 0, 2),
        version: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 28 },
    )
    fc.assert(
      fc.property(seen, (given) => {
        const all = given.map(({ outcome, adHoc, readAfter, version }, at) => ({
          ...{ outcome, adHoc, readAfter, day: at + 1 },
          basis: { versions: new Map([['cde-separated', version]]) },
        }))
        const due = dueOn(...all.map(({ day }) => day))
        const { segments } = intervalsOf(observed(all), due)
        const spells = segments.flatMap((segment) => segment.spells)
        const behind = spells.reduce((sum, { slots, adHoc }) => sum + slots + adHoc, 0)
        expect(behind).to.equal(given.length)
        expect(segments.reduce((sum, { expected }) => sum + expected, 0)).to.equal(due.length)
        for (const { expected, without, slots } of segments) {
          expect(without).to.be.greaterThanOrEqual(0)
          expect(Object.values(slots).reduce((sum, one) => sum + one, 0)).to.equal(
            expected - without,
          )
        }
        expect(segments.some(({ word }) => word === 'failed')).to.equal(
          given.some(({ outcome }) => outcome === 'fail'),
        )
      }),
    )
  })
})
