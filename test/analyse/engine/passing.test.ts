import { expect } from 'chai'
import fc from 'fast-check'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Arrivals, Departures, Reach } from '../../../src/model/reachability.ts'
import { clusterOf } from '../builders.ts'
import {
  randomAdminEstate,
  randomCalicoEstate,
  randomEstate,
  randomMeshEstate,
} from '../estates.ts'
import type { RandomEstate } from '../estates.ts'
import { randomCiliumEstate } from '../estates-cilium.ts'

const ESTATES: Readonly<Record<string, fc.Arbitrary<RandomEstate>>> = {
  NetworkPolicy: randomEstate,
  'policies of administrators': randomAdminEstate,
  Cilium: randomCiliumEstate,
  Calico: randomCalicoEstate,
  'a mesh': randomMeshEstate,
}

describe('passing', () => {
  for (const [name, arbitrary] of Object.entries(ESTATES))
    it(`gives for each destination the sources, and for each source the destinations, that asking for each pair finds, in estates of ${name}`, async () => {
      const counts = { pairs: 0, passing: 0 }
      await fc.assert(
        fc.asyncProperty(arbitrary, fc.nat(), (estate, part) => agrees(estate, part, counts)),
        { seed: 20261127, numRuns: 60 },
      )
      expect(counts.passing / counts.pairs).to.be.within(0.15, 0.85)
    })

  it('counts what passes on a node, where nodes count', async () => {
    const counts = { pairs: 0, passing: 0 }
    await fc.assert(
      fc.asyncProperty(randomEstate, fc.nat(), (estate, part) =>
        agrees(estate, part, counts, true),
      ),
      { seed: 20261127, numRuns: 20 },
    )
    expect(counts.passing).to.be.above(0)
  })
})

/** Over all endpoints, and over parts of them on either side. */
async function agrees(
  { objects, podsByAddress, platform = [] }: RandomEstate,
  part: number,
  counts: { pairs: number; passing: number },
  nodeTraffic = false,
): Promise<void> {
  const cluster = await clusterOf(
    objects,
    {},
    { platformNamespaces: platform, undeclaredMesh: 'runs' },
  )
  const reachability = analyse(cluster, { podsByAddress, nodeTraffic })
  const { endpoints } = reachability
  const some = endpoints.filter(({ index }) => (index + part) % 3 !== 0)
  for (const [sources, destinations] of [
    [endpoints, endpoints],
    [some, endpoints],
    [endpoints, some],
  ] as const) {
    const expected = destinations.map((destination) => ({
      destination,
      from: sources.flatMap((source) => {
        const reach = reachability.between(source, destination)
        return mayPass(reach) ? [[source, reach] as const] : []
      }),
    }))
    counts.pairs += sources.length * destinations.length
    counts.passing += expected.reduce((sum, { from }) => sum + from.length, 0)
    expect([...reachability.passing(sources, destinations)].map(inShort)).to.deep.equal(
      expected.map(inShort),
    )
    const departures = sources.map((source) => ({
      source,
      to: destinations
        .map((destination) => [destination, reachability.between(source, destination)] as const)
        .filter(([, reach]) => mayPass(reach)),
    }))
    expect([...reachability.passingFrom(sources, destinations)].map(fromInShort)).to.deep.equal(
      departures.map(fromInShort),
    )
  }
}

function inShort({ destination, from }: Arrivals): unknown {
  return { to: destination.index, from: from.map(([{ index }, reach]) => ({ index, reach })) }
}

function fromInShort({ source, to }: Departures): unknown {
  return { from: source.index, to: to.map(([{ index }, reach]) => ({ index, reach })) }
}

function mayPass({ allowed, indeterminate }: Reach): boolean {
  return allowed.ranges.length > 0 || indeterminate.ranges.some(({ from }) => from !== undefined)
}
