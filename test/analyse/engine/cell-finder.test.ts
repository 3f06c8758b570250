import { expect } from 'chai'
import { cellFinder } from '../../../src/analyse/engine/cell-finder.ts'
import { formatIpAddress, parseIpAddress } from '../../../src/core/ip-address.ts'
import type { AddressCell } from '../../../src/model/reachability.ts'

describe('cellFinder', () => {
  const text = (value: number) => formatIpAddress({ family: 4, value: BigInt(value) })

  it('finds what a walk over all cells finds, and reads each cell once however often it is asked', () => {
    let read = 0
    const cells = Array.from({ length: 500 }, (_, index): AddressCell => {
      const ranges = [index * 20, index * 20 + 10_000].map((first) => ({
        from: text(first),
        to: text(first + 9),
      }))
      return {
        kind: 'addresses',
        index,
        family: 4,
        get ranges() {
          read++
          return ranges
        },
      }
    })
    const find = cellFinder(cells)
    const after = read
    for (let value = 0; value < 21_000; value += 7) {
      const place = value < 10_000 ? value : value - 10_000
      const expected = value < 20_000 && place % 20 < 10 ? Math.floor(place / 20) : undefined
      expect(find({ family: 4, value: BigInt(value) })?.index, text(value)).to.equal(expected)
    }
    expect(read).to.equal(after)
    expect(after).to.be.at.most(500)
  })

  it('keeps the families apart', () => {
    const cell = { kind: 'addresses', index: 0, family: 6, ranges: [{ from: '::', to: '::ff' }] }
    const find = cellFinder([cell as AddressCell])
    expect(find({ family: 4, value: 1n })).to.equal(undefined)
    const address = parseIpAddress('::1')
    expect(address && find(address)).to.equal(cell)
  })
})
