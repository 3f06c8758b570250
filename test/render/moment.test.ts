import { expect } from 'chai'
import { boundsOf, moment } from '../../src/render/moment.ts'

describe('moment', () => {
  it('says the day and time of a zone, and UTC beside', () => {
    expect(moment('2026-09-30T22:00:00Z', 'Europe/Berlin')).to.equal(
      '2026-10-01 00:00 Europe/Berlin (2026-09-30T22:00:00Z)',
    )
    expect(moment('2026-12-31T18:29:05Z', 'Asia/Kolkata')).to.equal(
      '2026-12-31 23:59:05 Asia/Kolkata (2026-12-31T18:29:05Z)',
    )
  })

  it('says UTC alone without a zone, and in UTC', () => {
    expect(moment('2026-09-30T22:00:00Z')).to.equal('2026-09-30T22:00:00Z')
    expect(moment('2026-09-30T22:00:00Z', 'UTC')).to.equal('2026-09-30T22:00:00Z')
  })

  it('shows the hour of both sides of a change of clocks', () => {
    const [from, to] = ['2026-03-28T23:00:00Z', '2026-10-24T22:00:00Z'] as const
    expect(boundsOf({ from, to, timeZone: 'Europe/Berlin' })).to.equal(
      '2026-03-29 00:00 Europe/Berlin (2026-03-28T23:00:00Z) up to, not including, 2026-10-25 00:00 Europe/Berlin (2026-10-24T22:00:00Z)',
    )
  })
})
