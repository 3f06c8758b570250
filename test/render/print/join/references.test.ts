import { expect } from 'chai'
import { referencesIn, renumbered } from '../../../../src/render/print/join/references.ts'

describe('references', () => {
  it('are renumbered anywhere but in strings', () => {
    const text = '<</A 1 0 R/B [12 0 R 3 0 R]/C (1 0 R \\) 2 0 R)/D <31>/E 10 0 Rx>>'
    expect(renumbered(text, (number) => number + 100)).to.equal(
      '<</A 101 0 R/B [112 0 R 103 0 R]/C (1 0 R \\) 2 0 R)/D <31>/E 10 0 Rx>>',
    )
    expect(referencesIn(text)).to.deep.equal([1, 12, 3])
  })

  it('are not looked for behind a string without end', () => {
    expect(() => renumbered('<</A (1 0 R>>', (number) => number)).to.throw('string without end')
    expect(() => renumbered('<</A b)>>', (number) => number)).to.throw('string without end')
  })
})
