import { expect } from 'chai'
import { randomWaypointEstate } from './estates-waypoints.ts'
import { asked, compareOn, describeCounts, noCounts } from './oracle.ts'

describe('analyse against a naive evaluator, estates of a mesh with waypoints', () => {
  const counts = noCounts()

  for (const seed of [20261128, 11])
    it(`answers random questions about random estates alike (seed ${seed})`, () =>
      compareOn(randomWaypointEstate, counts, { seed, numRuns: 32 }))

  it('was asked many questions, some of each answer', () => {
    process.stdout.write(`      ${describeCounts(counts)}\n`)
    const all = asked(counts)
    expect(all).to.be.at.least(5_000)
    expect(counts.allowed / all).to.be.at.least(0.2)
    expect(counts.denied / all).to.be.at.least(0.2)
  })
})
