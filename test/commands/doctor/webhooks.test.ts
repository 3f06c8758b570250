import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { receiver } from '../../deliver/receiver.ts'
import { testContext, type TestContext } from '../context.ts'
import { installed } from '../installation.ts'
import { examine } from './lines.ts'

function installedWith(...webhooks: readonly string[]): TestContext {
  const context = installed(testContext())
  const path = join(context.folder, 'exhibit.yaml')
  const lines = webhooks.map((each) => `    - ${each}\n`).join('')
  context.write('exhibit.yaml', `${readFileSync(path, 'utf8')}deliver:\n  webhooks:\n${lines}`)
  context.write('secret', 'a-secret-of-more-than-16-bytes\n')
  context.write('short', 'too short\n')
  return context
}

describe('exhibit doctor with webhooks', function () {
  this.timeout(60_000)

  it('says of each whether it could be told, and tells it nothing', async () => {
    const hook = await receiver(200)
    const gone = await receiver(200)
    await gone.close()
    const context = installedWith(
      `{url: '${hook.url}', secretFile: secret}`,
      `{url: '${hook.url}', secretFile: missing}`,
      `{url: '${hook.url}', secretFile: short}`,
      `{url: '${gone.url}', secretFile: secret}`,
    )
    const { code, lines } = await examine(context)
    await hook.close()
    expect(code).to.equal(0)
    const said = lines.filter(({ subject }) => subject.startsWith('webhook'))
    expect(said.map(({ status }) => status)).to.deep.equal(['ok', 'warn', 'warn', 'warn'])
    expect(said[0]?.subject).to.match(/^webhook 1 \(127\.0\.0\.1:\d+\)$/)
    expect(said[0]?.what).to.include('nothing was sent')
    expect(said[1]?.what).to.include('ENOENT')
    expect(said[2]?.what).to.include('shorter than 16 bytes')
    expect(said[3]?.what).to.include('ECONNREFUSED')
    expect(hook.received).to.be.empty
    expect(JSON.stringify(said)).to.not.include('in-the-path').and.not.include('a-secret')
  })

  it('wants a certificate that is trusted', async () => {
    const open = createServer((socket) => socket.end('no TLS'))
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve))
    const { port } = open.address() as AddressInfo
    const context = installedWith(`{url: 'https://127.0.0.1:${port}/hook', secretFile: secret}`)
    const { lines } = await examine(context)
    open.close()
    const said = lines.find(({ subject }) => subject.startsWith('webhook'))
    expect(said?.status).to.equal('warn')
    expect(said?.fix).to.include('caFile')
  })
})
