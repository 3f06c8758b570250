import { expect } from 'chai'
import { asked, compareOn, describeCounts, ESTATES, noCounts } from './oracle.ts'

/** Fixed, so that `npm test` gives the same result every time; `npm run test:deep` asks with fresh ones. */
const SEEDS = [20261123, 7, 20261128]
const RUNS = 32

let total = 0

for (const [name, estates] of Object.entries(ESTATES)) {
  describe(`analyse against a naive evaluator, estates ${name}`, () => {
    const counts = noCounts()
    const elsewhere = name === 'of NetworkPolicy' ? 0 : 0.1

    for (const seed of SEEDS) {
      it(`answers random questions about random estates alike (seed ${seed})`, () =>
        compareOn(estates, counts, { seed, numRuns: RUNS }))
    }

    it('was asked many questions, a quarter of them allowed and a quarter denied', () => {
      const all = asked(counts)
      total += all
      process.stdout.write(`      ${describeCounts(counts)}\n`)
      expect(all).to.be.at.least(10_000)
      expect(counts.allowed / all).to.be.at.least(0.25)
      expect(counts.denied / all).to.be.at.least(0.25)
      expect(counts.elsewhere / all).to.be.at.least(elsewhere)
    })
  })
}

describe('analyse against a naive evaluator, all estates', () => {
  it('was asked at least 100,000 questions', () => {
    process.stdout.write(`      ${total} questions in all\n`)
    expect(total).to.be.at.least(100_000)
  })
})
