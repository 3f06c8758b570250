import { expect } from 'chai'
import type { Installation } from '../peer/installation.ts'
import { describeReal } from '../peer/part.ts'
import { freePorts } from '../peer/ports.ts'
import { installOn } from './installation.ts'
import type { Bucket } from './installation.ts'
import { findStore, startRealStore } from './real-store.ts'
import type { RealStore } from './real-store.ts'

/** Loaded before exhibit: its clock is an hour ahead of the server's. */
const AN_HOUR_AHEAD = `data:text/javascript,${encodeURIComponent(`
const Real = Date
const now = () => Real.now() + 3_600_000
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length === 0 ? [now()] : given)) }
  static now() { return now() }
}`)}`

describeReal('what a real S3 server refuses', findStore(), (source) => {
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

  /** The code and the lines of a run's fault, over a bucket that is described wrongly. */
  const fault = async (wrong: Partial<Bucket>, env: NodeJS.ProcessEnv = {}) => {
    const bucket = { ...real, bucket: real.plain, prefix: 'refused', ...wrong }
    const installation = installOn(bucket, env)
    installations.push(installation)
    expect((await installation.exhibit('init', 'keys')).code).to.equal(0)
    const { code, stdout, stderr } = await installation.exhibit('run', '--no-pdf')
    expect(stdout).to.equal('')
    const said = stderr.trim().split('\n')
    return [code, ...said.filter((line) => !line.startsWith('exhibit: warning:'))]
  }
  const where = (bucket: string, endpoint = real.endpoint) =>
    `exhibit: s3://${bucket}/refused at ${endpoint}`

  it('is a secret key that does not match', async () => {
    expect(await fault({ secretAccessKey: 'another' })).to.deep.equal([
      5,
      `${where(real.plain)}: the secret key does not match the access key`,
      'exhibit: hint: give the access key that the bucket knows (accessKeyIdFile, secretAccessKeyFile, or the environment)',
    ])
  })

  it('is an access key that nobody knows', async () => {
    expect(await fault({ accessKeyId: 'nobody' })).to.deep.equal([
      5,
      `${where(real.plain)}: the access key is not known`,
      'exhibit: hint: give the access key that the bucket knows (accessKeyIdFile, secretAccessKeyFile, or the environment)',
    ])
  })

  it('is a bucket that does not exist', async () => {
    expect(await fault({ bucket: 'nowhere' })).to.deep.equal([
      5,
      `${where('nowhere')}: the bucket does not exist`,
      'exhibit: hint: create it, or correct archive.bucket',
    ])
  })

  it('is a clock that is an hour ahead', async () => {
    const env = { NODE_OPTIONS: `--import=${AN_HOUR_AHEAD}` }
    expect(await fault({}, env)).to.deep.equal([
      5,
      `${where(real.plain)}: this machine's clock and the server's differ too much`,
      'exhibit: hint: set the clock by NTP: evidence with a wrong time is no evidence',
    ])
  })

  it('is nothing, where no server answers: that is said after some tries', async () => {
    const [port = 0] = await freePorts(1)
    const endpoint = `http://127.0.0.1:${port}`
    expect(await fault({ endpoint })).to.deep.equal([
      5,
      `${where(real.plain, endpoint)}: the server cannot be reached`,
      'exhibit: hint: check endpoint, DNS, proxy and network policy; nothing was committed',
    ])
  })
})
