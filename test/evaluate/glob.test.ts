import { expect } from 'chai'
import fc from 'fast-check'
import { matchesGlob } from '../../src/core/glob.ts'
import { matchesAnyGlob, matchesSubject } from '../../src/evaluate/glob.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 })

/** The same question by a regular expression; safe here because texts are short. */
function byExpression(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${parts.join('[^]*')}$`).test(text)
}

describe('matchesGlob', () => {
  it('answers as a regular expression of the pattern does', () => {
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        expect(matchesGlob(pattern, text)).to.equal(byExpression(pattern, text))
      }),
      { numRuns: 2000 },
    )
  })

  it('takes no time over patterns that would hang a regular expression', () => {
    const pattern = `${'a*'.repeat(50)}b`
    const started = performance.now()
    expect(matchesGlob(pattern, 'a'.repeat(5000))).to.equal(false)
    expect(performance.now() - started).to.be.lessThan(1000)
  })
})

describe('matchesAnyGlob', () => {
  it('lets an absent list match everything and an empty one nothing', () => {
    expect(matchesAnyGlob(undefined, 'x')).to.equal(true)
    expect(matchesAnyGlob([], 'x')).to.equal(false)
    expect(matchesAnyGlob(['y', 'x*'], 'xy')).to.equal(true)
  })
})

describe('matchesSubject', () => {
  it('never lets * reach across a slash', () => {
    expect(matchesSubject('prod/*/*/*', 'prod/payments/StatefulSet/ledger')).to.equal(true)
    expect(matchesSubject('prod/*', 'prod/payments/StatefulSet/ledger')).to.equal(false)
    expect(matchesSubject('prod//Namespace/*', 'prod//Namespace/shop')).to.equal(true)
    expect(matchesSubject('prod/*/Namespace/shop', 'prod//Namespace/shop')).to.equal(true)
    expect(matchesSubject('*/payments/*/*', 'prod/shop/payments/x')).to.equal(false)
  })
})
