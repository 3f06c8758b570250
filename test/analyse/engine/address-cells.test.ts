import { expect } from 'chai'
import fc from 'fast-check'
import { addressCells } from '../../../src/analyse/engine/address-cells.ts'
import { LAST_ADDRESS, parseCidr } from '../../../src/core/ip-address.ts'

const cidr = fc.oneof(
  fc
    .tuple(fc.nat(255), fc.constantFrom(24, 25, 30, 31, 32))
    .map(([low, bits]) => `10.0.0.${low}/${bits}`),
  fc.constantFrom(
    '0.0.0.0/0',
    '10.0.0.0/8',
    '255.255.255.255/32',
    '::/0',
    'fd00::/8',
    'fd00::1/128',
  ),
)
const block = fc.record({ cidr, except: fc.array(cidr, { maxLength: 2 }) })

function holds(text: string, family: 4 | 6, value: bigint): boolean {
  const range = parseCidr(text)!
  return range.family === family && range.first <= value && value <= range.last
}

describe('addressCells', () => {
  it('cuts both families whole into cells that no block divides', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const { cells, cellOf, cellsOf } = addressCells(blocks)
        for (const [index, { family, ranges }] of cells.entries())
          for (const { first, last } of ranges)
            for (const value of [first, last]) {
              expect(cellOf({ family, value })).to.equal(index)
              for (const each of blocks) {
                const inside =
                  holds(each.cidr, family, value) &&
                  !each.except.some((hole) => holds(hole, family, value))
                expect(cellsOf(each).includes(index)).to.equal(inside)
              }
            }
        for (const family of [4, 6] as const) {
          const own = cells.filter((cell) => cell.family === family).flatMap(({ ranges }) => ranges)
          const size = own.reduce((sum, { first, last }) => sum + last - first + 1n, 0n)
          expect(size).to.equal(LAST_ADDRESS[family] + 1n)
        }
      }),
    )
  })

  it('merges ranges that are in the same blocks', () => {
    const { cells } = addressCells([{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }])
    expect(cells.map(({ family, ranges }) => [family, ranges.length])).to.deep.equal([
      [4, 3],
      [4, 2],
      [6, 1],
    ])
  })
})
