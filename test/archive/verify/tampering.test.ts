import { expect } from 'chai'
import { verifyArchive } from '../../../src/archive/verify/verify-archive.ts'
import { verifyRun } from '../../../src/archive/verify/verify-run.ts'
import { localSigner, rooted } from '../../sign/signers.ts'
import { draftFor, slotAt, trust } from '../evidence.ts'
import { memoryStore, type MemoryStore } from '../memory-store.ts'
import { archiveOf, copyOf, expectInvalid } from './archive-of.ts'

const AT = slotAt(3)
const check = (store: MemoryStore) => verifyArchive(store, trust, AT)

describe('verification of an altered archive', function () {
  this.timeout(120_000)
  let original: MemoryStore
  let ids: readonly string[]
  before(async () => {
    const made = await archiveOf(3)
    original = made.store
    ids = made.ids
  })

  const run = (week: number, file = '') => `runs/${ids[week] ?? ''}/${file}`
  const entry = (number: number) => `log/entries/0000000${number}.json`

  const checkRun = (store: MemoryStore, week: number) =>
    verifyRun(store, ids[week] ?? '', trust, AT)

  it('starts from one that is valid', async () => {
    expect((await check(original)).outcome).equal('valid')
  })

  const ofNewest = [
    'manifest.json',
    'SHA256SUMS',
    'SHA256SUMS.p7s',
    'report.html.p7s',
    'report.html',
    'report.json',
    'inputs/scope.yaml',
    'clusters/prod/snapshot.json',
    'clusters/prod/objects.ndjson.gz',
  ]
  const places: readonly (readonly [string, (file: string) => string])[] = [
    ...ofNewest.map((file) => [file, (name: string) => run(2, name)] as const),
    ['report.pdf', (name) => run(0, name)],
    ['the newest log entry', () => entry(2)],
    ['the first log entry', () => entry(0)],
    ['archive.json', (name) => name],
  ]
  for (const [file, pathOf] of places) {
    it(`names ${file} when it is cut, lengthened or gone`, async () => {
      const path = pathOf(file)
      const bytes = original.objects.get(path)!
      const store = copyOf(original)
      for (const length of [0, 1, bytes.length >> 1, bytes.length - 1]) {
        store.objects.set(path, bytes.subarray(0, length))
        expectInvalid(await check(store), path)
      }
      for (const more of ['\n', '\0', 'x']) {
        store.objects.set(path, Buffer.concat([bytes, Buffer.from(more)]))
        expectInvalid(await check(store), path)
      }
      store.objects.delete(path)
      if (path !== entry(2)) expectInvalid(await check(store), path)
    })
  }

  for (const file of ofNewest) {
    it(`names ${file} when it comes from another run`, async () => {
      const store = copyOf(original)
      store.objects.set(run(2, file), original.objects.get(run(1, file))!)
      expectInvalid(await check(store), run(2, file))
    })
  }

  it('finds two reports that changed places, signatures included', async () => {
    const store = copyOf(original)
    for (const file of ['report.html', 'report.html.p7s']) {
      store.objects.set(run(0, file), original.objects.get(run(1, file))!)
      store.objects.set(run(1, file), original.objects.get(run(0, file))!)
    }
    expectInvalid(await check(store), run(0, 'report.html'))
    expectInvalid(await check(store), run(1, 'report.html'))
  })

  const moved = (from: number, to: number) => {
    const store = withoutRun(original, run(to))
    for (const [path, bytes] of original.objects) {
      if (path.startsWith(run(from)))
        store.objects.set(run(to) + path.slice(run(from).length), bytes)
    }
    return store
  }

  it('finds a whole older run in the place of a newer one', async () => {
    expectInvalid(await check(moved(0, 2)), run(2, 'manifest.json'))
  })

  it('finds a deleted run, whether first or in the middle', async () => {
    for (const week of [0, 1]) {
      const onlyFolder = withoutRun(original, run(week))
      expectInvalid(await check(onlyFolder), run(week))
      expectInvalid(await check(onlyFolder), entry(week))
      onlyFolder.objects.delete(entry(week))
      expectInvalid(await check(onlyFolder), entry(week))
    }
  })

  it('finds a deleted run in a log that was numbered anew', async () => {
    const store = withoutRun(original, run(1))
    const text = String(store.objects.get(entry(2)))
    const first = JSON.parse(String(store.objects.get(entry(1)))) as { previousEntry: string }
    const renumbered = text
      .replace('"number":2', '"number":1')
      .replace(/"previousEntry":"[^"]*"/, `"previousEntry":"${first.previousEntry}"`)
    store.objects.set(entry(1), Buffer.from(renumbered))
    store.objects.delete(entry(2))
    expectInvalid(await check(store), run(2))
  })

  it('says that a deleted last run would not be seen, and notes what is left of it', async () => {
    const store = copyOf(original)
    store.objects.delete(entry(2))
    const verification = await check(store)
    expect(verification.outcome).equal('valid')
    const noted = verification.checks.filter(({ outcome }) => outcome === 'noted')
    expect(noted.map(({ path }) => path)).deep.equal([run(2), 'log/entries/'])
    expect(noted[0]?.reason).match(/^uncommitted/)
    expect(noted[1]?.reason).match(/removal of the latest would not be detected/)
    expect((await checkRun(store, 2)).outcome).equal('undecided')
  })

  it('finds files that nobody listed', async () => {
    for (const path of [
      run(1, 'extra'),
      run(1, 'inputs/Scope.yaml'),
      run(1, 'a\nb'),
      run(1, 'report.html/..'),
    ]) {
      const store = copyOf(original)
      store.objects.set(path, Buffer.from('x'))
      expectInvalid(await check(store), path)
    }
  })

  it('says what is missing where nothing was committed yet', async () => {
    const store = copyOf(original)
    for (const path of store.objects.keys()) {
      if (path.startsWith('log/')) store.objects.delete(path)
    }
    for (const each of [store, await begun()]) {
      const { outcome, checks } = await check(each)
      expect(outcome).equal('undecided')
      const undecided = checks.filter((one) => one.outcome === 'undecided')
      expect(undecided).deep.equal([
        { path: 'log/entries/', outcome: 'undecided', reason: 'no run is committed yet' },
      ])
    }
  })

  /** An archive that has its archive.json and nothing else. */
  async function begun(): Promise<MemoryStore> {
    const store = memoryStore()
    await draftFor(store)
    return store
  }

  it('leaves undecided what no version of it knows', async () => {
    for (const [path, stranger] of [
      ['log/checkpoints/00000003', 'log/checkpoints/'],
      ['runs/loose', 'runs/loose'],
      ['runs/evil/x', 'runs/evil/'],
      ['runs/20261399T020000Z-0123abcd/x', 'runs/20261399T020000Z-0123abcd/'],
      ['reports/20261123T020000Z-0123abcd/x', 'reports/20261123T020000Z-0123abcd/'],
      ['other/file', 'other/'],
    ] as const) {
      const store = copyOf(original)
      store.objects.set(path, Buffer.from('x'))
      const { outcome, checks } = await check(store)
      expect(outcome, path).equal('undecided')
      const about = checks.filter((one) => one.path === stranger)
      expect(about.map(({ reason }) => reason)).deep.equal([
        'it is nothing that this version knows',
      ])
    }
  })

  it('does not say that nothing is committed where an entry cannot be read', async () => {
    const store = copyOf(original)
    for (const number of [1, 2]) store.objects.delete(entry(number))
    store.objects.set(entry(0), Buffer.of())
    const { outcome, checks } = await check(store)
    expect(outcome).equal('invalid')
    const reasons = checks.map(({ reason }) => reason).join('\n')
    expect(reasons).not.match(/no run is committed yet|its writer was stopped/)
    expect(reasons).match(/^uncommitted, as far as the log can be read$/m)
  })

  it('finds strangers among the log entries', async () => {
    for (const name of ['7.json', '00000003.json.p7s', 'x']) {
      const store = copyOf(original)
      store.objects.set(`log/entries/${name}`, original.objects.get(entry(2))!)
      expectInvalid(await check(store), `log/entries/${name}`)
    }
  })

  it('finds a run that is committed twice', async () => {
    const store = copyOf(original)
    const again = String(store.objects.get(entry(2))).replace('"number":2', '"number":3')
    store.objects.set(entry(3), Buffer.from(again))
    expectInvalid(await check(store), entry(3))
  })

  it('finds a run moved in from another archive of the same signer', async () => {
    const other = await archiveOf(1)
    const store = memoryStore(other.store.objects)
    store.objects.set('archive.json', original.objects.get('archive.json')!)
    expectInvalid(await check(store), 'archive.json')
  })

  it('refuses an archive that was signed anew with another key', async () => {
    const stranger = localSigner('Evidence signing')
    const { store } = await archiveOf(2, {}, stranger.signer)
    const verification = await check(store)
    expect(verification.outcome).equal('invalid')
    expect(verification.signers).length(1)
    expect((await verifyArchive(store, rooted(stranger.root), AT)).outcome).equal('valid')
  })

  it('calls nothing valid without trust, and names the signer', async () => {
    const stranger = localSigner('Evidence signing')
    for (const { store } of [await archiveOf(1), await archiveOf(1, {}, stranger.signer)]) {
      const verification = await verifyArchive(store, { kind: 'none' }, AT)
      expect(verification.outcome).equal('undecided')
      const said = verification.checks.map(({ reason }) => reason).join('\n')
      expect(said).match(/consistent; signer not trusted \(CN=.*, SHA256:[0-9a-f]{64}\)/)
      expect(verification.signers.map(({ fingerprint }) => fingerprint)).length(1)
    }
  })

  it('finds an altered byte without any trust', async () => {
    const store = copyOf(original)
    store.objects.set(run(1, 'report.json'), Buffer.from('{}'))
    expectInvalid(await verifyArchive(store, { kind: 'none' }, AT), run(1, 'report.json'))
  })

  it('accepts trust in the one signer by its fingerprint, and no other', async () => {
    const [signer] = (await check(original)).signers
    const fingerprint = signer?.fingerprint ?? ''
    const trusted = { kind: 'signer', fingerprint } as const
    expect((await verifyArchive(original, trusted, AT)).outcome).equal('valid')
    const other = {
      kind: 'signer',
      fingerprint: fingerprint.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
    } as const
    expect((await verifyArchive(original, other, AT)).outcome).equal('invalid')
  })

  it('cannot decide once the certificate has run out', async () => {
    expect((await verifyArchive(original, trust, '2046-01-01T00:00:00Z')).outcome).equal(
      'undecided',
    )
  })
})

function withoutRun(store: MemoryStore, folder: string): MemoryStore {
  return memoryStore(new Map([...store.objects].filter(([path]) => !path.startsWith(folder))))
}
