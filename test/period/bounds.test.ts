import { expect } from 'chai'
import { periodNamed, type PeriodNames } from '../../src/period/bounds.ts'

const UTC: PeriodNames = { timeZone: 'UTC', named: [] }

/** `FROM TO` as days, where the period begins and ends at midnight. */
function days(name: string, names: PeriodNames = UTC): string {
  const { from, to } = periodNamed(name, names)
  return `${from} ${to}`.replaceAll('T00:00:00Z', '')
}

describe('names of periods', () => {
  for (const [name, meant] of [
    ['2026', '2026-01-01 2027-01-01'],
    ['2026-H1', '2026-01-01 2026-07-01'],
    ['2026-H2', '2026-07-01 2027-01-01'],
    ['2026-Q1', '2026-01-01 2026-04-01'],
    ['2026-Q4', '2026-10-01 2027-01-01'],
    ['2026-02', '2026-02-01 2026-03-01'],
    ['2026-12', '2026-12-01 2027-01-01'],
    ['2026-10-05..2026-10-12', '2026-10-05 2026-10-12'],
  ] as const)
    it(`${name} is ${meant}`, () => {
      expect(days(name)).to.equal(meant)
    })

  it('of a fiscal year follow its first month and what gives it its number', () => {
    const byEnd = { ...UTC, fiscalYear: { firstMonth: 7, namedBy: 'end' as const } }
    expect(days('FY2026', byEnd)).to.equal('2025-07-01 2026-07-01')
    expect(days('FY2026-Q3', byEnd)).to.equal('2026-01-01 2026-04-01')
    const byStart = { ...UTC, fiscalYear: { firstMonth: 4, namedBy: 'start' as const } }
    expect(days('FY2026-Q4', byStart)).to.equal('2027-01-01 2027-04-01')
    const calendar = { ...UTC, fiscalYear: { firstMonth: 1, namedBy: 'end' as const } }
    expect(days('FY2026-Q2', calendar)).to.equal(days('2026-Q2'))
  })

  it('are the organisation’s own before any other', () => {
    const named = [{ name: '2026-Q1', from: '2026-01-04', to: '2026-04-05' }]
    expect(days('2026-Q1', { ...UTC, named })).to.equal('2026-01-04 2026-04-05')
  })

  it('are the same in small letters, as ids write them, and keep their own name', () => {
    for (const [given, name] of [
      ['2026-q4', '2026-Q4'],
      ['2026-h1', '2026-H1'],
    ] as const)
      expect(periodNamed(given, UTC)).to.deep.equal(periodNamed(name, UTC))
    const named = [{ name: 'Audit A', from: '2026-01-04', to: '2026-04-05' }]
    expect(periodNamed('audit a', { ...UTC, named }).name).to.equal('Audit A')
    const two = [...named, { name: 'AUDIT A', from: '2026-01-05', to: '2026-04-05' }]
    expect(() => periodNamed('audit a', { ...UTC, named: two })).to.throw('is not a period')
  })

  it('begin where the day begins in the zone', () => {
    const { from, to, timeZone } = periodNamed('2026-Q1', { ...UTC, timeZone: 'Europe/Berlin' })
    expect([from, to, timeZone]).to.deep.equal([
      '2025-12-31T23:00:00Z',
      '2026-03-31T22:00:00Z',
      'Europe/Berlin',
    ])
  })

  for (const [name, said] of [
    ['2026-Q5', 'is not a period'],
    ['2026-13', 'is not a period'],
    ['last quarter', 'is not a period'],
    ['FY2026', 'is not a period'],
    ['2026-10-01..2026-10-01', 'ends before it begins'],
    ['2026-02-30..2026-03-01', '2026-02-30 is not a day'],
  ] as const)
    it(`${name} is refused`, () => {
      expect(() => periodNamed(name, UTC))
        .to.throw(said)
        .with.property('code', 'USAGE')
    })

  it('that nobody can mean without a fiscal year are told what is missing', () => {
    expect(() => periodNamed('FY2026', UTC))
      .to.throw()
      .with.property('hint')
      .that.includes('report.fiscalYear.firstMonth')
  })
})
