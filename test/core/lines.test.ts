import { expect } from 'chai'
import { array, assert, constantFrom, property } from 'fast-check'
import { lineAt, lineStarts } from '../../src/core/lines.ts'

describe('lineAt', () => {
  it('counts line feeds, carriage returns, and both together once', () => {
    const text = 'a\nb\r\nc\rd'
    const starts = lineStarts(text)
    const lines = Array.from({ length: 8 }, (_, offset) => lineAt(starts, offset))
    expect(lines).to.deep.equal([1, 1, 2, 2, 2, 3, 3, 4])
  })

  it('agrees with counting on any text', () => {
    assert(
      property(array(constantFrom('a', '\n', 'bc')), (parts) => {
        const text = parts.join('')
        const starts = lineStarts(text)
        for (let offset = 0; offset < text.length; offset++)
          expect(lineAt(starts, offset)).to.equal(text.slice(0, offset).split('\n').length)
      }),
    )
  })
})
