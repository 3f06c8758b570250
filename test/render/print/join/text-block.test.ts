import { expect } from 'chai'
import { textBlocks } from '../../../../src/render/print/join/text-block.ts'

const SHOWN = 'BT\n/F4 9 Tf\n1 0 0 -1 10 20 Tm\n<0011> Tj\n5 0 Td <0012> Tj\nET\n'
const EMPTY = 'BT\nET\n'
const TURNED = 'BT\n/F4 9 Tf\n0 1 -1 0 10 20 Tm\n<0011> Tj\nET\n'
const all = () => true

describe('textBlocks', () => {
  it('gives each block with its glyphs, its colour and its place', () => {
    const operators = `.5 0 0 rg\n${SHOWN}`
    const [block, ...others] = textBlocks(operators, all)
    expect(others).to.deep.equal([])
    expect(block).to.include({ font: 'F4', size: 9, colour: '.5 0 0', x: 10, y: 20 })
    expect(block?.glyphs).to.deep.equal(['0011', '0012'])
    expect(operators.slice(block?.start, block?.end)).to.equal(SHOWN)
  })

  it('passes over blocks without a glyph', () => {
    expect(textBlocks(`${EMPTY}${SHOWN}${EMPTY}`, all)).to.have.length(1)
  })

  it('refuses a block of a colour that is asked for where it is set in another way, and passes over it otherwise', () => {
    expect(() => textBlocks(TURNED, all)).to.throw('in a way that is not known')
    expect(textBlocks(TURNED)).to.deep.equal([])
    expect(textBlocks(TURNED, () => false)).to.deep.equal([])
  })
})
