import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { isWebhookUrl, type DeliveryOptions } from '../../src/deliver/request.ts'
import { send } from '../../src/deliver/webhook.ts'
import { fixedClock } from '../fixed-clock.ts'
import { receiver, type Receiver } from './receiver.ts'

const SECRET = '0123456789abcdef0123456789abcdef'
const NOW = '2026-11-23T02:00:10Z'
const SECONDS = Date.parse(NOW) / 1000

describe('send', () => {
  let folder = ''
  let open: Receiver[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exhibit-deliver-'))
    writeFileSync(join(folder, 'secret'), `${SECRET}\n`)
  })

  afterEach(async () => {
    rmSync(folder, { recursive: true })
    for (const each of open) await each.close()
    open = []
  })

  const listening = async (...statuses: readonly (number | 'silent')[]) => {
    const one = await receiver(...statuses)
    open.push(one)
    return one
  }

  const options = (different: Partial<DeliveryOptions> = {}): DeliveryOptions => ({
    clock: fixedClock(NOW),
    environment: {},
    userAgent: 'exhibit/0.0.0',
    signal: new AbortController().signal,
    ...{ delays: [1, 1], timeoutMs: 200 },
    ...different,
  })

  const sent = (url: string, different: Partial<DeliveryOptions> = {}, secret = 'secret') =>
    send(
      { url, secretFile: join(folder, secret), details: false },
      '{"a":"\u00e9"}',
      options(different),
    )

  it('signs time and body with the secret, which it never sends', async () => {
    const { url, received } = await listening(204)
    expect(await sent(url)).to.deep.equal({ kind: 'delivered', status: 204, tries: 1 })
    const { headers, body, path } = received[0]!
    const mac = createHmac('sha256', SECRET).update(`${SECONDS}.${body}`).digest('hex')
    expect(headers['exhibit-signature']).to.equal(`t=${SECONDS},v1=${mac}`)
    expect(headers['content-type']).to.equal('application/json')
    expect(path).to.equal('/hook?key=in-the-path')
    expect(JSON.stringify(received)).to.not.include(SECRET)
  })

  for (const status of [500, 503, 429, 408])
    it(`tries again when it is answered ${status}`, async () => {
      const { url, received } = await listening(status, status, 200)
      expect(await sent(url)).to.deep.equal({ kind: 'delivered', status: 200, tries: 3 })
      expect(new Set(received.map(({ body }) => body)).size).to.equal(1)
    })

  it('gives up after its tries', async () => {
    const { url, received } = await listening(500)
    expect(await sent(url)).to.include({ kind: 'failed', tries: 3, why: 'it answered 500' })
    expect(received).to.have.length(3)
  })

  it('tries again where nothing is answered in time', async () => {
    const { url, received } = await listening('silent', 200)
    expect(await sent(url)).to.include({ kind: 'delivered', tries: 2 })
    expect(received).to.have.length(2)
    const silent = await listening('silent')
    expect(await sent(silent.url)).to.include({ kind: 'failed', why: 'no answer within 0.2 s' })
  })

  it('tries again where nobody listens', async () => {
    const { url, close } = await receiver(200)
    await close()
    expect(await sent(url)).to.include({ kind: 'failed', tries: 3 })
  })

  for (const status of [400, 401, 404, 410])
    it(`does not try again when it is answered ${status}`, async () => {
      const { url, received } = await listening(status, 200)
      expect(await sent(url)).to.include({ kind: 'failed', tries: 1, why: `it answered ${status}` })
      expect(received).to.have.length(1)
    })

  for (const status of [301, 302, 307, 308])
    it(`does not follow a redirect (${status})`, async () => {
      const { url, received } = await listening(status)
      const found = await sent(url)
      expect(found).to.include({
        ...{ kind: 'failed', tries: 1 },
        why: `it answered ${status}, and redirects are not followed`,
      })
      expect(received.map(({ path }) => path)).to.deep.equal(['/hook?key=in-the-path'])
    })

  it('stops when the process is asked to stop', async () => {
    const { url, received } = await listening(500)
    const stop = new AbortController()
    const found = sent(url, { signal: stop.signal, delays: [60_000] })
    while (received.length === 0) await new Promise((wake) => setTimeout(wake, 5))
    stop.abort()
    expect(await found).to.include({ kind: 'failed', tries: 1 })
  })

  it('says which file is missing or too short, and sends nothing', async () => {
    const { url, received } = await listening(200)
    writeFileSync(join(folder, 'short'), 'hunter2')
    const short = await sent(url, {}, 'short')
    expect(short).to.include({ kind: 'failed', tries: 0 })
    expect(JSON.stringify(short)).to.include('shorter than 16 bytes').and.not.include('hunter2')
    expect(JSON.stringify(await sent(url, {}, 'missing'))).to.include('ENOENT')
    expect(received).to.be.empty
  })

  it('sends nothing in the clear to another host, and names no secret of the URL', async () => {
    const found = await sent('http://hooks.example/T000/very-secret')
    expect(found).to.include({ kind: 'failed', tries: 0, why: 'it is not an https URL' })
    expect(JSON.stringify(found)).to.not.include('very-secret')
  })

  it('goes through the proxy of the environment, whose refusal is no answer of the receiver', async () => {
    const proxy = await listening(200)
    const found = await sent('https://hooks.example/x', {
      environment: { HTTPS_PROXY: proxy.url },
      delays: [],
    })
    expect(found).to.include({ kind: 'failed', tries: 1 })
  })
})

describe('isWebhookUrl', () => {
  it('takes https, and http of this host alone', () => {
    for (const url of ['https://hooks.example/x', 'http://localhost:1/', 'http://127.0.0.1/'])
      expect(isWebhookUrl(url), url).to.equal(true)
    for (const url of ['http://hooks.example/', 'https://u:p@hooks.example/', 'file:///x', 'x'])
      expect(isWebhookUrl(url), url).to.equal(false)
  })
})
