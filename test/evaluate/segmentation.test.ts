import { expect } from 'chai'
import fc from 'fast-check'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { segmentationDigest } from '../../src/evaluate/segmentation-digest.ts'
import { segmentationOf } from '../../src/evaluate/segmentation.ts'
import type { CheckInput } from '../../src/model/check.ts'
import type { SegmentationCell } from '../../src/model/evaluation.ts'
import type { Endpoint } from '../../src/model/reachability.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import { analysed } from './builders.ts'
import { namespace, networkPolicy, node, pod } from './objects.ts'
import { randomEstate, shareNode } from './random-estate.ts'

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
        for (const cell of segmentationOf(input).cells) {
          let [pairs, allowed] = [0, 0]
          for (const [from, sources] of members(input, cell.from)) {
            for (const [to, destinations] of members(input, cell.to)) {
              if (from === to) continue
              pairs++
              const isAllowed = sources.some((source) =>
                destinations.some(
                  (destination) =>
                    reachability.between(source, destination).allowed.ranges.length > 0 ||
                    shareNode(input, source, destination),
                ),
              )
              if (isAllowed) allowed++
            }
          }
          expect({ pairs: cell.pairs, allowed: cell.allowed }).to.deep.equal({ pairs, allowed })
          expect(cell.approved).to.be.at.most(cell.allowed)
          expect(cell.example === undefined).to.equal(cell.allowed + cell.indeterminate === 0)
          if (cell.example === undefined) continue
          const { verdict, protocol, port, traffic = [] } = cell.example
          expect(verdict).not.to.equal('denied')
          expect(
            traffic.some(
              ({ protocol: one, from, to }) =>
                one === protocol &&
                (port === undefined || ((from ?? 0) <= port && port <= (to ?? 65535))),
            ),
          ).to.equal(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives the digest of a walk that counts nothing', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
        const input = inputOf(cluster, reachability, organisation)
        expect(segmentationOf(input).digest).to.equal(segmentationDigest(input))
      }),
      { numRuns: 60 },
    )
  })

  it('leaves out what passes between outside addresses, and pairs of classes without members', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
        const cells = segmentationOf(inputOf(cluster, reachability, organisation)).cells
        const outside = cells.filter(({ from, to }) => from === 'external' && to === 'external')
        expect(outside).to.deep.equal([])
        expect(cells.every(({ pairs }) => pairs > 0)).to.equal(true)
      }),
      { numRuns: 20 },
    )
  })

  it('counts a host-network pod beside a CDE pod, with an example that names the node', async () => {
    const scope = parseOrganisation({
      scope: { path: 'scope.yaml', text: SCOPE },
    })
    const cluster = [
      ...['payments', 'metrics'].map((name) => namespace(name)),
      node('n'),
      pod('payments', 'ledger', { node: 'n' }),
      pod('metrics', 'agent', { node: 'n', hostNetwork: true, owner: 'DaemonSet/agent' }),
      networkPolicy('payments', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    ]
    const { cluster: model, reachability } = await analysed(cluster, {}, scope.scope)
    const cells = segmentationOf(inputOf(model, reachability, scope)).cells
    const cell = cells.find(({ from, to }) => from === 'out-of-scope' && to === 'cde')
    expect(cell).to.include({ pairs: 1, allowed: 1, indeterminate: 0 })
    expect(cell?.example?.ingress.because).to.equal(
      'metrics/DaemonSet/agent and payments/StatefulSet/ledger share node n: traffic between a pod and its node is always allowed',
    )
  })
})

const SCOPE = `format: scope/v1
entity: {name: Example, kind: merchant}
rules:
  - {id: pay, class: cde, subjects: {namespaces: [payments]}}
  - {id: metrics, class: out-of-scope, justification: graphs only, subjects: {namespaces: [metrics]}}
`
