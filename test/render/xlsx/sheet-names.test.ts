import { expect } from 'chai'
import fc from 'fast-check'
import { sheetNames } from '../../../src/render/xlsx/sheet-names.ts'

describe('sheetNames', () => {
  it('leaves a good name as it is', () => {
    expect(sheetNames(['Check results', "Who's who", 'Sign-offs'])).to.deep.equal([
      ...['Check results', "Who's who", 'Sign-offs'],
    ])
  })

  it('numbers what stands twice, whatever its case, within 31 characters', () => {
    const long = 'A name that is much too long for a sheet'
    expect(sheetNames(['a', 'A', 'a 2', long, long])).to.deep.equal([
      ...['a', 'A 2', 'a 2 2', 'A name that is much too long fo', 'A name that is much too long 2'],
    ])
  })

  it('takes out what Excel refuses', () => {
    expect(sheetNames(["'a/b\\c?*[d]:'", '', 'History', "''"])).to.deep.equal([
      ...['a b c   d', 'Sheet', 'Sheet History', 'Sheet 2'],
    ])
  })

  it('gives valid and different names for any wishes', () => {
    const wish = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.stringMatching(/^[aA '/\u{1f600}]{0,40}$/u),
    )
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
        const names = sheetNames(wishes)
        for (const name of names) {
          expect(name).to.match(/^[^\p{Cc}[\]:*?/\\]{1,31}$/u)
          expect(name.length).to.be.at.most(31)
          expect(name.isWellFormed()).to.equal(true)
          expect(name).to.not.match(/^'|'$/)
        }
        expect(new Set(names.map((name) => name.toLowerCase())).size).to.equal(wishes.length)
      }),
    )
  })
})
