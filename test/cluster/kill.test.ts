import { randomInt } from 'node:crypto'
import { existsSync, globSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { systemClock } from '../../src/core/clock.ts'
import { entriesOf } from '../peer/archived.ts'
import type { Exhibit } from '../peer/exhibit.ts'
import { ROOT, install } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { SLOT } from '../peer/slot.ts'
import { findAssets } from './assets.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { configurationText } from './real-estate.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'
import { FLOWS, SCOPE } from './organisation.ts'
import { seedOffice } from './seed.ts'

/** Files by whose appearance a run is known to have come to a point: each kill of a row falls into one slot. */
const POINTS: readonly (readonly string[])[] = [
  ['state/exhibit/**', 'tmp/exhibit-run-*/state/open.json', 'tmp/exhibit-run-*/run/inputs/*'],
  ['tmp/exhibit-run-*/run/clusters/office', 'tmp/exhibit-run-*/run/clusters/*/snapshot.json'],
  ['tmp/exhibit-run-*/run/report.html', 'tmp/exhibit-run-*/print/print.json'],
  ['tmp/exhibit-seal-*/report.html.p7s', 'tmp/exhibit-seal-*/SHA256SUMS.p7s'],
  ['archive/.incoming', 'archive/archive.json', 'archive/.incoming/*'],
  ['archive/runs/*', 'archive/runs/*/clusters/*/*', 'archive/runs/*/report.html'],
  ['archive/runs/*/manifest.json', 'archive/runs/*/SHA256SUMS', 'archive/runs/*/SHA256SUMS.p7s'],
  ['archive/log/entries', 'archive/log/entries/*.json'],
]

/** Kills at parts of the time that a whole run takes, drawn anew for each run of the tests. */
const RANDOM_ROWS = 3
const KILLS_IN_A_ROW = 3

describeReal('exhibit run, killed at any point', findAssets(), (assets) => {
  let server: RealServer
  const installations: Installation[] = []
  let deaths = 0
  let orphans = 0

  before(async function () {
    this.timeout(120_000)
    server = await startRealServer({ name: 'office', assets })
    await seedOffice(server)
  })
  after(async () => {
    await server.stop()
    for (const installation of installations) installation.remove()
  })

  const fresh = () => {
    const installation = install({
      'exhibit.yaml': configurationText('{ directory: archive, origin: Example Payments }'),
      'estate.yaml': 'clusters: [{ name: office, kubeconfig: office.kubeconfig }]\n',
      'scope.yaml': SCOPE,
      'flows.yaml': FLOWS,
      'office.kubeconfig': kubeconfigText([server.context('reader')]),
    })
    installations.push(installation)
    return installation
  }

  for (const row of POINTS)
    it(`commits its slot once after dying at ${row.join(', ')}`, async () => {
      const installation = fresh()
      for (const pattern of row) {
        const before = new Set(found(installation, pattern))
        const run = installation.start('run', '--slot', SLOT, '--no-pdf')
        await until(
          () => run.ended() || found(installation, pattern).some((one) => !before.has(one)),
        )
        deaths += await killed(run)
        await expectIntact(installation)
      }
      orphans += await expectCommittedOnce(installation)
    })

  it('commits its slot once after dying at moments that nobody chose', async function () {
    this.timeout(240_000)
    const whole = fresh()
    const start = performance.now()
    await whole.exhibit('run', '--slot', SLOT, '--no-pdf')
    const wholeMs = performance.now() - start
    for (let row = 0; row < RANDOM_ROWS; row++) {
      const installation = fresh()
      const moments = Array.from({ length: KILLS_IN_A_ROW }, () => randomInt(Math.ceil(wholeMs)))
      for (const milliseconds of moments) {
        const run = installation.start('run', '--slot', SLOT, '--no-pdf')
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
        deaths += await killed(run)
        await expectIntact(installation, `killed after ${moments.join(', ')} ms`)
      }
      orphans += await expectCommittedOnce(installation, `killed after ${moments.join(', ')} ms`)
    }
  })

  it('did die on the way, at times with a folder that no entry records', () => {
    expect(deaths).to.be.at.least(20)
    expect(orphans).to.be.at.least(4)
  })
})

/** What a pattern meets in an installation, sorted. */
function found({ folder }: Installation, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: folder }).sort()
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** 1 when it died of it, 0 when it had ended before. */
async function killed(run: Exhibit): Promise<number> {
  run.kill()
  const { code, stderr } = await run.end
  if (code === undefined) return 1
  expect([code, stderr]).to.deep.include(0)
  return 0
}

/** What a killed run left behind is valid as far as it goes: before archive.json there is no archive. */
async function expectIntact(installation: Installation, how = ''): Promise<void> {
  const archive = installation.path('archive')
  if (!existsSync(join(archive, 'archive.json'))) return
  const store = directoryStore(archive)
  const { outcome, checks } = await verifyArchive(store, { kind: 'none' }, systemClock.now())
  expect([outcome, checks.filter((check) => check.outcome === 'invalid')], how).to.deep.equal([
    entriesOf(archive).length === 0 ? outcome : 'undecided',
    [],
  ])
}

/** Runs once more, to the end, and looks at what is there; gives the number of folders that no entry records. */
async function expectCommittedOnce(installation: Installation, how = ''): Promise<number> {
  const { path, exhibit } = installation
  const last = await exhibit('run', '--slot', SLOT, '--no-pdf')
  expect([last.code, last.stderr], how).to.deep.include(0)
  const entries = entriesOf(path('archive'))
  expect(
    entries.map(({ slot, attempt }) => [slot, attempt]),
    how,
  ).to.deep.equal([[SLOT, 1]])
  const orphans = readdirSync(path('archive/runs'))
    .filter((name) => name !== entries[0]?.runId)
    .map((name) => `runs/${name}/`)
    .sort()
  const listed = await exhibit('archive', 'list', '-o', 'json')
  expect(JSON.parse(listed.stdout), how).to.deep.include({ uncommitted: orphans })
  const verified = await exhibit('verify', 'archive', '--trust', path(ROOT))
  expect([verified.code, verified.stdout], how).to.deep.include(0)
  for (const orphan of orphans) expect(verified.stdout).to.include(`${orphan}: uncommitted`)
  const again = await exhibit('run', '--slot', SLOT, '--no-pdf')
  expect([again.code, again.stdout.slice(0, 13)], how).to.deep.equal([0, 'nothing to do'])
  return orphans.length
}
