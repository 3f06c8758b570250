import { expect } from 'chai'
import { plusSeconds } from '../../../src/core/clock.ts'
import { digestOf } from '../../../src/core/digest.ts'
import type { PeriodSource } from '../../../src/model/period.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { emptyPeriod, interimSource, periodSource } from './fixture.ts'
import { SLOTS } from './fixture-runs.ts'

const report = (source: PeriodSource = periodSource()) => periodView(source).report

const control = (id: string, source?: PeriodSource) =>
  report(source)
    .frameworks.flatMap(({ controls }) => controls)
    .find((one) => one.id === id)!

describe('the view of a period: what it is', () => {
  it('says the bounds in the zone and in UTC, the end not included', () => {
    const { period } = report()
    expect([period.fromDay, period.toDay]).to.deep.equal(['2026-10-01', '2027-01-01'])
    expect([period.from, period.to]).to.deep.equal(['2026-09-30T22:00:00Z', '2026-12-31T23:00:00Z'])
  })

  it('is titled INTERIM before the end, with the slots still to come', () => {
    const view = report(interimSource())
    expect(view.title).to.match(/^INTERIM: /)
    expect(view.toCome).to.equal(3)
    expect(view.readFirst[0]).to.match(/^INTERIM: .*3 slots of it are still to come/)
    expect(report().title).to.not.include('INTERIM')
  })

  it('names the report that it takes the place of by its digest', () => {
    expect(report().revision).to.deep.equal({
      number: 2,
      replaces: {
        reportId: '2026-Q4-0f9e8d7c',
        digest: digestOf('revision 1'),
        why: 'a run for slot 2026-12-07T02:00:00Z came after it',
      },
    })
  })
})

describe('the view of a period: what is read first', () => {
  it('names silent gaps before stated ones, then partial slots', () => {
    const said = report().readFirst.join('\n')
    const places = ['missed in silence', 'in a record of the gap', 'answered in part'].map((one) =>
      said.indexOf(one),
    )
    expect(places.every((place) => place > 0)).to.equal(true)
    expect(places.toSorted((one, other) => one - other)).to.deep.equal(places)
  })

  it('says that nothing outside remembers the log, what is in segments and what is unlisted', () => {
    const said = report().readFirst.join('\n')
    expect(said).to.include('Nothing outside of the archive remembers its log')
    expect(said).to.include('1 control is shown in segments')
    expect(said).to.include('Of 4 changes of policy objects 3 are listed by no entry')
  })

  it('says of a period without runs that there is no evidence', () => {
    expect(report(emptyPeriod()).readFirst).to.include(
      'The archive has no run of this period: there is no evidence for it.',
    )
  })

  it('names a cluster that no run read', () => {
    const source = periodSource()
    const runs = source.runs.map((run) => ({
      ...run,
      clusters: run.clusters.map((one) =>
        one.name === 'prod-us' ? { ...one, status: 'unreachable' as const } : one,
      ),
    }))
    expect(report({ ...source, runs }).readFirst.join('\n')).to.include(
      'Read in no run of the period: prod-us.',
    )
  })
})

describe('the view of a period: the cadence ledger', () => {
  it('counts slots by state and says how many were due and answered', () => {
    const { ledger } = report()
    expect([ledger.slots, ledger.due, ledger.answered]).to.deep.equal([13, 26, 22])
    const counts = Object.fromEntries(ledger.states.map(({ state, count }) => [state, count]))
    expect(counts).to.deep.include({ 'missed-silent': 2, 'missed-stated': 2, partial: 1, late: 2 })
    expect(ledger.states.reduce((sum, { count }) => sum + count, 0)).to.equal(26)
  })

  it('shows a stated gap with who states it, and a silent one as silent', () => {
    const { exceptions } = report().ledger
    const silent = exceptions.find(({ state }) => state === 'missed-silent')!
    expect(silent.clusters).to.deep.equal(['prod-eu', 'prod-us'])
    expect(silent.reasons).to.deep.equal(['no run, and nothing in writing says why'])
    const stated = exceptions.find(({ state }) => state === 'missed-stated')!
    expect(stated.reasons.join()).to.include('GAP-1, stated by Ada Lind (Platform engineer)')
  })

  it('joins slots in a row that ended alike', () => {
    const { exceptions } = report(interimSource()).ledger
    const toCome = exceptions.filter(({ state }) => state === 'to-come')
    expect(toCome).to.have.length(1)
    expect([toCome[0]!.from, toCome[0]!.to, toCome[0]!.slots]).to.deep.equal([
      SLOTS[10],
      SLOTS[12],
      3,
    ])
  })

  it('places slots on the days of the zone', () => {
    const [first] = report().ledger.calendar
    expect(first!.months.map(({ month }) => month)).to.deep.equal(['2026-10', '2026-11', '2026-12'])
    expect(first!.months[0]!.days.map(({ day }) => day)).to.deep.equal([5, 12, 19, 26])
  })
})

