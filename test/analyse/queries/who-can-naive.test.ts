import { expect } from 'chai'
import fc from 'fast-check'
import { factsOf, may } from '../ask-rights.ts'
import { randomRights } from '../estates-rights.ts'
import { naiveMay, settled } from '../naive-rights.ts'

const RUNS = { numRuns: 300 }

describe('whoCan, against an evaluator that asks one question at a time', () => {
  it('answers as it does, whether the controller of aggregated roles has run or not', () => {
    let allowed = 0
    let asked = 0
    fc.assert(
      fc.property(randomRights(20), ({ objects, questions }) => {
        const filled = settled(objects)
        const [before, after] = [factsOf(objects), factsOf(filled)]
        expect(after.unreadable).to.deep.equal([])
        for (const question of questions) {
          const expected = naiveMay(filled, question)
          expect(may(before.rights, question), JSON.stringify(question)).to.equal(expected)
          expect(may(after.rights, question), JSON.stringify(question)).to.equal(expected)
          asked++
          if (expected) allowed++
        }
      }),
      RUNS,
    )
    expect(allowed / asked).to.be.within(0.15, 0.75)
  })

  it('does not depend on the order of objects', () => {
    fc.assert(
      fc.property(randomRights(0), ({ objects }) => {
        expect(factsOf(objects.toReversed())).to.deep.equal(factsOf(objects))
      }),
      RUNS,
    )
  })
})
