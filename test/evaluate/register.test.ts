import { expect } from 'chai'
import fc from 'fast-check'
import { inputOf } from '../../src/evaluate/check-input.ts'
import type { Endpoint } from '../../src/model/reachability.ts'
import type { ApprovedFlow } from '../../src/model/scope.ts'
import { analysed, organisationOf } from './builders.ts'
import { namespace, networkPolicy, pod } from './objects.ts'
import { randomEstate } from './random-estate.ts'

/** Whether flows list one connection, asked pod by pod and port by port, without any grouping. */
function isListed(
  flows: readonly ApprovedFlow[],
  source: Endpoint,
  destination: Endpoint,
  port: number,
): boolean {
  const means = (side: ApprovedFlow['from'], endpoint: Endpoint) =>
    side.kind === 'subjects' &&
    endpoint.kind === 'pods' &&
    side.subjects.namespaces?.includes(endpoint.namespace) === true
  return flows.some(
    ({ from, to, ports }) =>
      means(from, source) &&
      means(to, destination) &&
      ports.some((range) => range.from <= port && port <= range.to),
  )
}

describe('registerOf', () => {
  it('leaves exactly the ports that no flow lists, for every pair of endpoints', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
        const { register } = inputOf(cluster, reachability, organisation)
        const ports = { id: 0, ranges: [{ protocol: 'TCP', from: 5430, to: 5434 }] } as const
        const flows = organisation.flows ?? []
        for (const source of reachability.endpoints) {
          for (const destination of reachability.endpoints) {
            const left = register.unapproved(source, destination, ports)
            for (let port = 5430; port <= 5434; port++) {
              const isLeft = left.some(({ from = 0, to = 0 }) => from <= port && port <= to)
              expect(isLeft).to.equal(!isListed(flows, source, destination, port))
            }
            const mitigated = flows.filter(({ mitigation }) => mitigation !== undefined)
            const open = register.unmitigated(source, destination, ports)
            const wants = !isListed(mitigated, source, destination, 5432)
            const isOpen = open.some(({ from = 0, to = 0 }) => from <= 5432 && 5432 <= to)
            expect(isOpen).to.equal(wants)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('lists addresses only when an entry holds the whole range, and names never', async () => {
    const objects = [
      namespace('a'),
      pod('a', 'web'),
      networkPolicy('a', 'out', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
      }),
    ]
    const flow = (id: string, to: string) =>
      `  - {id: ${id}, from: {subjects: {namespaces: [a]}}, to: ${to}, protocol: TCP, ports: [443], need: checkout, approvedBy: Owner, approvedOn: 2026-01-01, reviewBy: 2027-01-01}\n`
    const left = async (to: string) => {
      const organisation = organisationOf({ flows: `format: flows/v1\nflows:\n${flow('F', to)}` })
      const { cluster, reachability } = await analysed(objects)
      const { register } = inputOf(cluster, reachability, organisation)
      const [source] = reachability.podClasses
      const target = reachability.addressCells.find(
        ({ ranges }) => ranges[0]?.from === '203.0.113.0',
      )
      if (source === undefined || target === undefined) throw new Error('no such endpoints')
      const ports = { id: 0, ranges: [{ protocol: 'TCP', from: 443, to: 443 }] } as const
      return register.unapproved(source, target, ports).length
    }
    expect(await left('{cidrs: [203.0.113.0/24]}')).to.equal(0)
    expect(await left('{cidrs: [203.0.113.0/25, 203.0.113.128/25]}')).to.equal(0)
    expect(await left('{cidrs: [203.0.113.0/25]}')).to.equal(1)
    expect(await left('{fqdn: [acquirer.example]}')).to.equal(1)
  })
})
