import { expect } from 'chai'
import fc from 'fast-check'
import { connectionSets } from '../../../src/analyse/engine/connection-sets.ts'
import type { PortRange } from '../../../src/model/reachability.ts'

const PORTS = [1, 2, 3, 79, 80, 81, 65534, 65535]

const range: fc.Arbitrary<PortRange> = fc.oneof(
  fc.constantFrom<PortRange>({ protocol: 'ICMP' }, { protocol: 'OTHER' }, { protocol: 'UDP' }),
  fc
    .tuple(
      fc.constantFrom('TCP', 'UDP', 'SCTP'),
      fc.constantFrom(...PORTS),
      fc.constantFrom(...PORTS),
    )
    .map(([protocol, a, b]) => ({
      protocol,
      from: Math.min(a, b),
      to: Math.max(a, b),
    })) as fc.Arbitrary<PortRange>,
)
const ranges = fc.array(range, { maxLength: 5 })

/** Every connection near a border, as text, that some range holds. */
function points(list: readonly PortRange[]): Set<string> {
  return new Set(
    list.flatMap(({ protocol, from = 1, to = 65535 }) =>
      protocol.startsWith('ICMP') || protocol === 'OTHER'
        ? [protocol]
        : PORTS.filter((port) => from <= port && port <= to).map((port) => `${protocol} ${port}`),
    ),
  )
}

describe('connectionSets', () => {
  it('computes union, intersection and difference as sets of connections do', () => {
    const sets = connectionSets()
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [one, two] = [sets.of(a), sets.of(b)]
        const [left, right] = [points(a), points(b)]
        const both = [...left].filter((point) => right.has(point))
        const only = [...left].filter((point) => !right.has(point))
        const pointsOf = (id: number) => [...points(sets.get(id).ranges)].sort()
        expect(pointsOf(sets.union(one, two))).to.deep.equal(
          [...new Set([...left, ...right])].sort(),
        )
        expect(pointsOf(sets.intersect(one, two))).to.deep.equal(both.sort())
        expect(pointsOf(sets.subtract(one, two))).to.deep.equal(only.sort())
      }),
    )
  })

  it('keeps equal sets once: cutting ranges, order and repetition change nothing', () => {
    const sets = connectionSets()
    fc.assert(
      fc.property(ranges, (list) => {
        const id = sets.of(list)
        expect(sets.of([...list].reverse())).to.equal(id)
        expect(sets.of([...list, ...list])).to.equal(id)
        expect(sets.of(sets.get(id).ranges)).to.equal(id)
        expect(sets.get(sets.of(list))).to.equal(sets.get(id))
      }),
    )
  })

  it('tells membership at the borders', () => {
    const sets = connectionSets()
    const id = sets.of([{ protocol: 'TCP', from: 80, to: 90 }])
    expect([79, 80, 90, 91].map((port) => sets.has(id, 'TCP', port))).to.deep.equal([
      false,
      true,
      true,
      false,
    ])
    expect(sets.has(id, 'UDP', 80)).to.equal(false)
    expect(sets.has(sets.all, 'OTHER', 0)).to.equal(true)
  })

  it('gives ranges sorted by protocol and port, merged where they touch', () => {
    const sets = connectionSets()
    const id = sets.of([
      { protocol: 'UDP', from: 53, to: 53 },
      { protocol: 'TCP', from: 81, to: 90 },
      { protocol: 'TCP', from: 1, to: 80 },
      { protocol: 'ICMP' },
    ])
    expect(sets.get(id).ranges).to.deep.equal([
      { protocol: 'ICMP' },
      { protocol: 'TCP', from: 1, to: 90 },
      { protocol: 'UDP', from: 53, to: 53 },
    ])
  })

  it('holds thousands of sets without an error', () => {
    const sets = connectionSets()
    const ids = Array.from({ length: 3000 }, (_, at) =>
      sets.of([{ protocol: 'TCP', from: at + 1, to: at + 1 }]),
    )
    const all = ids.reduce((a, b) => sets.union(a, b))
    expect(sets.get(all).ranges).to.deep.equal([{ protocol: 'TCP', from: 1, to: 3000 }])
    expect(sets.subtract(all, all)).to.equal(sets.none)
  })
})
