import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { nodeFiles, type Files } from '../../src/archive/directory/files.ts'
import { probeDirectory } from '../../src/archive/directory/probe.ts'
import { probeBucket } from '../../src/archive/s3/probe.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { commitRun, NOW, trust } from './evidence.ts'
import { startFakeS3, type FakeS3 } from './fake-s3.ts'
import { memoryStore } from './memory-store.ts'
import { credentialFiles } from './s3-on-fake.ts'
import { faultOf } from './store-contract.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('probeBucket', () => {
  let fake: FakeS3
  beforeEach(async () => {
    fake = await startFakeS3()
  })
  afterEach(() => fake.close())

  const probe = async () => {
    const credentials = await credentialFiles()
    const { endpoint } = fake
    const place = { bucket: 'evidence', prefix: 'archive/one', endpoint, pathStyle: true }
    return probeBucket({ ...place, credentials })
  }
  const GOOD = { secondCreate: 'refused', wrongSum: 'refused', readBack: 'same' }

  it('finds a good bucket good, and leaves one object however often it is asked', async () => {
    expect(await probe()).to.deep.equal(GOOD)
    expect(await probe()).to.deep.equal(GOOD)
    expect([...fake.objects.keys()]).to.deep.equal(['archive/one/.probe/create-once'])
    expect(fake.requests.every(({ method }) => ['GET', 'PUT'].includes(method))).to.equal(true)
  })

  it('finds a server that ignores conditions, whether or not the probe is there', async () => {
    fake.ignoresConditions = true
    expect((await probe()).secondCreate).to.equal('accepted')
    expect((await probe()).secondCreate).to.equal('accepted')
  })

  it('finds a server that does not check the SHA-256, again from what the first probe left', async () => {
    fake.ignoresSums = true
    expect(await probe()).to.deep.equal({ ...GOOD, wrongSum: 'accepted' })
    expect((await probe()).wrongSum).to.equal('accepted')
  })

  it('finds bytes that were altered', async () => {
    fake.objects.set('archive/one/.probe/create-once', Buffer.from('other'))
    expect((await probe()).readBack).to.equal('other')
  })

  it('is a fault when writing is denied', async () => {
    fake.inject = ({ method }) =>
      method === 'PUT' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined
    expect((await faultOf(probe)).hint).to.include('s3:PutObject')
  })
})

describe('probeDirectory', () => {
  it('finds a good folder good, and leaves nothing behind', async () => {
    const root = await temporaryFolder()
    const good = { secondCreate: 'refused', readBack: 'same' }
    expect(await probeDirectory(root)).to.deep.equal(good)
    expect(await readdir(root)).to.deep.equal([])
    await commitRun(directoryStore(root))
    expect(await probeDirectory(root)).to.deep.equal(good)
    expect(await readdir(join(root, '.incoming'))).to.deep.equal([])
    expect((await verifyArchive(directoryStore(root), trust, NOW)).outcome).to.equal('valid')
  })

  it('finds a file system that lets a name be created twice, and one that alters bytes', async () => {
    const root = await temporaryFolder()
    const replacing: Files = {
      ...nodeFiles,
      link: async (from, to) => writeFile(to, await nodeFilesText(String(from)), { flag: 'w' }),
    }
    expect((await probeDirectory(root, replacing)).secondCreate).to.equal('accepted')
    const altering: Files = {
      ...nodeFiles,
      read: async function* () {
        yield await Promise.resolve(Buffer.from('other'))
      },
    }
    expect((await probeDirectory(root, altering)).readBack).to.equal('other')
  })

  it('is a fault with a hint when the file system refuses', async () => {
    const root = await temporaryFolder()
    const full: Files = {
      ...nodeFiles,
      open: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    }
    const fault = await faultOf(() => probeDirectory(root, full))
    expect([fault.code, fault.message]).to.satisfy(
      ([code, message]: readonly string[]) =>
        code === 'ARCHIVE_REFUSED' && message?.includes('the disk is full'),
    )
  })
})

async function nodeFilesText(path: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of nodeFiles.read(path)) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('verifyArchive, beside what a doctor left', () => {
  const body = (text: string) => ({ kind: 'bytes', bytes: Buffer.from(text) }) as const

  it('notes it, and calls the archive valid', async () => {
    const store = memoryStore()
    await commitRun(store)
    await store.putIfAbsent('.probe/create-once', body('x'), 'text/plain')
    const { outcome, checks } = await verifyArchive(store, trust, NOW)
    expect(outcome).to.equal('valid')
    const [note] = checks.filter(({ path }) => path === '.probe/')
    expect(note).to.include({
      outcome: 'noted',
      reason: 'left by exhibit doctor; it is no evidence',
    })
  })

  it('does not know anything else there', async () => {
    const store = memoryStore()
    await commitRun(store)
    await store.putIfAbsent('.probe/evidence', body('x'), 'text/plain')
    expect((await verifyArchive(store, trust, NOW)).outcome).to.equal('undecided')
  })

  it('finds nothing where nobody has archived yet', async () => {
    const store = memoryStore()
    await store.putIfAbsent('.probe/create-once', body('x'), 'text/plain')
    const { outcome, checks } = await verifyArchive(store, trust, NOW)
    expect([outcome, checks[0]?.reason]).to.deep.equal(['undecided', 'there is nothing here'])
    const root = await temporaryFolder()
    await mkdir(join(root, '.probe'))
    expect((await verifyArchive(directoryStore(root), trust, NOW)).outcome).to.equal('undecided')
  })
})
