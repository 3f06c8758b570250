import { expect } from 'chai'
import fc from 'fast-check'
import {
  counted,
  grouped,
  lines,
  listed,
  prose,
  shortened,
  visible,
} from '../../src/render/text.ts'

describe('visible', () => {
  it('spells out what hides, turns or breaks text', () => {
    expect(visible('a\tb')).to.equal('a\\u0009b')
    expect(visible('a\u202eb')).to.equal('a\\u202eb')
    expect(visible('a\u200bb\u2028')).to.equal('a\\u200bb\\u2028')
    expect(visible('\u{e0041}')).to.equal('\\u{e0041}')
    expect(visible('\ud800')).to.equal('\\ud800')
    expect(visible('\u3164')).to.equal('\\u3164')
  })

  it('keeps letters of any script', () => {
    for (const text of ['payments', 'Zürich', 'Ψηφιακή', 'Оплата', 'שלום', '支払い', 'naïve'])
      expect(visible(text)).to.equal(text)
  })

  it('leaves nothing that is not printable, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const seen = visible(text)
        expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(seen)).to.equal(false)
        expect(visible(seen)).to.equal(seen)
      }),
    )
  })
})

describe('prose', () => {
  it('makes one line of a sentence over several', () => {
    expect(prose('  The old\n  host\tspeaks \r\n telnet. ')).to.equal('The old host speaks telnet.')
  })
})

describe('lines', () => {
  it('keeps lines and leading blanks, and spells out the rest', () => {
    expect(lines('a:\r\n  - b\n\tc\u202e')).to.equal('a:\n  - b\n  c\\u202e')
  })
})

describe('counts in words', () => {
  it('groups digits by three', () => {
    expect([0, 999, 1000, 1234567].map(grouped)).to.deep.equal(['0', '999', '1,000', '1,234,567'])
  })

  it('uses the singular for one', () => {
    expect(counted(1, 'cluster')).to.equal('1 cluster')
    expect(counted(0, 'criterion', 'criteria')).to.equal('0 criteria')
  })

  it('lists with "and" before the last', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).to.deep.equal([
      '',
      'a',
      'a, b and c',
    ])
  })
})

describe('shortened', () => {
  it('cuts by characters, never inside a surrogate pair', () => {
    expect(shortened('😀😀😀', 2)).to.equal('😀…')
    expect(shortened('abc', 3)).to.equal('abc')
  })
})
