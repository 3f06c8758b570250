import { PutBucketPolicyCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { ROOT } from '../peer/installation.ts'
import type { Installation } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { installOn } from './installation.ts'
import { download, keysBelow, versionCounts } from './objects.ts'
import { findStore, startRealStore } from './real-store.ts'
import type { RealStore } from './real-store.ts'

type Line = { readonly status: string; readonly subject: string; readonly what: string }

describeReal('exhibit doctor over a real S3 server', findStore(), (source) => {
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

  const installed = async (bucket: 'plain' | 'locked', prefix: string) => {
    const installation = installOn({ ...real, bucket: real[bucket], prefix })
    installations.push(installation)
    expect((await installation.exhibit('init', 'keys')).code).to.equal(0)
    return installation
  }
  /** `status what` of each line about the bucket, by its subject. */
  const about = async (installation: Installation, ...flags: readonly string[]) => {
    const { stdout } = await installation.exhibit('doctor', '--no-pdf', '-o', 'json', ...flags)
    const { lines } = JSON.parse(stdout) as { readonly lines: readonly Line[] }
    const ours = lines.filter(({ subject }) => /^(bucket|archive|clock)/.test(subject))
    return Object.fromEntries(
      ours.map(({ status, subject, what }) => [subject, `${status} ${what}`]),
    )
  }

  it('finds neither versions nor locks in a plain bucket, closed to strangers, over plain HTTP', async () => {
    const found = await about(await installed('plain', 'facts'))
    expect(found['bucket versioning']).to.match(/^warn off: /)
    expect(found['bucket lock']).to.match(/^warn none: /)
    expect(found['bucket access']).to.match(/^ok closed/)
    expect(found['bucket endpoint']).to.match(/^warn plain HTTP/)
    expect(found.clock).to.match(/^ok .*object storage/)
  })

  it('finds versions and locks, with and without a default retention', async () => {
    const installation = await installed('locked', 'facts')
    const before = await about(installation)
    expect(before['bucket versioning']).to.equal('ok on')
    expect(before['bucket lock']).to.match(/^warn Object Lock without default retention/)
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2 } } as const
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule } as const
    await real.client.send(
      new PutObjectLockConfigurationCommand({ Bucket: real.locked, ObjectLockConfiguration }),
    )
    const after = await about(installation)
    expect(after['bucket lock']).to.equal('ok Object Lock, COMPLIANCE 2 days by default')
  })

  for (const bucket of ['plain', 'locked'] as const)
    it(`finds writes kept as they must be, and leaves one object that no verification minds (${bucket})`, async function () {
      this.timeout(120_000)
      const prefix = 'probed/archive'
      const installation = await installed(bucket, prefix)
      expect(await about(installation, '--no-write-probe')).to.not.have.property(
        'bucket create-only',
      )
      expect(await keysBelow(real.client, real[bucket], prefix)).to.deep.equal([])
      for (let time = 0; time < 2; time += 1) {
        const found = await about(installation)
        expect(found['bucket create-only']).to.match(/^ok a second create .* refused/)
        expect(found['bucket checksum']).to.match(/^ok the server refuses/)
        expect(found['bucket read-back']).to.match(/^ok /)
        expect(found['bucket encryption']).to.be.a('string')
      }
      const counts = await versionCounts(real.client, real[bucket], prefix)
      expect([...counts]).to.deep.equal([[`${prefix}/.probe/create-once`, 1]])

      const { code, stderr } = await installation.exhibit('run', '--no-pdf')
      expect([code, stderr]).to.deep.include(0)
      await about(installation)
      await download(real.client, real[bucket], prefix, installation.path('copy'))
      const root = installation.path(ROOT)
      const verified = await installation.exhibit('verify', 'copy', '--trust', root)
      expect([verified.code, verified.stdout]).to.deep.include(0)
      expect(verified.stdout).to.include('.probe/: left by exhibit doctor')
    })

  it('finds a bucket that anybody can read', async () => {
    const Statement = [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [`arn:aws:s3:::${real.plain}`, `arn:aws:s3:::${real.plain}/*`],
      },
    ]
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    await real.client.send(new PutBucketPolicyCommand({ Bucket: real.plain, Policy }))
    const found = await about(await installed('plain', 'open'))
    expect(found['bucket access']).to.match(/^warn public/)
  })
})
