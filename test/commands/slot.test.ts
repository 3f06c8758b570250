import { expect } from 'chai'
import fc from 'fast-check'
import { instantOf } from '../../src/core/clock.ts'
import { Fault } from '../../src/core/fault.ts'
import {
  isSchedule,
  nextSlot,
  parseSlot,
  previousSlot,
  slotOfJobName,
  triggerOf,
  type SlotFacts,
} from '../../src/commands/slot.ts'

const WEEKLY = '0 2 * * 1'

describe('nextSlot and previousSlot', () => {
  it('find the slots around an instant, in UTC', () => {
    expect(nextSlot(WEEKLY, '2025-10-06T02:00:00Z')).to.equal('2025-10-13T02:00:00Z')
    expect(nextSlot(WEEKLY, '2025-10-05T23:59:59Z')).to.equal('2025-10-06T02:00:00Z')
    expect(previousSlot(WEEKLY, '2025-10-06T02:00:00Z')).to.equal('2025-10-06T02:00:00Z')
    expect(previousSlot(WEEKLY, '2025-10-06T01:59:59Z')).to.equal('2025-09-29T02:00:00Z')
  })

  it('find the next 29 February', () => {
    expect(nextSlot('30 4 29 2 *', '2025-10-06T02:00:00Z')).to.equal('2028-02-29T04:30:00Z')
  })

  it('agree with each other on every schedule', () => {
    const minutes = fc.integer({ min: 29_000_000, max: 30_000_000 })
    const schedules = fc.constantFrom(WEEKLY, '*/7 3,15 * * *', '15 10 1,15 * *', '0 0 * 2 5')
    fc.assert(
      fc.property(schedules, minutes, (schedule, minute) => {
        const at = instantOf(minute * 60_000)
        const next = nextSlot(schedule, at) ?? ''
        expect(next > at).to.equal(true)
        expect(previousSlot(schedule, next)).to.equal(next)
        const last = previousSlot(schedule, at) ?? ''
        expect(nextSlot(schedule, last)).to.equal(last === at ? next : nextSlot(schedule, at))
      }),
      { numRuns: 40 },
    )
  })
})

describe('isSchedule', () => {
  it('takes five fields and nothing else', () => {
    expect(isSchedule('0 2 * * *')).to.equal(true)
    expect(isSchedule('* 0 2 * * *')).to.equal(false)
    expect(isSchedule('61 2 * * *')).to.equal(false)
    expect(isSchedule('0 0 31 2 *')).to.equal(false)
    expect(isSchedule('daily')).to.equal(false)
  })
})

describe('slotOfJobName', () => {
  it('reads the minutes since 1970 that the CronJob controller writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_000, max: 99_999_999 }), (minutes) => {
        const slot = slotOfJobName(`exhibit-${minutes}`)
        expect(Date.parse(slot ?? '')).to.equal(minutes * 60_000)
      }),
    )
  })

  it('gives nothing for a name of another form', () => {
    for (const name of ['exhibit', 'exhibit-manual-x2f', 'exhibit-1', '29387400']) {
      expect(slotOfJobName(name)).to.equal(undefined)
    }
  })
})

describe('parseSlot', () => {
  it('takes instants with and without seconds', () => {
    expect(parseSlot('2025-10-06T02:00Z')).to.equal('2025-10-06T02:00:00Z')
    expect(parseSlot('2025-10-06T02:00:00Z')).to.equal('2025-10-06T02:00:00Z')
  })

  it('refuses anything else with a hint', () => {
    for (const text of ['yesterday', '2025-13-06T02:00Z', '2025-02-30T02:00:00Z', '']) {
      expect(() => parseSlot(text)).to.throw(Fault, 'is not an instant')
    }
  })
})

describe('triggerOf', () => {
  const facts: SlotFacts = {
    slot: '2025-10-06T02:00:00Z',
    startedAt: '2025-10-06T02:00:40Z',
    following: '2025-10-13T02:00:00Z',
    newest: '2025-09-29T02:00:00Z',
    startingDeadlineSeconds: 3600,
  }

  it('calls a run in time scheduled, and late beyond the starting deadline', () => {
    expect(triggerOf(facts)).to.equal('scheduled')
    expect(triggerOf({ ...facts, startedAt: '2025-10-06T03:00:00Z' })).to.equal('scheduled')
    expect(triggerOf({ ...facts, startedAt: '2025-10-06T03:00:01Z' })).to.equal('late')
  })

  it('calls a run ad-hoc before its slot, after the following one, behind a newer one, or without one', () => {
    expect(triggerOf({ ...facts, startedAt: '2025-10-06T01:59:59Z' })).to.equal('ad-hoc')
    expect(triggerOf({ ...facts, startedAt: '2025-10-13T02:00:00Z' })).to.equal('ad-hoc')
    expect(triggerOf({ ...facts, newest: '2025-10-13T02:00:00Z' })).to.equal('ad-hoc')
    expect(triggerOf({ ...facts, slot: undefined })).to.equal('ad-hoc')
  })
})
