import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { readEntries } from '../../src/archive/log.ts'
import { s3Store } from '../../src/archive/s3-store.ts'
import type { S3Settings } from '../../src/archive/s3/settings.ts'
import type { Store } from '../../src/archive/store.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { randomHex } from '../../src/core/digest.ts'
import { makeLocalKeys, writeLocalKeys } from '../../src/sign/local-keys.ts'
import { NOW } from '../archive/evidence.ts'
import { job } from '../archive/job.ts'
import { faultOf, storeContract, textBody } from '../archive/store-contract.ts'
import { temporaryFolder } from '../archive/temporary-folder.ts'
import { describeReal } from '../peer/part.ts'
import { rooted } from '../sign/signers.ts'
import { findStore, startRealStore, type RealStore } from './real-store.ts'

describeReal('an archive on a real S3 server', findStore(), (source) => {
  let server: RealStore
  before(async function () {
    this.timeout(60_000)
    server = await startRealStore(source)
  })
  after(() => server.stop())

  /** Settings of a store of its own below a prefix, with credentials from files. */
  const settingsIn = async (kind: 'plain' | 'locked'): Promise<S3Settings> => {
    const folder = await temporaryFolder()
    const [accessKeyIdFile, secretAccessKeyFile] = [join(folder, 'id'), join(folder, 'secret')]
    await writeFile(accessKeyIdFile, server.accessKeyId)
    await writeFile(secretAccessKeyFile, server.secretAccessKey)
    return {
      bucket: server[kind],
      prefix: `archive/${randomHex(6)}`,
      region: server.region,
      endpoint: server.endpoint,
      pathStyle: true,
      credentials: { accessKeyIdFile, secretAccessKeyFile },
    }
  }
  const storeIn = async (kind: 'plain' | 'locked', more: Partial<S3Settings> = {}) =>
    s3Store({ ...(await settingsIn(kind)), ...more }, { delays: [50, 200] })

  for (const kind of ['plain', 'locked'] as const) {
    storeContract(`a real bucket (${kind})`, async () => ({
      store: await storeIn(kind),
      close: () => Promise.resolve(),
    }))

    it(`commits one slot once when two processes start together (${kind})`, async function () {
      this.timeout(60_000)
      const settings = await settingsIn(kind)
      const keys = makeLocalKeys(NOW, { name: 'Evidence signing' })
      const keyFolder = join(await temporaryFolder(), 'keys')
      await writeLocalKeys(keyFolder, keys)
      const archive = JSON.stringify(settings)
      const ended = await Promise.all([1, 2].map(() => job(archive, keyFolder, NOW)))
      expect(ended.map(({ said }) => said).sort()).deep.equal(['committed', 'lost'])
      const store = await s3Store(settings)
      expect(await readEntries(store)).length(1)
      expect((await verifyArchive(store, rooted(keys.root), NOW)).outcome).equal('valid')
    })
  }

  it('says what is wrong when the bucket is missing or the secret is not the right one', async () => {
    const nowhere = await storeIn('plain', { bucket: 'not-there' })
    const put = (store: Store) => store.putIfAbsent('archive.json', textBody('{}'), 'text/plain')
    expect((await faultOf(() => put(nowhere))).message).match(/bucket does not exist/)
    const wrong = join(await temporaryFolder(), 'wrong')
    await writeFile(wrong, 'wrong')
    const accessKeyIdFile = join(await temporaryFolder(), 'id')
    await writeFile(accessKeyIdFile, server.accessKeyId)
    for (const [credentials, said] of [
      [{ accessKeyIdFile: wrong, secretAccessKeyFile: wrong }, /access key is not known/],
      [{ accessKeyIdFile, secretAccessKeyFile: wrong }, /secret key does not match/],
    ] as const) {
      const stranger = await storeIn('plain', { credentials })
      expect((await faultOf(() => put(stranger))).message).match(said)
    }
  })
})
