import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { uncommitted } from '../../src/archive/uncommitted.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { makeLocalKeys, writeLocalKeys } from '../../src/sign/local-keys.ts'
import { rooted } from '../sign/signers.ts'
import { NOW, slotAt } from './evidence.ts'
import { job } from './job.ts'
import { collected } from './store-contract.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('processes that share an archive', function () {
  this.timeout(120_000)
  const keys = makeLocalKeys(NOW, { name: 'Evidence signing' })
  let root: string
  let keyFolder: string
  beforeEach(async () => {
    const folder = await temporaryFolder()
    root = join(folder, 'archive')
    keyFolder = join(folder, 'keys')
    await writeLocalKeys(keyFolder, keys)
  })

  const committed = async () => (await readEntries(directoryStore(root))).map(({ entry }) => entry)

  const expectValid = async () => {
    const verification = await verifyArchive(directoryStore(root), rooted(keys.root), NOW)
    expect(verification.outcome).equal('valid')
  }

  for (const [when, puts, entries] of [
    ['among its content', 2, 0],
    ['before its log entry', 10, 0],
    ['right after its log entry', 11, 1],
  ] as const) {
    it(`survive that one is killed by SIGKILL ${when}`, async () => {
      expect((await job(root, keyFolder, NOW, puts)).signal).equal('SIGKILL')
      expect(await committed()).length(entries)
      const again = await job(root, keyFolder, NOW)
      expect(again.said).equal(entries === 0 ? 'committed' : 'lost')
      const [entry, ...more] = await committed()
      expect(more).deep.equal([])
      const orphans = await collected(
        uncommitted(directoryStore(root), new Set([entry?.runId ?? ''])),
      )
      expect(orphans).length(entries === 0 ? 1 : 0)
      await expectValid()
    })
  }

  it('commit one slot once when they start together', async () => {
    const ended = await Promise.all([1, 2].map(() => job(root, keyFolder, slotAt(0))))
    expect(ended.map(({ said }) => said).sort()).deep.equal(['committed', 'lost'])
    expect(await committed()).length(1)
    await expectValid()
  })
})
