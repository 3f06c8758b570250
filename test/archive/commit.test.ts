import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { commit } from '../../src/archive/commit.ts'
import { readEntries } from '../../src/archive/log.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { commitRun, NOW, sealedFor, slotAt, trust } from './evidence.ts'
import { temporaryFolder } from './temporary-folder.ts'

const newStore = async () => directoryStore(join(await temporaryFolder(), 'archive'))

describe('commit', () => {
  it('makes a run exist: folder, seal and entry, all of it valid', async () => {
    const store = await newStore()
    const outcome = await commitRun(store, { slot: slotAt(0) })
    expect(outcome.kind).equal('committed')
    const verification = await verifyArchive(store, trust, NOW)
    expect(verification.checks.filter((check) => check.outcome === 'invalid')).deep.equal([])
    expect(verification.outcome).equal('valid')
  })

  it('continues the log', async () => {
    const store = await newStore()
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
    expect((await verifyArchive(store, trust, NOW)).outcome).equal('valid')
  })

  it('lets one of two runs of a slot win and says who', async () => {
    const store = await newStore()
    const one = await sealedFor(store, { slot: slotAt(0) })
    const other = await sealedFor(store, { slot: slotAt(0) })
    const outcomes = await Promise.all([commit(store, one), commit(store, other)])
    expect(outcomes.map(({ kind }) => kind).sort()).deep.equal(['committed', 'lost'])
    const lost = outcomes.find((outcome) => outcome.kind === 'lost')
    const won = outcomes.find((outcome) => outcome.kind === 'committed')
    expect(lost?.to.runId).equal(won?.entry.runId)
    expect((await verifyArchive(store, trust, NOW)).outcome).equal('valid')
  })
})
