import { expect } from 'chai'
import fc from 'fast-check'
import { instantOf, millisecondsOf } from '../../src/core/clock.ts'
import { dayOfInstant, isTimeZone, startOfDay } from '../../src/core/time-zone.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Beirut',
  'Pacific/Kiritimati',
]

const days = fc
  .integer({ min: Date.UTC(1990, 0, 1) / 86_400_000, max: Date.UTC(2060, 0, 1) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))

describe('the begin of a day in a zone', () => {
  it('is the first second that the zone calls by that day', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...ZONES), (day, zone) => {
        const start = startOfDay(day, zone)
        expect(dayOfInstant(start, zone)).to.equal(day)
        const before = instantOf(millisecondsOf(start) - 1000)
        expect(dayOfInstant(before, zone) < day).to.equal(true)
      }),
      { numRuns: 300 },
    )
  })

  it('follows summer time', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).to.equal('2026-03-28T23:00:00Z')
    expect(startOfDay('2026-03-30', 'Europe/Berlin')).to.equal('2026-03-29T22:00:00Z')
  })

  it('is the first moment that there is where the clock skips midnight', () => {
    expect(startOfDay('2024-03-31', 'Asia/Beirut')).to.equal('2024-03-30T22:00:00Z')
  })

  it('knows the names of zones', () => {
    expect(isTimeZone('Europe/Berlin')).to.equal(true)
    expect(isTimeZone('Europe/Nowhere')).to.equal(false)
    expect(isTimeZone('')).to.equal(false)
  })
})
