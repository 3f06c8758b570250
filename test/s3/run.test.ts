import { cpSync } from 'node:fs'
import { expect } from 'chai'
import { findBrowser } from '../../deploy/find-browser.mjs'
import type { RunEntry } from '../../src/model/log-entry.ts'
import { entriesOf } from '../peer/archived.ts'
import { ROOT } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { SLOT } from '../peer/slot.ts'
import { installOn } from './installation.ts'
import { download, keysBelow, versionCounts } from './objects.ts'
import { findStore, startRealStore } from './real-store.ts'
import type { RealStore } from './real-store.ts'

describeReal('exhibit run into a real S3 server', findStore(), (source) => {
  let real: RealStore
  const installations: Installation[] = []

  before(async function () {
    this.timeout(60_000)
    real = await startRealStore(source)
  })
  after(async () => {
    await real.stop()
    for (const installation of installations) installation.remove()
  })

  const installed = (bucket: 'plain' | 'locked', prefix: string) => {
    const installation = installOn({ ...real, bucket: real[bucket], prefix })
    installations.push(installation)
    return installation
  }
  const withKeys = async (bucket: 'plain' | 'locked', prefix: string) => {
    const installation = installed(bucket, prefix)
    expect((await installation.exhibit('init', 'keys')).code).to.equal(0)
    return installation
  }

  it('refuses to begin without a signing key, and leaves the bucket empty', async () => {
    const { code, stderr } = await installed('plain', 'no-key').exhibit('run', '--no-pdf')
    expect(code).to.equal(2)
    expect(lines(stderr)).to.deep.equal([
      'exhibit: no signing key is configured',
      "exhibit: hint: set signing.keyFile and signing.chainFile, or make local keys with 'exhibit init keys'",
    ])
    expect(await keysBelow(real.client, real.plain, 'no-key')).to.deep.equal([])
  })

  for (const bucket of ['plain', 'locked'] as const)
    describe(`(${bucket} bucket)`, () => {
      const prefix = 'whole/archive'
      let installation: Installation
      let entry: RunEntry

      before(async () => {
        installation = await withKeys(bucket, prefix)
        const { code, stderr } = await installation.exhibit('run', '--slot', SLOT, '--no-pdf')
        expect([code, stderr]).to.deep.include(0)
      })

      it('lists the committed run', async () => {
        const { stdout } = await installation.exhibit('archive', 'list', '-o', 'json')
        const { entries, uncommitted } = JSON.parse(stdout) as Listing
        expect(uncommitted).to.deep.equal([])
        expect(entries).to.have.length(1)
        entry = entries[0]!
        expect(entry).to.deep.include({ number: 0, slot: SLOT, trigger: 'scheduled', attempt: 1 })
        expect(entry.summary).to.deep.equal({ status: 'complete', clusters: 1, complete: 1 })
      })

      it('writes each object once', async () => {
        const counts = await versionCounts(real.client, real[bucket], prefix)
        expect([...counts.keys()]).to.include(`${prefix}/log/entries/00000000.json`)
        expect(new Set(counts.values())).to.deep.equal(new Set([1]))
      })

      it('gives an archive that verifies offline, however it was downloaded', async () => {
        await download(real.client, real[bucket], prefix, installation.path('copy'))
        const root = installation.path(ROOT)
        const whole = await installation.exhibit('verify', 'copy', '--trust', root)
        expect([whole.code, whole.stdout]).to.deep.include(0)
        const [recorded] = entriesOf(installation.path('copy'))
        expect(recorded).to.deep.equal(entry)
        cpSync(installation.path(`copy/runs/${entry.runId}`), installation.path('one'), {
          recursive: true,
        })
        const one = ['verify', 'one', '--trust', root]
        const alone = await installation.exhibit(...one)
        expect([alone.code, alone.stdout]).to.deep.include(3)
        const named = ['--entry', 'copy/log/entries/00000000.json']
        const together = await installation.exhibit(...one, ...named)
        expect([together.code, together.stdout]).to.deep.include(0)
      })

      it('does nothing when the slot has its run', async () => {
        const before = await keysBelow(real.client, real[bucket], prefix)
        const { code, stdout } = await installation.exhibit('run', '--slot', SLOT, '--no-pdf')
        expect([code, stdout]).to.deep.equal([
          0,
          `nothing to do: run ${entry.runId} (complete) answers for this slot\n`,
        ])
        expect(await keysBelow(real.client, real[bucket], prefix)).to.deep.equal(before)
      })

      it('compares two runs that it fetches', async () => {
        expect((await installation.exhibit('run', '--no-pdf')).code).to.equal(0)
        const { stdout } = await installation.exhibit('archive', 'list', '-o', 'json')
        const ids = (JSON.parse(stdout) as Listing).entries.map(({ runId }) => runId)
        expect(ids).to.have.length(2)
        const compared = await installation.exhibit('compare', ...ids, '--detailed-exitcode')
        expect([compared.code, compared.stderr]).to.deep.include(0)
      })

      it('adds a PDF later, where a browser is found', async function () {
        const browser = await findBrowser({ env: process.env })
        const add = ['report', '--run', entry.runId, '--add']
        const { code, stderr } = await installation.exhibit(...add)
        expect([code, stderr]).to.deep.include('reasons' in browser ? 3 : 0)
        const keys = await keysBelow(real.client, real[bucket], prefix)
        const pdfs = keys.filter((key) => /^reports\/.*\/report\.pdf$/.test(key))
        expect(pdfs).to.have.length('reasons' in browser ? 0 : 1)
        await download(real.client, real[bucket], prefix, installation.path('later'))
        const root = installation.path(ROOT)
        const { code: verified, stdout } = await installation.exhibit(
          'verify',
          'later',
          '--trust',
          root,
        )
        expect([verified, stdout]).to.deep.include(0)
      })
    })
})

type Listing = { readonly entries: readonly RunEntry[]; readonly uncommitted: readonly string[] }

/** What was said, without warnings. */
function lines(stderr: string): readonly string[] {
  return stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('exhibit: warning:'))
}
