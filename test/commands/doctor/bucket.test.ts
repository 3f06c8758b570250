import { expect } from 'chai'
import { checkBucket, checkBucketProbe } from '../../../src/commands/doctor/bucket.ts'
import type { BucketFacts } from '../../../src/archive/s3/bucket.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { startFakeBucket, type BucketShape } from '../../archive/fake-bucket.ts'
import { installed } from '../installation.ts'
import { testContext } from '../context.ts'
import { examine, type Examined } from './lines.ts'

const GOOD: BucketFacts = {
  versioning: 'on',
  lock: { kind: 'on', retention: 'COMPLIANCE 400 days' },
  publicTo: 'nobody',
  plainHttp: false,
}

function warningsOf(more: Partial<BucketFacts>): readonly string[] {
  return checkBucket({ ...GOOD, ...more })
    .filter(({ status }) => status !== 'ok')
    .map(({ status, subject, what }) => `${status} ${subject}: ${what}`)
}

describe('checkBucket', () => {
  it('has nothing to say against a locked, versioned, closed bucket', () => {
    expect(warningsOf({})).to.deep.equal([])
  })

  it('warns of each way in which evidence could go or leak', () => {
    const cases: readonly [Partial<BucketFacts>, RegExp][] = [
      [{ versioning: 'off' }, /^warn bucket versioning: off/],
      [{ versioning: 'unknown' }, /not told by the server/],
      [{ lock: { kind: 'on' } }, /without default retention/],
      [{ lock: { kind: 'off' } }, /^warn bucket lock: none/],
      [{ lock: { kind: 'unknown' } }, /not told by the server/],
      [{ publicTo: 'anybody' }, /^warn bucket access: public/],
      [{ publicTo: 'unknown' }, /not known whether it is public/],
      [{ plainHttp: true }, /^warn bucket endpoint: plain HTTP/],
    ]
    for (const [more, expected] of cases) {
      const said = warningsOf(more)
      expect(said).to.have.length(1)
      expect(said[0]).to.match(expected)
    }
  })
})

describe('checkBucketProbe', () => {
  const good = { secondCreate: 'refused', wrongSum: 'refused', readBack: 'same' } as const
  const said = (
    probe: Parameters<typeof checkBucketProbe>[0],
    asked: 'AES256' | 'none' = 'AES256',
  ) => checkBucketProbe(probe, asked).map(({ status, subject }) => `${status} ${subject}`)

  it('says what it found of each', () => {
    expect(said({ ...good, encryption: 'AES256' })).to.deep.equal([
      'ok bucket create-only',
      'ok bucket checksum',
      'ok bucket read-back',
      'ok bucket encryption',
    ])
  })

  it('fails on what lets evidence be lost, warns of what shows later', () => {
    expect(
      said({ secondCreate: 'accepted', wrongSum: 'accepted', readBack: 'other' }),
    ).to.deep.equal([
      'fail bucket create-only',
      'warn bucket checksum',
      'fail bucket read-back',
      'warn bucket encryption',
    ])
    expect(checkBucketProbe(good, 'none')[3]?.what).to.include('not asked for')
  })
})

describe('exhibit doctor, object storage', function () {
  this.timeout(60_000)

  async function examineBucket(shape: BucketShape, ...flags: readonly string[]): Promise<Examined> {
    const fake = await startFakeBucket(shape)
    try {
      const context = testContext({ clock: systemClock })
      context.write('id', 'reader\n')
      context.write('secret', 'not-a-secret\n')
      const configuration = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
signing: {keyDirectory: keys}
archive:
  origin: Example Payments
  s3: {bucket: evidence, endpoint: '${fake.endpoint}', pathStyle: true, accessKeyIdFile: id, secretAccessKeyFile: secret}
`
      const installation = installed(context, { configuration })
      const given = flags.length === 0 ? ['--no-pdf', '--no-write-probe'] : flags
      const examined = await examine(installation, ...given)
      if (given.includes('--no-write-probe'))
        expect(new Set(fake.methods)).to.deep.equal(new Set(['GET']))
      return examined
    } finally {
      await fake.close()
    }
  }

  it('states versions and locks, warns of plain HTTP, compares the clock, and writes nothing where no probe may be written', async () => {
    const { about } = await examineBucket({ versioning: 'Enabled', lock: 'none' })
    expect(about('archive')[0]?.status).to.equal('ok')
    expect(about('bucket versioning')[0]?.status).to.equal('ok')
    expect(about('bucket lock')[0]?.status).to.equal('warn')
    expect(about('bucket endpoint')[0]?.status).to.equal('warn')
    expect(about('clock')[0]?.what).to.include('object storage')
  })

  it('says that the bucket cannot be written, with what to grant', async () => {
    const { about } = await examineBucket({}, '--no-pdf')
    const [line] = about('bucket write')
    expect(line?.status).to.equal('fail')
    expect(line?.fix).to.include('s3:PutObject')
  })

  it('finds a clock that is wrong', async () => {
    const { about, code } = await examineBucket({ date: 'Mon, 23 Nov 2020 02:00:07 GMT' })
    expect(about('clock')[0]?.status).to.equal('fail')
    expect(code).to.equal(2)
  })

  it('fails when nothing answers', async () => {
    const context = testContext()
    context.write('id', 'reader\n')
    const configuration = `estate: estate.yaml
archive: {s3: {bucket: evidence, accessKeyIdFile: id}}
`
    const { about, code } = await examine(installed(context, { configuration }))
    expect(about('archive')[0]?.what).to.include('secretAccessKeyFile together')
    expect(code).to.equal(2)
  })
})
