import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { runsOfPeriod } from '../../src/commands/period/period-runs.ts'
import { reEvaluated } from '../../src/commands/period/re-evaluate.ts'
import { readPeriodRun, type RunReading } from '../../src/commands/period/run-reading.ts'
import { pinnedCatalogue } from '../../src/commands/stages/pinned-catalogue.ts'
import { readRunRecord } from '../../src/commands/stages/run-record.ts'
import { periodNamed } from '../../src/period/bounds.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'

const SLOT = '2026-11-23T02:00:00Z'

/** The only run of an installation, read from a copy of its folder without some of its files. */
async function readWithout(context: TestContext, ...files: readonly string[]): Promise<RunReading> {
  const archive = join(context.folder, 'archive')
  const store = directoryStore(archive)
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const period = periodNamed('2026-11', { timeZone: 'UTC', named: [] })
  const [run] = (await runsOfPeriod(store, entries, period)).runs
  if (run === undefined) throw new Error('nothing was committed')
  const folder = join(context.folder, 'copies', 'run')
  rmSync(folder, { recursive: true, force: true })
  cpSync(join(archive, 'runs', run.id), folder, { recursive: true })
  for (const file of files) rmSync(join(folder, file), { recursive: true })
  return readPeriodRun(run, folder)
}

describe('the reading of a run for its period', function () {
  this.timeout(60_000)
  let context = testContext()

  before(async () => {
    context = installed(testContext())
    expect((await context.exhibit('run', '--no-pdf', '--slot', SLOT)).code).to.equal(0)
  })

  it('tells no gap of a run that this version can read', async () => {
    expect((await readWithout(context)).gaps).to.deep.equal([])
  })

  it('knows by which cluster the results are', async () => {
    const [cluster] = (await readWithout(context)).clusters
    const uids = cluster?.controls.map(({ observation }) => observation.basis.uid)
    expect([...new Set(uids)]).to.deep.equal(['uid-of-kube-system'])
  })

  it('tells a catalogue that cannot be read as a gap, and keeps the results', async () => {
    const reading = await readWithout(context, 'inputs/catalogue')
    expect(reading.gaps.join()).to.include('cannot read the catalogue pinned in it')
    expect(reading.clusters[0]?.controls).to.not.deep.equal([])
  })

  it('tells a record of a snapshot that cannot be read as a gap, and keeps the results', async () => {
    const reading = await readWithout(context, 'clusters/prod/snapshot.json')
    expect(reading.gaps.join()).to.include(`the record of cluster prod in ${reading.run.id}`)
    expect(reading.run.clusters.map(({ time }) => time)).to.deep.equal([undefined])
    expect(reading.clusters[0]?.controls).to.not.deep.equal([])
  })

  it('evaluates again what the run answered, or says why not', async () => {
    const catalogueOf = ({ folder }: RunReading) => pinnedCatalogue(folder, readRunRecord(folder))
    const again = async (reading: RunReading) => {
      const [cluster] = reading.clusters
      if (cluster === undefined) throw new Error('the cluster was not read')
      return reEvaluated({ reading, cluster }, catalogueOf(reading), context)
    }
    const whole = await readWithout(context)
    expect(await again(whole)).to.deep.equal({ differences: [], gaps: [] })
    const { organisation, ...silent } = whole
    expect(organisation).to.not.equal(undefined)
    expect((await again(silent)).gaps.join()).to.include('is not evaluated again')
    const stricter = catalogueOf(whole)
    const frameworks = stricter.frameworks.filter(({ id }) => id !== 'exhibit-segmentation')
    const [cluster] = whole.clusters
    if (cluster === undefined) throw new Error('the cluster was not read')
    const read = { reading: whole, cluster }
    const { differences } = await reEvaluated(read, { ...stricter, frameworks }, context)
    expect(differences.map(({ difference }) => difference.state)).to.deep.equal(
      Array(3).fill('absent'),
    )
    const old = await readWithout(context, 'clusters/prod/earlier.json')
    expect((await again(old)).gaps).to.deep.equal([])
  })
})
