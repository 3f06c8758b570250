import { cpSync } from 'node:fs'
import { expect } from 'chai'
import type { RunEntry } from '../../src/model/log-entry.ts'
import type { ExhibitEnd } from '../peer/exhibit.ts'
import { ROOT } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { SLOT } from '../peer/slot.ts'
import { installOn } from './installation.ts'
import { download } from './objects.ts'
import { findStore, startRealStore } from './real-store.ts'
import type { RealStore } from './real-store.ts'

/** Rounds of two whole runs at once: how they meet is left to chance. */
const ROUNDS = 3

describeReal('two runs into one bucket at once', findStore(), (source) => {
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

  const withKeys = async (prefix: string) => {
    const installation = installOn({ ...real, bucket: real.locked, prefix })
    installations.push(installation)
    expect((await installation.exhibit('init', 'keys')).code).to.equal(0)
    return installation
  }
  const committed = async (installation: Installation, prefix: string) => {
    const { stdout } = await installation.exhibit('archive', 'list', '-o', 'json')
    await download(real.client, real.locked, prefix, installation.path('copy'))
    const root = installation.path(ROOT)
    const verified = await installation.exhibit('verify', 'copy', '--trust', root)
    expect([verified.code, verified.stdout]).to.deep.include(0)
    return (JSON.parse(stdout) as { readonly entries: readonly RunEntry[] }).entries
  }

  it('let one commit the slot, and tell the other who did', async () => {
    const installation = await withKeys('staged')
    const stage = (name: string, work: string) =>
      installation.exhibit('run', '--stage', name, '--work', work, '--slot', SLOT, '--no-pdf')
    for (const name of ['open', 'collect', 'render'])
      for (const work of ['one', 'other']) expect((await stage(name, work)).code).to.equal(0)
    const ends = await Promise.all(['one', 'other'].map((work) => stage('seal', work)))
    expect(ends.map(({ code }) => code).sort()).to.deep.equal([0, 5])
    const entries = await committed(installation, 'staged')
    expect(entries.map(({ slot }) => slot)).to.deep.equal([SLOT])
    expect(faults(ends)).to.deep.equal([
      `exhibit: run ${entries[0]?.runId} took this slot meanwhile`,
      'exhibit: hint: nothing was committed by this run; the other one answers for the slot',
    ])
  })

  for (let round = 1; round <= ROUNDS; round++)
    it(`commit the slot once, however they meet (round ${round})`, async () => {
      const prefix = `met/${round}`
      const one = await withKeys(prefix)
      const other = installOn({ ...real, bucket: real.locked, prefix })
      installations.push(other)
      cpSync(one.path('state'), other.path('state'), { recursive: true })
      const run = ['run', '--slot', SLOT, '--no-pdf']
      const ends = await Promise.all([one, other].map(({ exhibit }) => exhibit(...run)))
      const entries = await committed(one, prefix)
      expect(entries.map(({ slot, attempt }) => [slot, attempt])).to.deep.equal([[SLOT, 1]])
      for (const { code, stdout, stderr } of ends)
        expect([code, stdout, stderr]).to.satisfy(() => code === 0 || code === 5)
      expect(ends.filter(({ stdout }) => stdout.includes('archived   runs/'))).to.have.length(1)
      const [winner] = entries
      const loser = ends.find(({ stdout }) => !stdout.includes('archived   runs/'))
      expect(`${loser?.stdout}${loser?.stderr}`).to.include(winner?.runId)
    })

  it('both are kept when they answer for no slot', async () => {
    const installation = await withKeys('ad-hoc')
    const ends = await Promise.all([1, 2].map(() => installation.exhibit('run', '--no-pdf')))
    expect(ends.map(({ code, stderr }) => [code, stderr.includes('bug')])).to.deep.equal([
      [0, false],
      [0, false],
    ])
    const entries = await committed(installation, 'ad-hoc')
    expect(entries.map(({ number, trigger }) => [number, trigger])).to.deep.equal([
      [0, 'ad-hoc'],
      [1, 'ad-hoc'],
    ])
  })

  it('leave the bucket valid when they are killed, and the slot is committed once', async function () {
    this.timeout(240_000)
    const installation = await withKeys('killed')
    const start = performance.now()
    expect((await installation.exhibit('run', '--dry-run', '--no-pdf')).code).to.equal(0)
    const dryMs = performance.now() - start
    let deaths = 0
    for (let part = 0; part < 6; part++) {
      const run = installation.start('run', '--slot', SLOT, '--no-pdf')
      await new Promise((resolve) => setTimeout(resolve, dryMs * (0.6 + part * 0.15)))
      run.kill()
      if ((await run.end).code === undefined) deaths += 1
    }
    expect(deaths).to.be.at.least(2)
    const last = await installation.exhibit('run', '--slot', SLOT, '--no-pdf')
    expect([last.code, last.stderr]).to.deep.include(0)
    const entries = await committed(installation, 'killed')
    expect(entries.map(({ slot, attempt }) => [slot, attempt])).to.deep.equal([[SLOT, 1]])
  })
})

/** The lines that tell what failed, without warnings and progress. */
function faults(ends: readonly ExhibitEnd[]): readonly string[] {
  const losers = ends.filter(({ code }) => code !== 0)
  return losers
    .flatMap(({ stderr }) => stderr.trim().split('\n'))
    .filter((line) => !line.startsWith('exhibit: warning:'))
}
