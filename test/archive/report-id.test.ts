import { expect } from 'chai'
import { isReportId } from '../../src/archive/run-id.ts'
import { reportIdOf, type ReportBasis } from '../../src/archive/report-id.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { verifyRun } from '../../src/archive/verify/verify-run.ts'
import { digestOf } from '../../src/core/digest.ts'
import type { ManifestRun } from '../../src/model/manifest.ts'
import { commitRun, NOW, slotAt, trust } from './evidence.ts'
import { memoryStore } from './memory-store.ts'

const BASIS: ReportBasis = {
  runs: [
    {
      id: '20261123T020000Z-0a1b2c3d',
      sumsDigest: digestOf('sums'),
      manifestDigest: digestOf('manifest'),
    },
  ],
  catalogue: digestOf('catalogue'),
  inputs: { 'inputs/scope.yaml': digestOf('scope') },
  tool: { name: 'exhibit', version: '0.1.0' },
  options: { attempt: 1 },
}

describe('reportIdOf', () => {
  it('names what the report is about, and follows from everything that decides it', () => {
    const id = reportIdOf('2026-Q4', BASIS)
    expect(id).to.match(/^2026-Q4-[0-9a-f]{8}$/)
    expect(isReportId(id)).to.equal(true)
    expect(reportIdOf('2026-Q4', { ...BASIS })).to.equal(id)
    const others: readonly Partial<ReportBasis>[] = [
      { runs: [] },
      { catalogue: digestOf('another') },
      { inputs: {} },
      { tool: { name: 'exhibit', version: '0.1.0', revision: 'a' } },
      { options: { attempt: 2 } },
    ]
    const ids = others.map((other) => reportIdOf('2026-Q4', { ...BASIS, ...other }))
    expect(new Set([id, ...ids]).size).to.equal(6)
  })

  it('is a report id for a run that is rendered again', () => {
    expect(isReportId(reportIdOf('20261123T020000Z-0a1b2c3d', BASIS))).to.equal(true)
  })
})

describe('verification of the runs that a report names', function () {
  this.timeout(60_000)

  const REPORT = { kind: 'report', id: '2026-Q4-0a1b2c3d', trigger: 'ad-hoc' } as const

  async function committed(store: ReturnType<typeof memoryStore>): Promise<ManifestRun> {
    const outcome = await commitRun(store, { slot: slotAt(0) })
    if (outcome.kind !== 'committed') throw new Error('not committed')
    const { runId: id, sumsDigest, manifestDigest } = outcome.entry
    return { id, sumsDigest, manifestDigest }
  }

  async function outcomesWith(
    change: (run: ManifestRun) => ManifestRun,
  ): Promise<readonly string[]> {
    const store = memoryStore()
    const run = await committed(store)
    await commitRun(store, { ...REPORT, runs: [change(run)] })
    const answers = [
      await verifyArchive(store, trust, NOW),
      await verifyRun(store, REPORT.id, trust, NOW),
    ]
    return answers.map(({ outcome, checks }) => {
      const wrong = checks.find((check) => check.outcome === 'invalid')
      return wrong === undefined ? outcome : `${outcome}: ${wrong.reason}`
    })
  }

  it('finds them valid when they are the committed ones', async () => {
    expect(await outcomesWith((run) => run)).to.deep.equal(['valid', 'valid'])
  })

  it('finds a digest that is not the committed one', async () => {
    for (const field of ['sumsDigest', 'manifestDigest'] as const)
      for (const outcome of await outcomesWith((run) => ({ ...run, [field]: digestOf('x') })))
        expect(outcome).to.match(/^invalid: run .* is not the one that it was made from$/)
  })

  it('finds a run that was never committed', async () => {
    const unknown = '20260101T000000Z-00000000'
    for (const outcome of await outcomesWith((run) => ({ ...run, id: unknown })))
      expect(outcome).to.match(/^invalid: it names run 20260101T000000Z-00000000, which no entry/)
  })

  it('does not seal a report without runs, nor a run with some', async () => {
    for (const choice of [REPORT, { runs: BASIS.runs }]) {
      const error: unknown = await commitRun(memoryStore(), choice).catch((fault: unknown) => fault)
      expect(String(error)).to.include('a report names the runs that it was made from')
    }
  })
})
