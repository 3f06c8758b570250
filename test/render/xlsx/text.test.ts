import { expect } from 'chai'
import fc from 'fast-check'
import { fieldText, MOST_TEXT, xmlText } from '../../../src/render/xlsx/text.ts'
import { plain } from './read.ts'

describe('fieldText', () => {
  const field = (text: string) => fieldText(text, 'report.json')

  it('says any text that XML can say, whatever it looks like', () => {
    const pieces = [
      '_x0041_',
      '_x005F_',
      '_',
      'x',
      '&amp;',
      '<f>',
      '"',
      "'",
      '=1+1',
      '\n',
      '\t',
      'é',
      '😀',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        expect(plain(field(parts.join('')))).to.equal(parts.join(''))
      }),
    )
  })

  it('gives well-formed XML of any code units', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = field(String.fromCharCode(...units))
        expect(text).to.match(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
        expect(text.replace(/&(amp|lt|gt|quot);/g, '')).to.not.match(/[&<>"]/)
      }),
    )
  })

  it('spells out what XML forbids', () => {
    expect(xmlText('a\u0000b\u001bc\rd\ufffee\ud800f')).to.equal(
      'a\\u0000b\\u001bc\\u000dd\\ufffee\\ud800f',
    )
  })

  it('cuts what is longer than a field can hold, and says so', () => {
    expect(field('x'.repeat(MOST_TEXT))).to.equal('x'.repeat(MOST_TEXT))
    const cut = field('x'.repeat(40_000))
    expect(cut.length).to.equal(MOST_TEXT)
    expect(cut).to.match(
      /x \.\.\. cut: 40000 characters are too many for a field; report\.json has them all$/,
    )
    for (const shift of ['', 'x'])
      expect(field(`${shift}${'😀'.repeat(20_000)}`).isWellFormed()).to.equal(true)
  })
})
