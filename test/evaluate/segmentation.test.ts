import { expect } from 'chai'
import fc from 'fast-check'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { segmentationOf } from '../../src/evaluate/segmentation.ts'
import type { CheckInput } from '../../src/model/check.ts'
import type { SegmentationCell } from '../../src/model/evaluation.ts'
import type { Endpoint } from '../../src/model/reachability.ts'
import { analysed } from './builders.ts'
import { randomEstate } from './random-estate.ts'

type Segment = SegmentationCell['from']

/** Members of a segment by name, straight from workloads and cells. */
function members(input: CheckInput, segment: Segment): ReadonlyMap<string, readonly Endpoint[]> {
  if (segment === 'external') {
    const cells = input.reachability.addressCells
    return new Map(cells.map((cell) => [JSON.stringify(cell.ranges), [cell]]))
  }
  const mine = input.workloads.filter((workload) => workload.class === segment)
  return new Map(mine.map((each) => [`${each.namespace}/${each.workload}`, each.endpoints]))
}

describe('segmentationOf', () => {
  it('counts the pairs of workloads with an allowed connection, as a count by hand does', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
        const input = inputOf(cluster, reachability, organisation)
        for (const cell of segmentationOf(input)) {
          let [pairs, allowed] = [0, 0]
          for (const [from, sources] of members(input, cell.from)) {
            for (const [to, destinations] of members(input, cell.to)) {
              if (from === to) continue
              pairs++
              const isAllowed = sources.some((source) =>
                destinations.some(
                  (destination) =>
                    reachability.between(source, destination).allowed.ranges.length > 0,
                ),
              )
              if (isAllowed) allowed++
            }
          }
          expect({ pairs: cell.pairs, allowed: cell.allowed }).to.deep.equal({ pairs, allowed })
          expect(cell.approved).to.be.at.most(cell.allowed)
          expect(cell.example === undefined).to.equal(cell.allowed + cell.indeterminate === 0)
          if (cell.example !== undefined) expect(cell.example.verdict).not.to.equal('denied')
        }
      }),
      { numRuns: 60 },
    )
  })

  it('leaves out what passes between outside addresses, and pairs of classes without members', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
        const cells = segmentationOf(inputOf(cluster, reachability, organisation))
        const outside = cells.filter(({ from, to }) => from === 'external' && to === 'external')
        expect(outside).to.deep.equal([])
        expect(cells.every(({ pairs }) => pairs > 0)).to.equal(true)
      }),
      { numRuns: 20 },
    )
  })
})
