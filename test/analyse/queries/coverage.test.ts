import { expect } from 'chai'
import fc from 'fast-check'
import { coverageByNamespace } from '../../../src/analyse/queries/coverage.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Direction } from '../../../src/model/policy.ts'
import { clusterOf } from '../builders.ts'
import { randomAdminEstate, randomCalicoEstate, randomEstate } from '../estates.ts'
import type { RandomEstate } from '../estates.ts'
import { randomCiliumEstate } from '../estates-cilium.ts'
import { MIXED_ESTATES } from '../estates-mixed.ts'
import { naiveIsolation } from '../naive-isolation.ts'

const ESTATES: Readonly<Record<string, fc.Arbitrary<RandomEstate>>> = {
  'of NetworkPolicy': randomEstate,
  'of policies of administrators': randomAdminEstate,
  'of Cilium': randomCiliumEstate,
  'of Calico': randomCalicoEstate,
  ...MIXED_ESTATES,
}

const DIRECTIONS = { ingress: 'Ingress', egress: 'Egress' } as const

describe('coverageByNamespace', () => {
  for (const [name, arbitrary] of Object.entries(ESTATES))
    it(`counts the pods that policies isolate as a walk over pods and policies does, in estates ${name}`, async () => {
      const seen = { isolated: 0, pods: 0 }
      await fc.assert(
        fc.asyncProperty(arbitrary, (estate) => agrees(estate, seen)),
        { seed: 20261128, numRuns: 60 },
      )
      expect(seen.isolated / seen.pods).to.be.within(0.05, 0.95)
    })
})

async function agrees(
  { objects, podsByAddress, platform = [] }: RandomEstate,
  seen: { isolated: number; pods: number },
): Promise<void> {
  const cluster = await clusterOf(objects, {}, { platformNamespaces: platform })
  const reachability = analyse(cluster, { podsByAddress })
  for (const found of coverageByNamespace(reachability))
    for (const direction of ['ingress', 'egress'] as const) {
      const { pods, isolated, open, unclear, hostNetwork } = found[direction]
      const own = cluster.pods.filter(({ namespace }) => namespace === found.namespace)
      const covered = own.filter((pod) => !pod.hostNetwork)
      const expected = covered.filter(({ key }) => isIsolated(objects, key, direction))
      expect({ pods, isolated, hostNetwork }, `${found.namespace} ${direction}`).to.deep.equal({
        pods: covered.length,
        isolated: expected.length,
        hostNetwork: own.length - covered.length,
      })
      expect(open.length + unclear.length === 0).to.equal(isolated === pods)
      seen.pods += pods
      seen.isolated += isolated
    }
}

function isIsolated(objects: RandomEstate['objects'], key: string, direction: Direction): boolean {
  const pod = objects.find(
    ({ kind, metadata }) =>
      kind === 'Pod' && `/v1/Pod/${metadata.namespace ?? ''}/${metadata.name}` === key,
  )
  return naiveIsolation(objects, pod, DIRECTIONS[direction])
}
