import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { messageSchema, type Message } from '../../src/deliver/message.ts'
import { receiver, type Receiver } from '../deliver/receiver.ts'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'

const SECRET = 'a-secret-of-more-than-16-bytes'

describe('exhibit run with webhooks', function () {
  this.timeout(60_000)

  const open: Receiver[] = []

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })

  const listening = async (status: number) => {
    const one = await receiver(status)
    open.push(one)
    return one
  }

  /** An installation whose exhibit.yaml names some webhooks. */
  const installedWith = (deliver: string): TestContext => {
    const context = installed(testContext())
    context.write('secret', `${SECRET}\n`)
    const path = join(context.folder, 'exhibit.yaml')
    context.write('exhibit.yaml', `${readFileSync(path, 'utf8')}deliver:\n${deliver}`)
    return context
  }

  const messageIn = ({ received }: Receiver): Message =>
    messageSchema.parse(JSON.parse(received[0]!.body))

  it('tells of the archived run, signed, without names and reasons', async () => {
    const hook = await listening(200)
    const context = installedWith(
      `  readAt: https://evidence.example/archive\n  webhooks: [{url: '${hook.url}', secretFile: secret}]\n`,
    )
    expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
    const message = messageIn(hook)
    const folder = join(context.folder, 'archive', message.folder)
    expect(message).to.include({ format: 'delivery/v1', kind: 'run', entry: 0 })
    expect(message.sumsDigest).to.equal(digestOf(readFileSync(join(folder, 'SHA256SUMS'))))
    expect(message).to.not.have.any.keys('pdf', 'details')
    expect(message.links).to.deep.equal([
      {
        name: 'report.html',
        href: `https://evidence.example/archive/${message.folder}report.html`,
      },
    ])
    const total = Object.values(message.results.counts).reduce((sum, count) => sum + count, 0)
    expect(message.results.total).to.equal(total)
    const [{ body, headers }] = hook.received as [(typeof hook.received)[number]]
    expect(body).to.not.match(/prod|shop/)
    const [, time = '', mac] = /^t=(\d+),v1=(.*)$/.exec(String(headers['exhibit-signature'])) ?? []
    expect(mac).to.equal(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex'))
    expect(context.err()).to.match(/delivered .*host=127\.0\.0\.1:\d+ tries=1 status=200/)
  })

  it('tells names and reasons where they are asked for, and counts what it leaves out', async () => {
    const hook = await listening(200)
    const context = installedWith(
      `  webhooks: [{url: '${hook.url}', secretFile: secret, details: true}]\n`,
    )
    expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
    const { details, due } = messageIn(hook)
    expect(details?.entity).to.equal('Example Payments')
    expect(details?.clusters).to.deep.equal({
      count: 1,
      first: [{ name: 'prod', status: 'complete', reasons: [] }],
    })
    expect(details?.due.count).to.be.at.least(due.count)
    expect(details?.due.first.join('\n')).to.match(/^prod: pci-dss-4\.0\.1 .*: nothing is stated$/m)
  })

  it('archives, warns and ends in 0 where nothing can be delivered, naming no secret', async () => {
    const [refusing, open] = [await listening(403), await listening(200)]
    const context = installedWith(
      [
        '  webhooks:\n',
        `    - {url: '${refusing.url}', secretFile: secret}\n`,
        `    - {url: '${open.url}', secretFile: missing}\n`,
        `    - {url: '${open.url}', secretFile: secret}\n`,
      ].join(''),
    )
    const { code, out } = await context.exhibit('run', '--no-pdf')
    expect(code).to.equal(0)
    expect(out).to.include('archived   runs/')
    expect(context.err()).to.match(/not delivered: it answered 403 .*webhook=1 .*hint=/)
    expect(context.err()).to.match(/not delivered: ENOENT.* webhook=2/)
    expect(context.err()).to.not.include(SECRET).and.not.include('in-the-path')
    expect(open.received).to.have.length(1)
  })

  it('refuses addresses that are not https before anything is collected', async () => {
    const context = installedWith(
      "  webhooks: [{url: 'http://hooks.example/', secretFile: secret}]\n",
    )
    const { code, message } = await context.faultOf('run', '--no-pdf')
    expect(code).to.equal('CONFIGURATION')
    expect(message).to.include('not an https URL')
  })

  it('tells nobody of a dry run', async () => {
    const hook = await listening(200)
    const context = installedWith(`  webhooks: [{url: '${hook.url}', secretFile: secret}]\n`)
    await context.exhibit('run', '--no-pdf', '--dry-run')
    expect(hook.received).to.be.empty
  })
})
