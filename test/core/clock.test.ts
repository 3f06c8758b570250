import { expect } from 'chai'
import { assert, integer, property } from 'fast-check'
import {
  daysBetween,
  instantOf,
  isInstant,
  millisecondsOf,
  plusSeconds,
  systemClock,
} from '../../src/core/clock.ts'

const NOON = '2026-11-23T12:00:00Z'

describe('clock', () => {
  it('tells the time of the machine as an instant', () => {
    expect(isInstant(systemClock.now())).to.equal(true)
    expect(systemClock.milliseconds()).to.be.greaterThan(0)
  })

  it('cuts to whole seconds', () => {
    expect(instantOf(1_999)).to.equal('1970-01-01T00:00:01Z')
  })

  it('goes from instants to milliseconds and back', () => {
    assert(
      property(integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        expect(millisecondsOf(instantOf(seconds * 1000))).to.equal(seconds * 1000)
      }),
    )
  })

  it('knows only one form, and only days that exist', () => {
    for (const text of ['2026-02-30T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01', `${NOON} `])
      expect(isInstant(text), text).to.equal(false)
    expect(isInstant('2024-02-29T23:59:59Z')).to.equal(true)
  })

  it('counts whole days, rounded down, and less than none backwards', () => {
    expect(daysBetween(NOON, '2026-11-24T11:59:59Z')).to.equal(0)
    expect(daysBetween(NOON, '2026-11-24T12:00:00Z')).to.equal(1)
    expect(daysBetween(NOON, '2026-11-23T11:59:59Z')).to.equal(-1)
  })

  it('adds seconds across a year', () => {
    expect(plusSeconds('2026-12-31T23:59:59Z', 1)).to.equal('2027-01-01T00:00:00Z')
  })
})
