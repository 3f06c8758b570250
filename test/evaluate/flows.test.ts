import { expect } from 'chai'
import fc from 'fast-check'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { flowPossible } from '../../src/evaluate/flows-possible.ts'
import { unapprovedConnections } from '../../src/evaluate/unapproved.ts'
import type { CheckInput } from '../../src/model/check.ts'
import type { ConnectionSet, Endpoint } from '../../src/model/reachability.ts'
import type { ApprovedFlow } from '../../src/model/scope.ts'
import { analysed } from './builders.ts'
import { randomEstate, shareNode } from './random-estate.ts'

function holds({ ranges }: ConnectionSet, port: number, wanted: string): boolean {
  return ranges.some(
    ({ protocol, from = 1, to = 65535 }) => protocol === wanted && from <= port && port <= to,
  )
}

/** Whether one port may pass, asked of the analysis alone; pods that share a node with the host always. */
function mayPass(
  { reachability }: CheckInput,
  from: Endpoint,
  to: Endpoint,
  port: number,
  protocol = 'TCP',
): boolean {
  const { allowed, indeterminate } = reachability.between(from, to)
  return holds(allowed, port, protocol) || holds(indeterminate, port, protocol)
}

function means(side: ApprovedFlow['from'], endpoint: Endpoint): boolean {
  return (
    side.kind === 'subjects' &&
    endpoint.kind === 'pods' &&
    side.subjects.namespaces?.includes(endpoint.namespace) === true
  )
}

function pairsOf({ reachability }: CheckInput): (readonly [Endpoint, Endpoint])[] {
  return reachability.endpoints.flatMap((a) =>
    reachability.endpoints.flatMap((b) => {
      const alone = a === b && a.kind === 'pods' && a.pods.length < 2
      const outside = a.kind === 'addresses' && b.kind === 'addresses'
      return alone || outside ? [] : [[a, b] as const]
    }),
  )
}

function hostNetworked(endpoint: Endpoint): boolean {
  return endpoint.kind === 'pods' && endpoint.hostNetwork
}

describe('flows of the register against the policies', () => {
  it('are possible as far as a walk over pairs and ports says', async () => {
    const seen = { closed: 0, partly: 0, open: 0 }
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
        const input = inputOf(cluster, reachability, organisation)
        for (const flow of organisation.flows ?? []) {
          const pairs = pairsOf(input).filter(([a, b]) => means(flow.from, a) && means(flow.to, b))
          if (pairs.some((pair) => pair.some(hostNetworked))) continue
          const ports = flow.ports.flatMap(({ from, to }) =>
            Array.from({ length: to - from + 1 }, (_, at) => from + at),
          )
          const open = pairs.map(([a, b]) => ports.filter((port) => mayPass(input, a, b, port)))
          const closed = open.filter((each) => each.length === 0).length
          const partly = open.filter((each) => each.length > 0 && each.length < ports.length).length
          const found = flowPossible(input, flow)
          expect(found).to.include({ pairs: pairs.length, closed, partly })
          expect(found.denied?.verdict).to.equal(closed + partly > 0 ? 'denied' : undefined)
          seen.closed += closed
          seen.partly += partly
          seen.open += pairs.length - closed - partly
        }
      }),
      { seed: 20261127, numRuns: 60 },
    )
    expect(seen.closed).to.be.above(0)
    expect(seen.open).to.be.above(0)
  })

  it('lists exactly the names between which something passes that no flow lists', async () => {
    let count = 0
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const rest = { flows: organisation.flows ?? [], waivers: [] }
        const { cluster, reachability } = await analysed(objects)
        const input = inputOf(cluster, reachability, rest)
        const nameOf = new Map(input.endpoints.map(({ endpoint, name }) => [endpoint, name]))
        const isListed = (a: Endpoint, b: Endpoint, port: number) =>
          rest.flows.some(
            ({ from, to, ports }) =>
              means(from, a) &&
              means(to, b) &&
              ports.some((range) => range.from <= port && port <= range.to),
          )
        const probed = [1, 23, 8080, 5429, 5430, 5431, 5432, 5433, 5434, 5435, 65535]
        const expected = pairsOf(input).flatMap(([a, b]) =>
          probed.some((port) =>
            ['TCP', 'UDP', 'SCTP'].some(
              (protocol) =>
                (mayPass(input, a, b, port, protocol) || shareNode(input, a, b)) &&
                !(protocol === 'TCP' && isListed(a, b, port)),
            ),
          )
            ? [`${nameOf.get(a) ?? ''} -> ${nameOf.get(b) ?? ''}`]
            : [],
        )
        const found = unapprovedConnections(input).map(
          ({ pair }) => `${pair.source.name} -> ${pair.destination.name}`,
        )
        expect(found.filter((each) => !expected.includes(each))).to.deep.equal([])
        expect(expected.filter((each) => !found.includes(each))).to.deep.equal([])
        count += found.length
      }),
      { seed: 20261127, numRuns: 40 },
    )
    expect(count).to.be.above(20)
  })
})
