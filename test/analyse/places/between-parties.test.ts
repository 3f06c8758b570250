import { expect } from 'chai'
import fc from 'fast-check'
import { ask } from '../ask.ts'
import { explainBetween, passingBetween } from '../../../src/analyse/places/between-parties.ts'
import { connectionList } from '../../../src/analyse/list/connection-list.ts'
import { connectionSets } from '../../../src/analyse/engine/connection-sets.ts'
import { classParty, podParty } from '../../../src/analyse/places/party.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { PodClass, PortRange, ReachVerdict } from '../../../src/model/reachability.ts'
import { clusterOf, namespace, networkPolicy, pod } from '../builders.ts'

const PORTS = [9, 80] as const

/** Workloads of one or two pods each, some on the network of their node, some without a node. */
const somePods = fc.array(
  fc.record({
    hostNetwork: fc.boolean(),
    nodes: fc.array(fc.constantFrom('n1', 'n2', undefined), { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 2, maxLength: 4 },
)

function objectsOf(
  workloads: readonly { hostNetwork: boolean; nodes: readonly (string | undefined)[] }[],
) {
  return [
    namespace('shop'),
    ...workloads.flatMap(({ hostNetwork, nodes }, at) =>
      nodes.map((node, each) =>
        pod('shop', `w${at}-${each}`, {
          labels: { app: `w${at}` },
          owner: `StatefulSet/w${at}`,
          hostNetwork,
          ...(node === undefined ? {} : { node }),
        }),
      ),
    ),
    networkPolicy('shop', 'deny', {
      podSelector: {},
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'w1' } } }], ports: [{ port: 80 }] }],
    }),
  ]
}

function verdictAt(
  { allowed, undecided }: { allowed: readonly PortRange[]; undecided: readonly PortRange[] },
  port: number,
): ReachVerdict {
  const holds = (ranges: readonly PortRange[]) =>
    ranges.some(
      ({ protocol, from = 0, to = 0 }) => protocol === 'TCP' && from <= port && port <= to,
    )
  if (holds(allowed)) return 'allowed'
  return holds(undecided) ? 'indeterminate' : 'denied'
}

/** The best of the answers to all pairs of two different pods. */
function union(verdicts: readonly (ReachVerdict | undefined)[]): ReachVerdict {
  if (verdicts.includes('allowed')) return 'allowed'
  return verdicts.includes('indeterminate') ? 'indeterminate' : 'denied'
}

describe('what passes between two parties', () => {
  it('is the union over their pods, whichever way it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(somePods, async (workloads) => {
        const reachability = analyse(await clusterOf(objectsOf(workloads)))
        const sets = connectionSets()
        const options = { pods: false, families: [], nodeTraffic: true } as const
        const list = [...connectionList(reachability, options, sets)]
        const nameOf = ({ workload }: PodClass) =>
          `shop/${workload.split('/')[1] ?? ''}[StatefulSet]`
        for (const a of reachability.podClasses)
          for (const b of reachability.podClasses) {
            if (a === b) continue
            const row = list.find(
              ({ source, destination }) =>
                source.kind === 'pods' &&
                destination.kind === 'pods' &&
                source.name === nameOf(a) &&
                destination.name === nameOf(b),
            )
            for (const port of PORTS) {
              const single = a.pods.flatMap((from) =>
                b.pods.map((to) => {
                  const question = { from: from.key, to: to.key, protocol: 'TCP', port } as const
                  const parties = [podParty(a, from), podParty(b, to)] as const
                  const verdict = ask(reachability, question)?.verdict
                  expect(verdictAt(passingBetween(reachability, ...parties), port)).to.equal(
                    verdict,
                  )
                  return verdict
                }),
              )
              const expected = union(single)
              const [from, to] = [classParty(a), classParty(b)]
              expect(verdictAt(passingBetween(reachability, from, to), port)).to.equal(expected)
              expect(explainBetween(reachability, from, to, 'TCP', port).verdict).to.equal(expected)
              const ranges = (id: number) => sets.get(id).ranges
              const listed = {
                allowed: row === undefined ? [] : ranges(sets.subtract(row.ports, row.undecided)),
                undecided: row === undefined ? [] : ranges(row.undecided),
              }
              expect(verdictAt(listed, port)).to.equal(expected)
            }
          }
      }),
      { numRuns: 100 },
    )
  })
})
