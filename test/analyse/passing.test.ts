import { expect } from 'chai'
import fc from 'fast-check'
import { analyse } from '../../src/analyse/reachability.ts'
import type { Endpoint, Reach } from '../../src/model/reachability.ts'
import { clusterOf } from './builders.ts'
import { randomAdminEstate, randomCalicoEstate, randomEstate, randomMeshEstate } from './estates.ts'
import type { RandomEstate } from './estates.ts'
import { randomCiliumEstate } from './estates-cilium.ts'

const ESTATES: Readonly<Record<string, fc.Arbitrary<RandomEstate>>> = {
  NetworkPolicy: randomEstate,
  'policies of administrators': randomAdminEstate,
  Cilium: randomCiliumEstate,
  Calico: randomCalicoEstate,
  'a mesh': randomMeshEstate,
}

describe('passing', () => {
  for (const [name, arbitrary] of Object.entries(ESTATES))
    it(`gives the pairs that asking for each one finds, in estates of ${name}`, async () => {
      const counts = { pairs: 0, passing: 0 }
      await fc.assert(
        fc.asyncProperty(arbitrary, fc.nat(), (estate, part) => agrees(estate, part, counts)),
        { seed: 20261127, numRuns: 60 },
      )
      expect(counts.passing / counts.pairs).to.be.within(0.15, 0.85)
    })
})

/** Over all endpoints, and over parts of them on either side. */
async function agrees(
  { objects, podsByAddress, platform = [] }: RandomEstate,
  part: number,
  counts: { pairs: number; passing: number },
): Promise<void> {
  const cluster = await clusterOf(objects, {}, { platformNamespaces: platform })
  const reachability = analyse(cluster, { podsByAddress })
  const { endpoints } = reachability
  const some = endpoints.filter(({ index }) => (index + part) % 3 !== 0)
  for (const [sources, destinations] of [
    [endpoints, endpoints],
    [some, endpoints],
    [endpoints, some],
  ] as const) {
    const found = [...reachability.passing(sources, destinations)].map(nameOf)
    const asked = sources.flatMap((source) =>
      destinations.map((destination) => [source, destination] as const),
    )
    const expected = asked.filter(([source, destination]) =>
      mayPass(reachability.between(source, destination)),
    )
    counts.pairs += asked.length
    counts.passing += expected.length
    expect(found.toSorted()).to.deep.equal(expected.map(nameOf).toSorted())
  }
}

function nameOf([source, destination]: readonly [Endpoint, Endpoint]): string {
  return `${source.index} ${destination.index}`
}

function mayPass({ allowed, indeterminate }: Reach): boolean {
  return [...allowed.ranges, ...indeterminate.ranges].some(({ from }) => from !== undefined)
}
