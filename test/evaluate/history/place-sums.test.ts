import { expect } from 'chai'
import fc from 'fast-check'
import { PlaceSums } from '../../../src/evaluate/history/place-sums.ts'

const OPEN = '[[{}]]'

/** The digest of one place to which lines were added, in this order. */
function sumOf(...lines: readonly string[]): string | undefined {
  const sums = new PlaceSums()
  for (const line of lines) sums.add('into a', line)
  return sums.all()[0]?.[1]
}

/** The digest of one place that addresses reach. */
function rangesOf(...ranges: readonly (readonly [from: string, to: string, answers?: string])[]) {
  const sums = new PlaceSums()
  for (const [from, to, answers = OPEN] of ranges) sums.addRange('into a', answers, { from, to })
  return sums.all()[0]?.[1]
}

describe('PlaceSums', () => {
  it('gives one digest for each place, by name', () => {
    const sums = new PlaceSums()
    for (const place of ['into b', 'into a', 'into b']) sums.add(place, `x ${place}`)
    const all = sums.all()
    expect(all.map(([place]) => place)).to.deep.equal(['into a', 'into b'])
    for (const [, digest] of all) expect(digest).to.match(/^[0-9a-f]{16}$/)
  })

  it('tells sets of lines apart, and no order of them', () => {
    const lines = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        expect(sumOf(...one)).to.equal(sumOf(...one.toReversed()))
        const isSame = one.length === other.length && one.every((each) => other.includes(each))
        expect(sumOf(...one) === sumOf(...other)).to.equal(isSame)
      }),
    )
  })

  it('does not tell how addresses with one answer are cut into ranges', () => {
    const whole = rangesOf(['10.0.0.0', '10.0.0.255'])
    expect(rangesOf(['10.0.0.7', '10.0.0.255'], ['10.0.0.0', '10.0.0.6'])).to.equal(whole)
    expect(rangesOf(['10.0.0.8', '10.0.0.255'], ['10.0.0.0', '10.0.0.6'])).to.not.equal(whole)
    expect(rangesOf(['10.0.0.0', '10.0.0.255', '[]'])).to.not.equal(whole)
    expect(rangesOf(['10.0.0.0', '10.0.0.6', '[]'], ['10.0.0.7', '10.0.0.255'])).to.not.equal(whole)
  })

  it('tells the families apart, up to their last address', () => {
    const six = rangesOf(['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'])
    expect(rangesOf(['0.0.0.0', '255.255.255.255'])).to.not.equal(six)
    expect(rangesOf(['::', '::ffff'])).to.not.equal(rangesOf(['0.0.0.0', '0.0.255.255']))
  })
})