describe('the view of a period: controls', () => {
  it('says how a control stood with its denominators', () => {
    const { parts } = control('1.3.1')
    expect(parts.map(({ clusters, sentence }) => [clusters, sentence])).to.deep.equal([
      [
        ['prod-eu'],
        'failed at some time: fail in 2, pass in 9 of 13 slots due, 2 without a result, besides, 2 runs that count for no slot',
      ],
      [
        ['prod-us'],
        'held in every snapshot: 11 of 13 slots due, 2 without a result, besides, 1 run that counts for no slot',
      ],
    ])
  })

  it('dates a failing spell by snapshots, and says between which it began and ended', () => {
    const fail = control('1.3.1').parts[0]!.segments[0]!.spells[1]!
    expect(fail.sentence).to.match(
      /^in 2 slots: first seen 2026-10-26\S+ \(5d0c3e71-0003\), begun after 2026-10-12\S+ \(5d0c3e71-0002\); last seen 2026-11-02\S+ \(5d0c3e71-0004\); ended between 2026-11-02\S+ \(5d0c3e71-0004\) and 2026-11-16\S+ \(5d0c3e71-0005\)$/,
    )
  })

  it('never joins segments of different bases, and says why', () => {
    const { parts, segmented } = control('1.2.5')
    expect(segmented).to.equal(true)
    expect(parts[0]!.segments.map(({ because }) => because)).to.deep.equal([
      [],
      ['checks: allowed-is-approved 2 before, allowed-is-approved 3 now'],
    ])
    expect(parts[0]!.sentence).to.equal('held in every snapshot, in 2 segments that are not joined')
  })

  it('has one letter for each slot and each run outside the schedule', () => {
    const { columns } = report()
    expect(columns.all).to.have.length(14)
    expect(control('1.3.1').strip).to.deep.equal([
      { clusters: ['prod-eu'], letters: 'PP.FF.PPPPPPPP' },
      { clusters: ['prod-us'], letters: 'PP.PP.PPPPPPPP' },
    ])
    expect(control('1.3.1').letters).to.equal('PP.FF.PPPPPPPP')
  })

  it('reconciles: words sum up to the controls, and letters to the trend', () => {
    for (const { total, tallies, trend, controls } of report().frameworks) {
      expect(tallies.reduce((sum, { count }) => sum + count, 0)).to.equal(total)
      expect(controls).to.have.length(total)
      const rows = controls.flatMap(({ strip }) =>
        strip.flatMap(({ clusters, letters }) => clusters.map(() => letters)),
      )
      trend.forEach(({ outcomes, without }, column) => {
        const fails = rows.filter((letters) => letters[column] === 'F').length
        expect(outcomes.find(({ outcome }) => outcome === 'fail')!.count).to.equal(fails)
        const dots = rows.filter((letters) => letters[column] === '.').length
        expect(without).to.equal(dots)
      })
    }
  })

  it('takes an expected cluster without any result as undetermined', () => {
    const source = periodSource()
    const controls = source.controls.filter(({ cluster }) => cluster === 'prod-eu')
    const quiet = control('2.2.3', { ...source, controls })
    expect(quiet.word).to.equal('undetermined')
    expect(quiet.parts[1]!.sentence).to.equal(
      'undetermined: no snapshot of the period has a result',
    )
  })

  it('shows what is open in the newest run with numbers of this report', () => {
    const [part] = control('1.3.1').newest
    expect(part!.subjects.map(({ verdict }) => verdict)).to.deep.equal(['fail'])
    expect(part!.subjects[0]!.evidence[0]!.number).to.match(/^5d0c3e71-\d{4}$/)
    expect(control('2.2.3').newest).to.deep.equal([])
  })

  it('knows a control that the newest catalogue no longer has by its id and title', () => {
    const source = periodSource()
    const [first] = source.controls
    const gone = { ...first!, framework: 'old-1.0', control: '9.9' }
    const framework = report({ ...source, controls: [...source.controls, gone] }).frameworks.at(-1)!
    expect([framework.title, framework.noun, framework.controls[0]!.id]).to.deep.equal([
      'old-1.0',
      'control',
      '9.9',
    ])
  })
})

