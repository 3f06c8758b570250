import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Fault } from '../../src/core/fault.ts'
import { commit, type CommitOutcome } from '../../src/archive/commit.ts'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { entryPath } from '../../src/archive/layout.ts'
import { readEntries } from '../../src/archive/log.ts'
import type { SealedRun } from '../../src/archive/seal.ts'
import { slotState } from '../../src/archive/slots.ts'
import type { Store } from '../../src/archive/store.ts'
import { uncommitted } from '../../src/archive/uncommitted.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { dyingStore } from './dying-store.ts'
import { clusterOf, commitRun, draftFor, sealedFor, slotAt, trust } from './evidence.ts'
import { failingFiles } from './failing-files.ts'
import { startFakeS3 } from './fake-s3.ts'
import { inMemory, memoryStore, type MemoryStore } from './memory-store.ts'
import { storeOn } from './s3-on-fake.ts'
import { collected, faultOf } from './store-contract.ts'
import { temporaryFolder } from './temporary-folder.ts'

const newStore = async () => directoryStore(join(await temporaryFolder(), 'archive'))

async function expectValid(store: Store): Promise<void> {
  const verification = await verifyArchive(store, trust, slotAt(9))
  const wrong = verification.checks.filter(({ outcome }) => !['valid', 'noted'].includes(outcome))
  expect(wrong).deep.equal([])
  expect(verification.outcome).equal('valid')
}

const runsOf = async (store: Store) => (await readEntries(store)).map(({ entry }) => entry.runId)

describe('commit', function () {
  this.timeout(60_000)

  it('makes a run exist: folder, seal and entry, all of it valid', async () => {
    const store = await newStore()
    const outcome = await commitRun(store, { slot: slotAt(0) })
    expect(outcome.kind).equal('committed')
    await expectValid(store)
  })

  it('continues the log', async () => {
    const store = memoryStore()
    for (let week = 0; week < 3; week += 1) {
      await commitRun(store, { slot: slotAt(week), startedAt: slotAt(week) })
    }
    const entries = await readEntries(store)
    expect(entries.map(({ entry }) => entry.number)).deep.equal([0, 1, 2])
    expect(entries.map(({ entry }) => entry.previousEntry)).deep.equal([
      undefined,
      entries[0]?.digest,
      entries[1]?.digest,
    ])
    await expectValid(store)
  })

  it('stores reports beside runs', async () => {
    const store = memoryStore()
    const run = await commitRun(store, { slot: slotAt(0) })
    if (run.kind !== 'committed') throw new Error('the run was not committed')
    const { runId: id, sumsDigest, manifestDigest } = run.entry
    const runs = [{ id, sumsDigest, manifestDigest }]
    await commitRun(store, { kind: 'report', id: '2026-Q4-0a1b2c3d', trigger: 'ad-hoc', runs })
    const folders = (await collected(store.names(''))).map(({ name }) => name)
    expect(folders).deep.equal(['archive.json', 'log/', 'reports/', 'runs/'])
    await expectValid(store)
  })

  for (const [name, make] of [
    ['a directory', newStore],
    ['memory', () => Promise.resolve(memoryStore())],
  ] as const) {
    it(`lets exactly one of many runs of a slot win in ${name}, and says who`, async () => {
      const store = await make()
      await draftFor(store)
      const sealed: SealedRun[] = []
      for (let run = 0; run < 4; run += 1) sealed.push(await sealedFor(store, { slot: slotAt(0) }))
      const outcomes = await Promise.all(sealed.map((run) => commit(store, run)))
      await expectOneWinner(store, outcomes)
    })
  }

  it('lets exactly one of two runs of a slot win in a bucket', async () => {
    const fake = await startFakeS3()
    const store = await storeOn(fake)
    const sealed = [
      await sealedFor(store, { slot: slotAt(0) }),
      await sealedFor(store, { slot: slotAt(0) }),
    ]
    const outcomes = await Promise.all(sealed.map((run) => commit(store, run)))
    await expectOneWinner(store, outcomes)
    await fake.close()
  })

  it('writes only a new entry when another run took the number', async () => {
    const store = memoryStore()
    const one = await sealedFor(store, { slot: slotAt(0) })
    const other = await sealedFor(store, { slot: slotAt(1), startedAt: slotAt(1) })
    const outcomes = await Promise.all([commit(store, one), commit(store, other)])
    expect(outcomes.map(({ kind }) => kind)).deep.equal(['committed', 'committed'])
    expect([...(await runsOf(store))].sort()).deep.equal(
      [one, other].map(({ facts }) => facts.manifest.id).sort(),
    )
    await expectValid(store)
  })

  it('commits ad-hoc runs however many there are', async () => {
    const store = memoryStore()
    for (let run = 0; run < 2; run += 1) await commitRun(store, { trigger: 'ad-hoc' })
    expect(await runsOf(store)).length(2)
    await expectValid(store)
  })

  it('takes a numbered attempt after a partial run, and none after a complete one', async () => {
    const store = memoryStore()
    const slot = slotAt(0)
    const partial = [clusterOf({ status: 'unreachable', reasons: ['timeout'] })]
    await commitRun(store, { slot, clusters: partial })
    expect((await commitRun(store, { slot, clusters: partial })).kind).equal('lost')
    expect((await commitRun(store, { slot, attempt: 2 })).kind).equal('committed')
    expect((await commitRun(store, { slot, attempt: 3 })).kind).equal('lost')
    const entries = (await readEntries(store)).map(({ entry }) => entry)
    expect(slotState(entries, slot)).deep.include({ kind: 'complete', result: entries[1] })
    await expectValid(store)
  })

  it('says the same again when it is asked to commit the same run twice', async () => {
    const store = memoryStore()
    const sealed = await sealedFor(store, { slot: slotAt(0) })
    const [once, twice] = [await commit(store, sealed), await commit(store, sealed)]
    expect(twice).deep.equal(once)
    expect(await runsOf(store)).length(1)
  })

  it('writes nothing behind a log that is not the one the run began with', async () => {
    const store = memoryStore()
    await commitRun(store, { slot: slotAt(0) })
    const sealed = await sealedFor(store, { slot: slotAt(1), startedAt: slotAt(1) })
    const before = store.objects.size
    store.objects.delete(entryPath(0))
    const fault = await faultOf(() => commit(store, sealed))
    expect(fault.code).equal('VERIFICATION_FAILED')
    expect(fault.message).match(/00000000\.json is not what it was/)
    expect(store.objects.size).equal(before - 1)
  })

  it('does not commit what the store gives back altered', async () => {
    const store = memoryStore()
    const sealed = await sealedFor(store, { slot: slotAt(0) })
    const lying: Store = {
      ...store,
      putIfAbsent: async (path, body, mediaType) => {
        const outcome = await store.putIfAbsent(path, body, mediaType)
        if (path.endsWith('report.json')) store.objects.set(path, Buffer.from('{}'))
        return outcome
      },
    }
    const fault = await faultOf(() => commit(lying, sealed))
    expect(fault.code).equal('ARCHIVE_REFUSED')
    expect(fault.message).match(/report\.json .* is not what was written/)
    expect(await runsOf(store)).deep.equal([])
  })

  it('leaves a valid archive when the disk is full, and says so', async () => {
    const store = memoryStore()
    await commitRun(store, { slot: slotAt(0) })
    const sealed = await sealedFor(store, { slot: slotAt(1), startedAt: slotAt(1) })
    let room = 3
    const full: Store = {
      ...store,
      putIfAbsent: (path, body, mediaType) =>
        (room -= 1) < 0
          ? Promise.reject(new Fault('ARCHIVE_REFUSED', `archive ${path}: the disk is full`))
          : store.putIfAbsent(path, body, mediaType),
    }
    expect((await faultOf(() => commit(full, sealed))).message).match(/disk is full/)
    expect(await runsOf(store)).length(1)
    await expectValid(store)
  })
})

