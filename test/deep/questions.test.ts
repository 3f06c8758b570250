import { expect } from 'chai'
import { asked, compareOn, describeCounts, ESTATES, noCounts } from '../analyse/oracle.ts'

const WANTED = Number(process.env.EXHIBIT_DEEP_QUESTIONS ?? 10_000_000)
const SEED = Number(process.env.EXHIBIT_DEEP_SEED ?? Date.now() % 2 ** 31)
const BATCH = 100
const SHARE = WANTED / Object.keys(ESTATES).length

/** `npm run test:deep`: many more questions than `npm test` asks, each estate family in turn; a failure prints the seed that repeats it. */
describe(`analyse against a naive evaluator, ${WANTED} questions (EXHIBIT_DEEP_SEED=${SEED})`, () => {
  let total = 0

  for (const [name, estates] of Object.entries(ESTATES))
    it(`answers alike, estates ${name}`, async () => {
      const counts = noCounts()
      for (let batch = 0, shown = 0; asked(counts) < SHARE; batch++) {
        await compareOn(estates, counts, { seed: (SEED + batch) % 2 ** 31, numRuns: BATCH })
        if (asked(counts) < shown + SHARE / 10) continue
        shown = asked(counts)
        process.stdout.write(`      ${new Date().toISOString()} ${describeCounts(counts)}\n`)
      }
      total += asked(counts)
    })

  it('has asked as many questions as were wanted', () => {
    process.stdout.write(`      ${total} questions in all\n`)
    expect(WANTED).to.be.greaterThan(0)
    expect(total).to.be.at.least(WANTED)
  })
})
