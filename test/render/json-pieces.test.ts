import { expect } from 'chai'
import fc from 'fast-check'
import { jsonPieces } from '../../src/render/json-pieces.ts'

describe('jsonPieces', () => {
  it('are together what JSON.stringify gives, and a line end', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant('a\nb "')),
        fc.array(fc.option(tie('value'), { nil: undefined })),
        fc.dictionary(fc.string(), fc.option(tie('value'), { nil: undefined })),
      ),
    }))
    fc.assert(
      fc.property(value, (one) => {
        expect(Array.from(jsonPieces(one)).join('')).to.equal(
          `${JSON.stringify(one, undefined, 1)}\n`,
        )
      }),
    )
  })

  it('are small, however much there is', () => {
    const policies = Array.from({ length: 2000 }, (_, index) => ({ index, yaml: 'x'.repeat(500) }))
    const pieces = Array.from(jsonPieces({ clusters: [{ policies }] }))
    expect(pieces.length).to.be.greaterThan(10)
    expect(Math.max(...pieces.map(({ length }) => length))).to.be.lessThan(70_000)
  })
})
