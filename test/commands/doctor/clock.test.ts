import { expect } from 'chai'
import { checkClock } from '../../../src/commands/doctor/clock.ts'

const NOW = '2026-11-23T02:00:00Z'

function statusOf(...seconds: readonly number[]): string {
  const readings = seconds.map((difference, index) => ({
    name: `cluster ${index}`,
    seconds: difference,
  }))
  return checkClock(NOW, readings, undefined).status
}

describe('checkClock', () => {
  it('takes the furthest of all clocks, ahead or behind', () => {
    expect(statusOf(0, 5, -5)).to.equal('ok')
    expect(statusOf(0, -6)).to.equal('warn')
    expect(statusOf(300, 1)).to.equal('warn')
    expect(statusOf(1, -301, 2)).to.equal('fail')
    const line = checkClock(NOW, [{ name: 'object storage', seconds: -40 }], undefined)
    expect(line.what).to.equal(`${NOW}; at most 40 s from 1 others (object storage)`)
  })

  it('does not call a clock right that nothing was compared with', () => {
    expect(statusOf()).to.equal('warn')
  })

  it('fails when the archive has an entry from the future', () => {
    expect(checkClock(NOW, [], '2026-11-23T02:00:01Z').status).to.equal('fail')
    expect(checkClock(NOW, [{ name: 'a', seconds: 0 }], NOW).status).to.equal('ok')
  })
})
