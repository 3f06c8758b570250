import { createHash } from 'node:crypto'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3'
import type { PutObjectCommandInput } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { describeReal } from '../peer/part.ts'
import { findStore, startRealStore } from './real-store.ts'
import type { RealStore } from './real-store.ts'

const HOUR_MS = 3_600_000

describeReal('a real S3 server', findStore(), (source) => {
  let store: RealStore

  before(async function () {
    this.timeout(60_000)
    store = await startRealStore(source)
  })
  after(() => store.stop())

  const put = (
    Bucket: string,
    Key: string,
    Body: string,
    more: Partial<PutObjectCommandInput> = {},
  ) => store.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

  const read = async (Bucket: string, Key: string, VersionId?: string) => {
    const version = VersionId === undefined ? {} : { VersionId }
    const { Body } = await store.client.send(new GetObjectCommand({ Bucket, Key, ...version }))
    return Body?.transformToString()
  }

  for (const bucket of ['plain', 'locked'] as const)
    it(`lets one of many conditional writers of a key win (${bucket})`, async () => {
      for (let round = 0; round < 10; round++) {
        const key = `race/${round}`
        const texts = Array.from({ length: 8 }, (_, at) => `writer ${at}`)
        const results = await Promise.allSettled(
          texts.map((text) => put(store[bucket], key, text, { IfNoneMatch: '*' })),
        )
        const winners = texts.filter((_, at) => results[at]?.status === 'fulfilled')
        expect(winners).to.have.length(1)
        expect(await read(store[bucket], key)).to.equal(winners[0])
        expect(new Set(results.flatMap(httpStatus))).to.deep.equal(new Set([412]))
      }
    })

  it('refuses a body that is not what its SHA-256 says, and keeps nothing of it', async () => {
    const ChecksumSHA256 = createHash('sha256').update('another body').digest('base64')
    const refused = await fault(put(store.plain, 'sum', 'a body', { ChecksumSHA256 }))
    expect(refused).to.deep.equal(['BadDigest', 400])
    expect(await fault(read(store.plain, 'sum'))).to.deep.equal(['NoSuchKey', 404])
  })

  it('states the SHA-256 of what it stored', async () => {
    const ChecksumSHA256 = createHash('sha256').update('a body').digest('base64')
    await put(store.plain, 'summed', 'a body', { ChecksumSHA256 })
    const head = await store.client.send(
      new HeadObjectCommand({ Bucket: store.plain, Key: 'summed', ChecksumMode: 'ENABLED' }),
    )
    expect(head.ChecksumSHA256).to.equal(ChecksumSHA256)
  })

  it('keeps a locked version from being deleted or shortened', async () => {
    const until = (hours: number) => new Date(performance.timeOrigin + hours * HOUR_MS)
    const at = { Bucket: store.locked, Key: 'held' }
    const { VersionId } = await put(at.Bucket, at.Key, 'first', {
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: until(2),
    })
    const denied = ['AccessDenied', 403]
    const deletion = new DeleteObjectCommand({ ...at, VersionId })
    expect(await fault(store.client.send(deletion))).to.deep.equal(denied)
    const shorter = { Mode: 'COMPLIANCE', RetainUntilDate: until(1) } as const
    const shortening = new PutObjectRetentionCommand({ ...at, VersionId, Retention: shorter })
    expect(await fault(store.client.send(shortening))).to.deep.equal(denied)
    await put(at.Bucket, at.Key, 'second')
    expect(await read(at.Bucket, at.Key, VersionId)).to.equal('first')
  })
})

describe('findStore', () => {
  it('says how to run the suite when the environment names no server', () => {
    expect(JSON.stringify(findStore({}))).to.include('.ci/build-s3-peer.sh')
  })

  it('names a program that is none, and an endpoint without keys', () => {
    const program = findStore({ EXHIBIT_S3_SERVER: '/nowhere' })
    expect(JSON.stringify(program)).to.include('/nowhere is not a program')
    const endpoint = findStore({ EXHIBIT_S3_ENDPOINT: 'http://127.0.0.1:1' })
    expect(JSON.stringify(endpoint)).to.include('needs keys')
  })
})

type Failed = { readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } }

function httpStatus(result: PromiseSettledResult<unknown>): readonly (number | undefined)[] {
  return result.status === 'fulfilled' ? [] : [(result.reason as Failed).$metadata?.httpStatusCode]
}

/** Name and HTTP status of the error that a request ends in. */
async function fault(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request
  } catch (error) {
    const { name, $metadata } = error as Failed
    return [name, $metadata?.httpStatusCode]
  }
}
