import { expect } from 'chai'
import { outsideOf } from '../../../src/evaluate/outside/outside.ts'
import { inputOf } from '../../../src/evaluate/check-input.ts'
import type { OutsideEvidence, OutsideReport } from '../../../src/model/outside-evidence.ts'
import type { Organisation } from '../../../src/model/scope.ts'
import { digestOf } from '../../../src/core/digest.ts'
import { readKubeBench } from '../../../src/evaluate/outside/kube-bench.ts'
import { CATALOGUE, analysed } from '../builders.ts'
import { node } from '../objects.ts'
import { kubeBench } from './builders.ts'

const UID = '11111111-2222-3333-4444-555555555555'

const GOOD: OutsideEvidence = {
  id: 'kb-1',
  tool: 'kube-bench',
  toolVersion: '0.16.0',
  benchmark: 'cis-2.0',
  cluster: 'prod',
  nodes: ['n'],
  takenOn: '2026-11-02',
  by: { name: 'Ada Lind', role: 'Platform engineer' },
  file: 'n.json',
  digest: digestOf(''),
  attached: readKubeBench(kubeBench({ '4.1.1': 'PASS' }, { version: 'cis-2.0', detected: '1.35' })),
  authorship: { kind: 'asserted' },
}

/** How statements stand in a cluster with the node n, and what becomes of recommendation 4.1.1. */
async function stand(
  evidence: readonly OutsideEvidence[],
  changes: Partial<Organisation> & { readonly uid?: string } = {},
) {
  const { uid, ...organisation } = changes
  const found = await analysed([node('n')])
  const identity = { ...found.cluster.snapshot.identity, ...(uid === undefined ? {} : { uid }) }
  const cluster = { ...found.cluster, snapshot: { ...found.cluster.snapshot, identity } }
  const whole = { waivers: [], outside: evidence, ...organisation }
  const outside = outsideOf(inputOf(cluster, found.reachability, whole), CATALOGUE.frameworks)
  const framework = CATALOGUE.frameworks.find(({ id }) => id === 'cis-kubernetes-2.0.1')
  const control = framework?.controls.find(({ id }) => id === '4.1.1')
  if (framework === undefined || control === undefined) throw new Error('no such control')
  const results = outside.resultsFor(framework, control)
  return { report: outside.report.outside, results }
}

async function reportOf(
  change: Partial<OutsideEvidence>,
  changes: Parameters<typeof stand>[1] = {},
): Promise<Pick<OutsideReport, 'state' | 'why'> | undefined> {
  const { report, results } = await stand([{ ...GOOD, ...change }], changes)
  const [one] = report ?? []
  expect(results.length > 0).to.equal(one?.state === 'in-force')
  return one && { state: one.state, why: one.why }
}

describe('outsideOf', () => {
  it('says nothing where nothing was given', async () => {
    const found = await analysed([node('n')])
    const input = inputOf(found.cluster, found.reachability, { waivers: [] })
    expect(outsideOf(input, CATALOGUE.frameworks).report).to.deep.equal({})
  })

  it('counts a statement of this cluster, its nodes, its version and its benchmark', async () => {
    expect(await reportOf({})).to.deep.equal({ state: 'in-force', why: '' })
    expect(await reportOf({ clusterUid: UID }, { uid: UID })).to.deep.include({ state: 'in-force' })
  })

  it('counts it for 92 days, the last included', async () => {
    expect(await reportOf({ takenOn: '2026-08-23' })).to.deep.include({ state: 'in-force' })
    expect(await reportOf({ takenOn: '2026-08-22' })).to.deep.equal({
      state: 'expired',
      why: 'taken 93 days ago, counted until 2026-11-22',
    })
  })

  it('refuses one of a cluster with another UID, and waits where it is not known', async () => {
    const other = UID.replace('1', '2')
    expect(await reportOf({ clusterUid: UID }, { uid: other })).to.deep.equal({
      state: 'foreign',
      why: `taken of a cluster with the UID ${UID}; this one has ${other}`,
    })
    expect(await reportOf({ clusterUid: UID })).to.deep.include({ state: 'unknown' })
  })

  it('refuses one of a benchmark that no framework in use takes', async () => {
    const found = await reportOf({ benchmark: 'cis-1.8' })
    expect(found?.state).to.equal('other-benchmark')
    expect(found?.why).to.include('n.json is of cis-2.0, stated is cis-1.8')
    expect(found?.why).to.include('no framework in use takes answers of cis-1.8, but of aks-1.8')
  })

  it('refuses one that is not signed where a signature is required, or whose signature does not hold', async () => {
    const approvers = { requireSigned: true, approvers: [] }
    expect(await reportOf({}, { approvers })).to.deep.include({ state: 'unsigned' })
    expect(await reportOf({ authorship: { kind: 'refused', why: 'no such key' } })).to.deep.equal({
      state: 'unsigned',
      why: 'its signature does not hold: no such key',
    })
    const signed = { kind: 'signed', by: 'Ada Lind', key: 'SHA256:x' } as const
    expect(await reportOf({ authorship: signed }, { approvers })).to.deep.include({
      state: 'in-force',
    })
  })

  it('tells all reasons together, the first names the state', async () => {
    const attached = { kind: 'refused', why: 'not JSON' } as const
    const found = await reportOf({ attached, nodes: ['gone'], takenOn: '2026-01-01' })
    expect(found?.state).to.equal('refused')
    expect(found?.why).to.equal(
      'n.json: not JSON; names node gone, which the snapshot does not have; taken 326 days ago, counted until 2026-04-03',
    )
  })

  it('takes of one day the worse of two answers', async () => {
    const fails = readKubeBench(
      kubeBench({ '4.1.1': 'FAIL' }, { version: 'cis-2.0', detected: '1.35' }),
    )
    const { results } = await stand([GOOD, { ...GOOD, id: 'kb-2', attached: fails }])
    expect(results.map(({ verdict, outside }) => [verdict, outside])).to.deep.equal([
      ['fail', 'kb-2'],
    ])
  })

  it('leaves out statements of other clusters', async () => {
    const { report, results } = await stand([{ ...GOOD, cluster: 'staging' }])
    expect([report, results]).to.deep.equal([[], []])
  })
})
