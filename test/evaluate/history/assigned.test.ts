import { expect } from 'chai'
import fc from 'fast-check'
import { assigned } from '../../../src/evaluate/history/assigned.ts'

const of = (fits: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(assigned(new Map(Object.entries(fits))))

describe('entries assigned to changes', () => {
  it('are one for each change, the first that fits', () => {
    expect(of({ a: ['x', 'y'], b: ['y'] })).to.deep.equal({ a: 'x', b: 'y' })
    expect(of({ a: ['x', 'y'], b: ['x'] })).to.deep.equal({ a: 'y', b: 'x' })
    expect(of({ a: ['x'], b: [] })).to.deep.equal({ a: 'x' })
    expect(of({ a: ['w', 'x'], b: ['x', 'y'], c: ['y'] })).to.deep.equal({ a: 'w', b: 'x', c: 'y' })
  })

  it('are none where changes that they may mean are more than they are', () => {
    expect(of({ a: ['x'], b: ['x'] })).to.deep.equal({})
    expect(of({ a: ['x'], b: ['x', 'y'], c: ['y'] })).to.deep.equal({})
    expect(of({ a: ['x'], b: ['x'], c: ['z'] })).to.deep.equal({ c: 'z' })
  })

  it('are given to a change exactly where without it fewer changes could be listed', () => {
    const graphs = fc.array(fc.uniqueArray(fc.nat(4), { maxLength: 3 }), { maxLength: 5 })
    const property = fc.property(graphs, (graph) => {
      const fits = new Map(graph.map((entries, at) => [at, entries]))
      const found = assigned(fits)
      expect(new Set(found.values()).size).to.equal(found.size)
      for (const at of fits.keys()) {
        const others = graph.filter((_, other) => other !== at)
        expect(found.has(at), JSON.stringify(graph)).to.equal(most(others) < most(graph))
      }
    })
    fc.assert(property)
  })
})

/** How many changes can be listed at the most: every way is tried. */
function most(
  [first, ...others]: readonly (readonly number[])[],
  used: readonly number[] = [],
): number {
  if (first === undefined) return 0
  const ways = first.filter((entry) => !used.includes(entry))
  return Math.max(most(others, used), ...ways.map((way) => 1 + most(others, [...used, way])))
}
