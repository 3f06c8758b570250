import { expect } from 'chai'
import type { RunEntry } from '../../src/model/log-entry.ts'
import { archivedRun, entriesOf, filesBelow } from '../peer/archived.ts'
import { ROOT } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { SLOT } from '../peer/slot.ts'
import { findAssets } from './assets.ts'
import { startRealEstate } from './real-estate.ts'
import { itIsGivenAnotherCluster } from './run-another-cluster.ts'
import { itReadsADumpAsTheCluster } from './run-dump.ts'
import { itReadsWhatIsThere } from './run-population.ts'
import { itAnswersWhoReachesWhomNow } from './run-reach.ts'
import { itAsksOnlyWhatItSays } from './run-requests.ts'
import type { Scene } from './run-scene.ts'
import { itJudgesWhatWasSeeded } from './run-verdicts.ts'

describeReal('exhibit run over real clusters', findAssets(), (assets) => {
  let scene: Scene

  const exhibit = (...args: readonly string[]) => scene.estate.installation.exhibit(...args)
  const entry = (number: number) => entryOf(scene.archive, number)

  before(async function () {
    this.timeout(240_000)
    const estate = await startRealEstate(assets)
    const archive = estate.installation.path('archive')
    const first = await estate.installation.exhibit('run', '--slot', SLOT, '--no-pdf')
    if (first.code !== 0) throw new Error(`${first.stdout}${first.stderr}`)
    scene = { estate, archive, first, run: archivedRun(archive, entryOf(archive, 0)) }
  })

  after(async function () {
    this.timeout(30_000)
    await scene.estate.stop()
  })

  itReadsWhatIsThere(() => scene)
  itJudgesWhatWasSeeded(() => scene)
  itAsksOnlyWhatItSays(() => scene)
  itAnswersWhoReachesWhomNow(() => scene)

  it('verifies with its root, and names the signer without', async function () {
    this.timeout(60_000)
    const root = scene.estate.installation.path(ROOT)
    const trusted = await exhibit('verify', 'archive', '--trust', root)
    expect([trusted.code, trusted.stdout]).to.deep.include(0)
    const untrusted = await exhibit('verify', 'archive')
    expect(untrusted.code).to.equal(3)
    expect(untrusted.stdout).to.match(/^CONSISTENT; SIGNER NOT TRUSTED/)
    expect(untrusted.stdout).to.match(
      /^signer {5}CN=exhibit local signing key {2}SHA256:[0-9a-f]{64}$/m,
    )
  })

  it('does nothing when the slot has its run', async function () {
    this.timeout(60_000)
    const before = filesBelow(scene.archive)
    const again = await exhibit('run', '--slot', SLOT, '--no-pdf')
    expect([again.code, again.stdout]).to.deep.equal([
      0,
      `nothing to do: run ${entry(0).runId} (partial) answers for this slot; --retry makes a new attempt\n`,
    ])
    expect(filesBelow(scene.archive)).to.deep.equal(before)
  })

  it('makes attempt 2 on request, with the same roots for clusters that did not change', async function () {
    this.timeout(120_000)
    const retried = await exhibit('run', '--slot', SLOT, '--no-pdf', '--retry')
    expect([retried.code, retried.stderr]).to.deep.include(0)
    const second = entry(1)
    expect(second).to.deep.include({ slot: SLOT, attempt: 2, trigger: 'scheduled' })
    const other = archivedRun(scene.archive, second)
    for (const name of ['payments', 'office', 'office-restricted'])
      expect([name, other.snapshot(name).root]).to.deep.equal([name, scene.run.snapshot(name).root])
    const listed = await exhibit('archive', 'list', '-o', 'json')
    expect(JSON.parse(listed.stdout)).to.deep.include({ uncommitted: [] })
    const verified = await exhibit(
      'verify',
      'archive',
      '--trust',
      scene.estate.installation.path(ROOT),
    )
    expect(verified.code).to.equal(0)
  })

  itReadsADumpAsTheCluster(() => scene, assets)
  itIsGivenAnotherCluster(() => scene, assets)
})

function entryOf(archive: string, number: number): RunEntry {
  const found = entriesOf(archive)[number]
  if (found === undefined) throw new Error(`no entry ${number}`)
  return found
}
