import { expect } from 'chai'
import fc from 'fast-check'
import { meetersAmong } from '../../../src/analyse/list/meetings.ts'
import { meetingAt } from '../../../src/analyse/node-traffic.ts'

const somePlace = fc
  .record({
    onHost: fc.boolean(),
    nodes: fc.uniqueArray(fc.constantFrom('node-1', 'node-2', 'node-3')),
    unplaced: fc.boolean(),
  })
  .map(({ nodes, ...place }) => ({ ...place, nodes: new Set(nodes) }))

describe('meetersAmong', () => {
  it('finds whom asking for each pair finds, each once', () => {
    fc.assert(
      fc.property(fc.array(somePlace, { maxLength: 12 }), (places) => {
        const meeters = meetersAmong(places)
        for (const place of places) {
          const expected = places.flatMap((other, position) => {
            const meeting = meetingAt(place, other)
            return meeting === undefined ? [] : [[position, meeting.kind]]
          })
          expect([...meeters(place)].sort(([a], [b]) => a - b)).to.deep.equal(expected)
        }
      }),
      { numRuns: 500 },
    )
  })
})
