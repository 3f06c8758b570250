import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { s3Store, type S3Options } from '../../src/archive/s3-store.ts'
import type { S3Settings } from '../../src/archive/s3/settings.ts'
import { readBytes } from '../../src/archive/store.ts'
import { credentialFiles, FAST, storeOn } from './s3-on-fake.ts'
import { startFakeS3, type FakeS3, type Injected } from './fake-s3.ts'
import { collected, faultOf, storeContract, textBody } from './store-contract.ts'
import { temporaryFolder } from './temporary-folder.ts'

storeContract('an S3 bucket', async () => {
  const fake = await startFakeS3()
  return { store: await storeOn(fake), close: fake.close }
})

storeContract('a whole S3 bucket without prefix', async () => {
  const fake = await startFakeS3(3)
  const settings = { bucket: 'evidence', endpoint: fake.endpoint, pathStyle: true }
  const credentials = await credentialFiles()
  return { store: await s3Store({ ...settings, credentials }, FAST), close: fake.close }
})

describe('s3Store', () => {
  let fake: FakeS3
  beforeEach(async () => {
    fake = await startFakeS3()
  })
  afterEach(() => fake.close())

  const put = async (more?: Partial<S3Settings>, options?: S3Options) =>
    (await storeOn(fake, more, options)).putIfAbsent('log/a', textBody('bytes'), 'text/plain')

  const puts = () => fake.requests.filter((request) => request.method === 'PUT')

  /** Answers the first `times` writes as told. */
  const failing = (times: number, injected: Injected) => {
    let left = times
    fake.inject = ({ method }) => (method === 'PUT' && left-- > 0 ? injected : undefined)
  }

  it('sends condition, digest, type and the wish for encryption with each write', async () => {
    await put()
    const headers = puts()[0]?.headers ?? {}
    expect(headers['if-none-match']).equal('*')
    expect(headers['x-amz-checksum-sha256']).equal(
      createHash('sha256').update('bytes').digest('base64'),
    )
    expect(headers['content-type']).equal('text/plain')
    expect(headers['x-amz-server-side-encryption']).equal('AES256')
    expect(headers.authorization)
      .match(/Credential=writer\//)
      .and.match(/x-amz-content-sha256/)
    expect([...fake.objects.keys()]).deep.equal(['archive/one/log/a'])
  })

  it('asks for a named key, or for no encryption, where told so', async () => {
    await put({ encryption: { kind: 'aws:kms', keyId: 'alias/evidence' } })
    expect(puts()[0]?.headers['x-amz-server-side-encryption']).equal('aws:kms')
    expect(puts()[0]?.headers['x-amz-server-side-encryption-aws-kms-key-id']).equal(
      'alias/evidence',
    )
    fake.objects.clear()
    await put({ encryption: { kind: 'none' } })
    expect(puts()[1]?.headers['x-amz-server-side-encryption']).equal(undefined)
  })

  it('tries again after overload, a lost connection and a conflict in flight', async () => {
    for (const injected of [
      { kind: 'error', status: 503, code: 'SlowDown' },
      { kind: 'error', status: 500, code: 'InternalError' },
      { kind: 'error', status: 409, code: 'ConditionalRequestConflict' },
      { kind: 'drop' },
    ] as const) {
      fake.objects.clear()
      failing(3, injected)
      expect(await put()).equal('created')
    }
  })

  it('sends a file anew with each try', async () => {
    const file = join(await temporaryFolder(), 'big')
    await writeFile(file, Buffer.alloc(1_500_000, 'x'))
    failing(2, { kind: 'error', status: 503, code: 'SlowDown' })
    const store = await storeOn(fake)
    expect(await store.putIfAbsent('runs/a', { kind: 'file', file }, 'text/plain')).equal('created')
    expect(fake.objects.get('archive/one/runs/a')).deep.equal(await readFile(file))
  })

  it('knows its own write when only the answer was lost', async () => {
    failing(1, { kind: 'after' })
    expect(await put()).equal('created')
  })

  it('does not take the write of another for its own when it tried twice', async () => {
    failing(1, { kind: 'error', status: 503, code: 'SlowDown' })
    const inject = fake.inject
    fake.inject = (request) => {
      const injected = inject(request)
      if (injected !== undefined) fake.objects.set('archive/one/log/a', Buffer.from('other'))
      return injected
    }
    expect(await put()).equal('exists')
  })

  it('does not write over an object where the server ignores the condition', async () => {
    fake.ignoresConditions = true
    expect(await put()).equal('created')
    expect(await put()).equal('exists')
    expect(puts()).length(1)
  })

  it('refuses a commit that has a second version', async () => {
    fake.ignoresConditions = true
    const store = await storeOn(fake)
    const listed = fake.inject
    fake.inject = (request) => {
      if (request.method === 'PUT') fake.objects.delete('archive/one/log/a')
      return listed(request)
    }
    await put()
    await store.confirmSole('log/a')
    fake.objects.clear()
    await put()
    const fault = await faultOf(() => store.confirmSole('log/a'))
    expect(fault.code).equal('ARCHIVE_REFUSED')
    expect(fault.message).match(/log\/a has 2 versions/)
  })

  it('warns where versions cannot be listed, and over plain HTTP', async () => {
    fake.withoutVersions = true
    const lines: string[] = []
    const warn = (message: string) => void lines.push(message)
    const store = await storeOn(fake, {}, { ...FAST, log: { info: () => undefined, warn } })
    await store.confirmSole('log/a')
    expect(lines[0]).match(/plain HTTP/)
    expect(lines[1]).match(/cannot list versions/)
  })

  const refusals: readonly (readonly [status: number, code: string, message: RegExp])[] = [
    [403, 'AccessDenied', /access denied/],
    [403, 'RequestTimeTooSkewed', /clock/],
    [403, 'SignatureDoesNotMatch', /secret key/],
    [403, 'InvalidAccessKeyId', /access key is not known/],
    [400, 'ExpiredToken', /token has expired/],
    [301, 'PermanentRedirect', /another region/],
    [503, 'SlowDown', /server failed \(503 SlowDown\)/],
    [418, 'Teapot', /answered 418 Teapot/],
    [501, 'NotImplemented', /does not know/],
  ]
  for (const [status, code, message] of refusals) {
    it(`says in one line with a hint that the server answered ${code}`, async () => {
      fake.inject = () => ({ kind: 'error', status, code })
      const fault = await faultOf(put)
      expect(fault.code).equal('ARCHIVE_REFUSED')
      expect(fault.message).match(message).and.include('s3://evidence/archive/one at http')
      expect(fault.message).not.include('\n')
      expect(fault.hint).a('string')
      const store = await storeOn(fake)
      expect((await faultOf(() => readBytes(store, 'log/a', 10))).message).match(message)
      expect((await faultOf(() => collected(store.list('')))).message).match(message)
    })
  }

  it('says that the bucket does not exist', async () => {
    const fault = await faultOf(() => put({ bucket: 'elsewhere' }))
    expect(fault.message).match(/bucket does not exist/)
    expect(fault.hint).match(/archive.bucket/)
  })

  it('says that nobody answers', async () => {
    const fault = await faultOf(() => put({ endpoint: 'http://127.0.0.1:1' }))
    expect(fault.message).match(/cannot be reached/)
  })

  it('says which part of the settings is not usable', async () => {
    expect((await faultOf(() => put({ bucket: 'a/b' }))).message).match(/name of a bucket/)
    expect((await faultOf(() => put({ prefix: '../x' }))).message).match(/prefix/)
    expect((await faultOf(() => put({ endpoint: 'ftp://x' }))).message).match(/endpoint/)
    const credentials = { accessKeyIdFile: '/none/id', secretAccessKeyFile: '/none/secret' }
    const fault = await faultOf(() => put({ credentials }))
    expect(fault.code).equal('CONFIGURATION')
    expect(fault.message).match(/\/none\/(id|secret)/)
    expect((await faultOf(() => put({ caFile: '/none/ca' }))).message).match(/\/none\/ca/)
  })

  it('refuses an object that the server cuts short', async () => {
    await put()
    const store = await storeOn(fake)
    fake.cutsShort = true
    const fault = await faultOf(() => readBytes(store, 'log/a', 10))
    expect(fault.message).match(/cannot be reached/)
  })

  it('refuses a list that repeats itself', async () => {
    const store = await storeOn(fake)
    for (let index = 0; index < 12; index += 1)
      fake.objects.set(`archive/one/runs/${index}`, Buffer.from(''))
    fake.inject = ({ query }) => {
      query.delete('continuation-token')
      return undefined
    }
    expect((await faultOf(() => collected(store.list('')))).message).match(/out of order/)
    expect((await faultOf(() => collected(store.names('runs/')))).message).match(/out of order/)
  })

  it('lists keys that no archive has as they are, for verification to judge', async () => {
    fake.objects.set('archive/one/runs/a b\u0001\n+%2f', Buffer.from('x'))
    const store = await storeOn(fake)
    expect(await collected(store.list('runs/'))).deep.equal([
      { path: 'runs/a b\u0001\n+%2f', size: 1 },
    ])
  })
})
