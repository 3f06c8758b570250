import { expect } from 'chai'
import type { OrganisationReport } from '../../../src/model/evaluation.ts'
import type { ApprovedFlow } from '../../../src/model/scope.ts'
import type { Inapplicable } from '../../../src/model/sign-off.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { reportSource } from '../fixture.ts'

const BROAD: NonNullable<OrganisationReport['broadFlows']> = [
  { id: 'F-1', lists: false, why: 'means most ports of TCP, and so identifies no service' },
  { id: 'F-2', lists: true, why: 'means connections to any address' },
]

const flow = (id: string): ApprovedFlow => ({
  id,
  from: { kind: 'subjects', subjects: { namespaces: ['shop'] } },
  to: { kind: 'cidrs', cidrs: ['0.0.0.0/0'] },
  protocol: 'TCP',
  ports: [],
  need: 'orders',
  approvedBy: 'Owner',
  approvedOn: '2026-01-01',
  reviewBy: '2027-01-01',
})

const entry = (id: string, control?: string): Inapplicable => ({
  ...{ id, framework: 'nsa-cisa', reason: 'none', approvedBy: 'CISO', approvedOn: '2026-01-01' },
  ...(control === undefined ? {} : { control }),
})

function viewed(isBroad: (cluster: string) => boolean = () => true) {
  const source = reportSource()
  const { organisation } = source
  const { report } = reportView({
    ...source,
    organisation: {
      ...organisation,
      flows: [flow('F-1'), flow('F-2'), flow('F-3')],
      applicability: {
        notApplicable: [entry('N-1'), entry('N-2', '1.1')],
        authorship: { kind: 'asserted' },
      },
    },
    clusters: source.clusters.map((cluster) =>
      cluster.evaluation === undefined || !isBroad(cluster.name)
        ? cluster
        : {
            ...cluster,
            evaluation: {
              ...cluster.evaluation,
              organisation: { ...cluster.evaluation.organisation, broadFlows: BROAD },
            },
          },
    ),
  })
  return report
}

describe('entries that are too broad', () => {
  it('name the clusters where that is so, unless it is so in all that were read', () => {
    const said = viewed((name) => name === 'prod-eu').readFirst.join('\n')
    expect(said).to.include(
      'Approved flows that are too broad and so list nothing: F-1 (in prod-eu).',
    )
  })

  it('stand before the results, once for all clusters', () => {
    const { readFirst } = viewed()
    for (const said of [
      'Approved flows that are too broad and so list nothing: F-1.',
      'Approved flows that mean any or most pods of a cluster, or any address: F-2.',
      'Entries that leave a whole framework out: N-1 (nsa-cisa).',
    ])
      expect(readFirst).to.include(said)
  })

  it('say so themselves', () => {
    const { organisation, statements } = viewed()
    const states = organisation.flows.map((each) =>
      each.states.filter((said) => said.includes('broad')),
    )
    expect(states).to.deep.equal([
      ['too broad: means most ports of TCP, and so identifies no service; lists nothing'],
      ['too broad: means connections to any address'],
      [],
    ])
    expect(statements.applicability?.entries.map((each) => each.states)).to.deep.equal([
      ['too broad: takes out a whole framework'],
      [],
    ])
  })
})
