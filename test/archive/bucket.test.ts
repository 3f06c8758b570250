import { expect } from 'chai'
import { bucketFacts, type BucketFacts } from '../../src/archive/s3/bucket.ts'
import { fixedClock } from '../fixed-clock.ts'
import { Fault } from '../../src/core/fault.ts'
import { startFakeBucket, type BucketShape } from './fake-bucket.ts'
import { credentialFiles } from './s3-on-fake.ts'

const CLOCK = fixedClock('2026-11-23T02:00:00Z')

async function factsOf(shape: BucketShape): Promise<BucketFacts> {
  const fake = await startFakeBucket(shape)
  const { endpoint } = fake
  const credentials = await credentialFiles()
  try {
    const settings = { bucket: 'evidence', endpoint, pathStyle: true, credentials }
    const facts = await bucketFacts(settings, CLOCK)
    expect(new Set(fake.methods)).to.deep.equal(new Set(['GET']))
    return facts
  } finally {
    await fake.close()
  }
}

describe('bucketFacts', () => {
  it('tells a bucket that keeps what is written into it', async () => {
    const facts = await factsOf({
      versioning: 'Enabled',
      lock: '<Mode>COMPLIANCE</Mode><Days>400</Days>',
      publicPolicy: false,
      date: 'Mon, 23 Nov 2026 02:00:07 GMT',
    })
    expect(facts).to.deep.equal({
      versioning: 'on',
      lock: { kind: 'on', retention: 'COMPLIANCE 400 days' },
      publicTo: 'nobody',
      plainHttp: true,
      clockDifference: 7,
    })
  })

  it('tells versioning that is suspended or was never on, and locks that lock nothing by themselves', async () => {
    expect((await factsOf({ versioning: 'Suspended' })).versioning).to.equal('off')
    expect((await factsOf({ versioning: '' })).versioning).to.equal('off')
    expect((await factsOf({ lock: '' })).lock).to.deep.equal({ kind: 'on' })
    expect((await factsOf({ lock: 'none' })).lock).to.deep.equal({ kind: 'off' })
  })

  it('does not guess what the server does not tell', async () => {
    const { versioning, lock } = await factsOf({})
    expect([versioning, lock.kind]).to.deep.equal(['unknown', 'unknown'])
  })

  it('calls a bucket public by its policy, or when it answers without credentials', async () => {
    expect((await factsOf({ publicPolicy: true })).publicTo).to.equal('anybody')
    expect((await factsOf({ open: true })).publicTo).to.equal('anybody')
  })

  it('is a fault when nothing answers', async () => {
    const settings = {
      bucket: 'evidence',
      endpoint: 'http://127.0.0.1:1',
      credentials: await credentialFiles(),
    }
    const error: unknown = await bucketFacts(settings, CLOCK).catch((fault: unknown) => fault)
    expect(error).to.be.instanceOf(Fault)
    expect((error as Fault).code).to.equal('ARCHIVE_REFUSED')
  })
})