async function expectOneWinner(store: Store, outcomes: readonly CommitOutcome[]): Promise<void> {
  const won = outcomes.filter((outcome) => outcome.kind === 'committed')
  expect(won).length(1)
  for (const outcome of outcomes) {
    if (outcome.kind === 'lost') expect(outcome.to).deep.equal(won[0]?.entry)
  }
  expect(await runsOf(store)).deep.equal([won[0]?.entry.runId])
  await expectValid(store)
}

describe('a run that is killed', function () {
  this.timeout(120_000)
  const slot = slotAt(1)
  const content = { 'report.json': '{}' }
  let begun: MemoryStore
  let sealed: SealedRun
  before(async () => {
    begun = memoryStore()
    await commitRun(begun, { slot: slotAt(0), content })
    sealed = await sealedFor(begun, { slot, startedAt: slot, content })
  })

  /** What the job does when it is started again: nothing when the slot is done, else a whole new run. */
  const runAgain = async (store: Store) => {
    const entries = (await readEntries(store)).map(({ entry }) => entry)
    if (slotState(entries, slot).kind === 'open')
      await commitRun(store, { slot, startedAt: slot, content })
  }

  for (const moment of ['before', 'after'] as const) {
    it(`just ${moment} any operation of the store leaves a valid archive, and its slot is committed once`, async () => {
      let died = true
      for (let lives = 0; died; lives += 1) {
        const store = memoryStore(new Map(begun.objects))
        const dying = dyingStore(store, lives, moment)
        await commit(dying.store, sealed).catch((error: unknown) => {
          expect(error).equal(dying.death)
        })
        died = dying.died()
        await expectValid(store)
        const kept = new Map(store.objects)
        await runAgain(store)
        await expectValid(store)
        for (const [path, bytes] of kept) expect(store.objects.get(path)).equal(bytes)
        const entries = (await readEntries(store)).map(({ entry }) => entry)
        expect(entries.filter((entry) => entry.slot === slot)).length(1)
        const orphans = await collected(uncommitted(store, new Set(await runsOf(store))))
        expect(orphans.length).below(2)
      }
    })
  }

  it('at any file operation leaves a valid directory, and its slot is committed once', async () => {
    let died = true
    for (let lives = 0; died; lives += 1) {
      const root = join(await temporaryFolder(), 'archive')
      await copyInto(root, begun)
      const dying = failingFiles(lives)
      await commit(directoryStore(root, dying.files), sealed).catch((error: unknown) => {
        expect(error).equal(dying.death)
      })
      died = dying.died()
      await expectValid(directoryStore(root))
      await runAgain(directoryStore(root))
      await expectValid(directoryStore(root))
      expect(await runsOf(directoryStore(root))).length(2)
      await rm(root, { recursive: true })
    }
  })

  it('can be copied into memory as it is', async () => {
    const root = join(await temporaryFolder(), 'archive')
    await copyInto(root, begun)
    const copy = await inMemory(directoryStore(root))
    expect([...copy.objects.keys()].sort()).deep.equal([...begun.objects.keys()].sort())
    expect(String(await readFile(join(root, 'archive.json')))).equal(
      String(copy.objects.get('archive.json')),
    )
  })
})

async function copyInto(root: string, store: MemoryStore): Promise<void> {
  for (const [path, bytes] of store.objects) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), bytes)
  }
}
