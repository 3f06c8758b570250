import { expect } from 'chai'
import fc from 'fast-check'
import { excerptsOf, mayConcern } from '../../../src/analyse/diff/excerpt.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Analysis } from '../../../src/analyse/reachability.ts'
import type { Cluster, Pod } from '../../../src/model/cluster.ts'
import type { Endpoint } from '../../../src/model/reachability.ts'
import { clusterOf } from '../builders.ts'
import type { RandomEstate } from '../estates.ts'
import { ESTATES } from '../oracle.ts'

const ADDRESSES = ['10.0.0.126', '10.1.0.1', '8.8.8.8', '2001:db8::1']

describe('an excerpt of a cluster', () => {
  for (const [name, estates] of Object.entries(ESTATES))
    it(`answers for two ends as the whole does, in estates ${name}`, async () => {
      let asked = 0
      await fc.assert(
        fc.asyncProperty(estates, async (estate) => {
          asked += await answersAlike(estate)
        }),
        { seed: 20261128, numRuns: 5 },
      )
      expect(asked).to.be.at.least(100)
    })
})

async function answersAlike(estate: RandomEstate): Promise<number> {
  const { objects, podsByAddress, platform = [] } = estate
  const cluster = await clusterOf(objects, {}, { platformNamespaces: platform })
  const excerpts = excerptsOf(cluster)
  const answersIn = (world: Cluster): Analysis =>
    analyse(world, { podsByAddress, splitAt: ADDRESSES.map(cidrOf) })
  const whole = answersIn(cluster)
  const pods = whole.podClasses.flatMap((each) => each.pods.slice(0, 1))
  let asked = 0
  for (const pod of pods)
    for (const other of [...pods, ...ADDRESSES]) {
      if (other === pod) continue
      const both = typeof other === 'string' ? [pod] : [pod, other]
      const cut = excerpts({ pods: both, addresses: typeof other === 'string' ? [other] : [] })
      const policies = cut.policies.filter((policy) => mayConcern(policy, both))
      const part = answersIn({ ...cut, policies, pods: both })
      const said = `${pod.key} and ${typeof other === 'string' ? other : other.key}`
      expect(bothWays(part, pod, other), said).to.deep.equal(bothWays(whole, pod, other))
      asked++
    }
  return asked
}

function bothWays(analysis: Analysis, pod: Pod, other: Pod | string) {
  const [one, two] = [endpointOf(analysis, pod), endpointOf(analysis, other)]
  return [analysis.between(one, two), analysis.between(two, one)].map(
    ({ allowed, indeterminate }) => ({ allowed: allowed.ranges, perhaps: indeterminate.ranges }),
  )
}

function endpointOf(analysis: Analysis, place: Pod | string): Endpoint {
  const found =
    typeof place === 'string'
      ? analysis.addressCells.find(({ ranges }) =>
          ranges.some(({ from, to }) => from === place && to === place),
        )
      : analysis.classOf(place.key)
  if (found === undefined) throw new Error('no such endpoint')
  return found
}

function cidrOf(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}
