import { expect } from 'chai'
import fc from 'fast-check'
import {
  commonRanges,
  describeRanges,
  firstPort,
  rangeToShow,
  undecided,
  withoutRanges,
} from '../../src/evaluate/port-ranges.ts'
import type { PortRange } from '../../src/model/reachability.ts'

const range: fc.Arbitrary<PortRange> = fc
  .tuple(fc.constantFrom<PortRange['protocol']>('TCP', 'UDP', 'ICMP'), fc.nat(20), fc.nat(20))
  .map(([protocol, one, other]) =>
    protocol === 'ICMP'
      ? { protocol }
      : { protocol, from: Math.min(one, other), to: Math.max(one, other) },
  )
const ranges = fc.array(range, { maxLength: 4 })

/** Every single connection of small ranges, as `TCP 4`. */
function points(list: readonly PortRange[]): ReadonlySet<string> {
  const all = list.flatMap(({ protocol, from, to }) =>
    from === undefined || to === undefined
      ? [protocol]
      : Array.from({ length: to - from + 1 }, (_, index) => `${protocol} ${from + index}`),
  )
  return new Set(all)
}

describe('withoutRanges', () => {
  it('leaves exactly the connections that are not taken away', () => {
    fc.assert(
      fc.property(ranges, ranges, (left, taken) => {
        expect(points(withoutRanges(left, taken))).to.deep.equal(
          new Set([...points(left)].filter((each) => !points(taken).has(each))),
        )
      }),
    )
  })

  it('reads a range without bounds as all ports', () => {
    expect(
      withoutRanges([{ protocol: 'TCP' }], [{ protocol: 'TCP', from: 1, to: 65535 }]),
    ).to.deep.equal([{ protocol: 'TCP', from: 0, to: 0 }])
  })
})

describe('commonRanges', () => {
  it('keeps exactly the connections of both', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        expect(points(commonRanges(one, other))).to.deep.equal(
          new Set([...points(one)].filter((each) => points(other).has(each))),
        )
      }),
    )
  })
})

describe('undecided', () => {
  it('leaves out protocols without ports, of which NetworkPolicy says nothing', () => {
    const set = { id: 7, ranges: [{ protocol: 'ICMP' as const }, { protocol: 'TCP' as const }] }
    const found = undecided({ allowed: { id: 0, ranges: [] }, indeterminate: set })
    expect(found.ranges).to.deep.equal([{ protocol: 'TCP' }])
  })
})

describe('describeRanges', () => {
  it('says ports, ranges, all ports of a protocol, and all traffic', () => {
    const some: readonly PortRange[] = [
      { protocol: 'ICMP' },
      { protocol: 'TCP', from: 443, to: 443 },
      { protocol: 'UDP', from: 0, to: 65535 },
      { protocol: 'SCTP', from: 1, to: 9 },
    ]
    expect(describeRanges(some)).to.equal('ICMP, TCP 443, UDP all ports, SCTP 1-9')
    const protocols = ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'OTHER'] as const
    expect(describeRanges(protocols.map((protocol) => ({ protocol })))).to.equal('all traffic')
  })
})

describe('rangeToShow', () => {
  it('prefers TCP, then any protocol with ports, and never shows port 0', () => {
    const icmp = { protocol: 'ICMP' } as const
    const udp = { protocol: 'UDP', from: 0, to: 3 } as const
    expect(rangeToShow([icmp, udp])).to.equal(udp)
    expect(rangeToShow([udp, { protocol: 'TCP' }])).to.deep.equal({ protocol: 'TCP' })
    expect(rangeToShow([icmp])).to.equal(icmp)
    expect(rangeToShow([])).to.equal(undefined)
    expect(firstPort(udp)).to.equal(1)
    expect(firstPort(icmp)).to.equal(undefined)
  })
})