describe('the view of a period: more slots than columns', () => {
  it('has a column for each week, says so, and shows the worst of it', () => {
    const source = periodSource()
    const slots = Array.from({ length: 90 }, (_, day) =>
      plusSeconds('2026-10-01T02:00:00Z', day * 86_400),
    )
    const { columns } = report({ ...source, ledger: { ...source.ledger, slots } })
    expect(columns.kind).to.equal('week')
    expect(columns.all.length).to.be.lessThan(15)
    expect(columns.sentence).to.include('the worst result of its week')
    expect(columns.all.reduce((sum, { slots: inIt }) => sum + inIt, 0)).to.equal(90)
  })
})

describe('the view of a period: changes', () => {
  it('opens with what snapshots cannot show', () => {
    expect(report().changes.sentence).to.equal(
      '7 changes seen between snapshots; what was made and reverted between two slots is not visible.',
    )
  })

  it('marks what no entry lists, and says of an approval that it is listed', () => {
    const [listed, unlisted] = report().changes.policies
    expect(listed!.listed!.approval).to.equal('listed as approved by Head of payments')
    expect(unlisted!.listed).to.equal(undefined)
    expect(listed!.from.number).to.equal(undefined)
    expect(listed!.to.number).to.equal('5d0c3e71-0001')
  })

  it('reads ten thousand pairs as one row', () => {
    const [step] = report().changes.connectivity
    const [group] = step!.opened.groups
    expect(group!.rows.map(({ count, pairs }) => [count, pairs])).to.deep.equal([[100, 10_000]])
    expect(step!.closed.groups).to.have.length(1)
  })
})

describe('the view of a period: reviews, runs and population', () => {
  it('names what a statement is bound to, and what changed since', () => {
    const [review] = report().reviews
    expect([review!.framework, review!.id, review!.open]).to.deep.equal([
      'PCI DSS 4.0.1',
      '12.5.2',
      2,
    ])
    expect(review!.clusters[0]!.digests.map(({ of }) => of)).to.deep.equal([
      'scope',
      'segmentation',
    ])
    expect(review!.clusters[0]!.digests[1]!.since).to.equal('not known: no run made it')
    expect(review!.clusters[0]!.changedSince).to.have.length(2)
  })

  it('numbers every run, in the order of time', () => {
    const { runs } = report()
    expect(runs.map(({ number }) => number)).to.deep.equal(
      runs.map((_, index) => `5d0c3e71-${String(index + 1).padStart(4, '0')}`),
    )
  })

  it('prints a short population, and names the file of a long one', () => {
    expect(report().population.inline).to.have.length(18)
    const source = periodSource()
    const [item] = source.population
    const population = Array.from({ length: 201 }, (_, at) => ({ ...item!, number: at + 1 }))
    const long = report({ ...source, population }).population
    expect([long.inline.length, long.total, long.counts[0]!.count]).to.deep.equal([0, 201, 201])
  })

  it('names the clusters that no run read beside the population, and numbers none of them', () => {
    const neverRead = ['far', 'x'.repeat(60)].map((cluster) => ({
      cluster,
      status: 'unreachable' as const,
    }))
    const { population, summary } = report(periodSource({ neverRead }))
    expect(population.total).to.equal(18)
    expect(population.neverRead[0]).to.deep.equal({ cluster: 'far', word: 'unreachable' })
    expect(summary.neverRead).to.deep.equal({ count: 2, named: ['far'], more: 1 })
  })

  it('has results of another evaluation only where they were asked for', () => {
    expect(report().reEvaluated).to.equal(undefined)
    expect(report(periodSource({ reEvaluated: [] })).reEvaluated).to.deep.equal([])
  })
})
