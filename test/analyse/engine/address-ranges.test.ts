import { expect } from 'chai'
import {
  describeCell,
  holdsCell,
  holdsCidrs,
  meetsCell,
  rangesOf,
} from '../../../src/analyse/engine/address-ranges.ts'
import type { AddressCell } from '../../../src/model/reachability.ts'

function cell(...ranges: readonly (readonly [string, string])[]): AddressCell {
  const family = ranges[0]?.[0].includes(':') === true ? 6 : 4
  return {
    kind: 'addresses',
    index: 0,
    family,
    ranges: ranges.map(([from, to]) => ({ from, to })),
  }
}

describe('rangesOf', () => {
  it('merges what touches or overlaps and keeps the families apart', () => {
    const cidrs = ['10.0.1.0/24', '10.0.0.0/24', '10.0.1.128/25', '::/1', '8000::/1', '10.9.0.0/16']
    const all = rangesOf(cidrs)
    expect(all.map(({ family }) => family)).to.deep.equal([4, 4, 6])
    expect(all[0]).to.deep.equal({ family: 4, first: 0x0a000000n, last: 0x0a0001ffn })
  })
})

describe('holdsCell and meetsCell', () => {
  const net = rangesOf(['10.0.0.0/24', '10.0.1.0/24'])

  it('hold a cell only with every address of every one of its ranges', () => {
    expect(holdsCell(net, cell(['10.0.0.5', '10.0.1.5']))).to.equal(true)
    expect(holdsCell(net, cell(['10.0.1.5', '10.0.2.0']))).to.equal(false)
    expect(holdsCell(net, cell(['10.0.0.1', '10.0.0.2'], ['10.0.5.1', '10.0.5.2']))).to.equal(false)
    expect(holdsCell(net, cell(['::a', '::b']))).to.equal(false)
  })

  it('meet a cell that has one address in common', () => {
    expect(meetsCell(net, cell(['10.0.1.255', '10.0.9.0']))).to.equal(true)
    expect(meetsCell(net, cell(['10.0.2.0', '10.0.9.0']))).to.equal(false)
  })
})

describe('holdsCidrs', () => {
  it('compares lists of CIDRs as sets of addresses', () => {
    expect(holdsCidrs(['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.0/24'])).to.equal(true)
    expect(holdsCidrs(['10.0.0.0/24'], ['10.0.0.0/24', '10.0.1.0/32'])).to.equal(false)
    expect(holdsCidrs([], [])).to.equal(true)
  })
})

describe('describeCell', () => {
  it('says three ranges and how many more', () => {
    const one = cell(['10.0.0.1', '10.0.0.1'])
    expect(describeCell(one)).to.equal('10.0.0.1')
    const five = cell(
      ...[1, 2, 3, 4, 5].map((part) => [`10.${part}.0.0`, `10.${part}.0.9`] as const),
    )
    expect(describeCell(five)).to.equal(
      '10.1.0.0-10.1.0.9, 10.2.0.0-10.2.0.9, 10.3.0.0-10.3.0.9 and 2 more',
    )
  })
})
