import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, connect as connectTcp } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { expect } from 'chai'
import { collect, memberFor, testOptions } from './collecting.ts'
import { fakeCluster } from './fake-cluster.ts'
import { certificates, startFake } from './fake-server.ts'
import type { FakeServer } from './fake-server.ts'
import { readFileSync } from 'node:fs'

/** A proxy that knows CONNECT; it notes where it was asked to connect to, and connects to the given port of this host instead. */
async function startProxy(port: number) {
  const asked: string[] = []
  const server = createHttp()
  server.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '')
    const to = connectTcp(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      to.pipe(socket).pipe(to)
    })
    to.on('error', () => socket.destroy())
    socket.on('error', () => to.destroy())
  })
  await listening(server)
  return { url: `http://127.0.0.1:${portOf(server)}`, asked, close: () => server.close() }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

describe('connect', () => {
  let server: FakeServer
  before(async () => {
    server = await startFake(fakeCluster())
  })
  after(() => server.close())

  const reasonFor = async (cluster: object, environment = {}) => {
    const member = memberFor(server, undefined, cluster)
    const { record } = await collect(member, testOptions({}, { environment }))
    return { status: record.status, reason: record.reasons[0] ?? '', notes: record.notes }
  }
  const asLocalhost = () => server.url.replace('127.0.0.1', 'localhost')

  it('checks the name in the certificate of the server', async () => {
    const { status, reason } = await reasonFor({ 'tls-server-name': 'other.example' })
    expect(status).to.equal('unreachable')
    expect(reason).to.match(
      /^tls: https:.* (hint: check certificate-authority and tls-server-name|.*altnames)/,
    )
  })

  it('takes the name that tls-server-name gives', async () => {
    expect((await reasonFor({ 'tls-server-name': 'localhost' })).status).to.equal('complete')
    expect((await reasonFor({ server: asLocalhost() })).status).to.equal('complete')
  })

  it('does not trust a server whose CA the kubeconfig does not name', async () => {
    const other = readFileSync(certificates().client.certificate).toString('base64')
    const wrong = await reasonFor({ 'certificate-authority-data': other })
    expect(wrong.status).to.equal('unreachable')
    expect(wrong.reason).to.match(/^tls: /)
    const none = await reasonFor({ 'certificate-authority-data': null })
    expect(none.reason).to.match(/^tls: .*(hint: check certificate-authority)/)
  })

  it('says on page one that a certificate was not verified', async () => {
    const { status, notes } = await reasonFor({
      'certificate-authority-data': null,
      'insecure-skip-tls-verify': true,
    })
    expect(status).to.equal('complete')
    expect(notes[0]).to.include('insecure-skip-tls-verify')
  })

  it('reads a CA from a file beside the kubeconfig', async () => {
    const ca = { 'certificate-authority-data': null, 'certificate-authority': certificates().ca }
    expect((await reasonFor(ca)).status).to.equal('complete')
  })

  it('keeps a path before /api', async () => {
    const { record } = await collect(
      memberFor(server, undefined, { server: `${server.url}/k8s/c-1/` }),
    )
    expect(server.seen.at(-1)?.path).to.match(/^\/k8s\/c-1\//)
    expect(record.status).to.equal('unreachable')
  })

  for (const [what, url, reason] of [
    ['a name without an address', 'https://no-such-host.invalid', /^(dns|tcp|timeout): .*\(hint: /],
    ['a plain http server', 'http://127.0.0.1:1', /^configuration: the server is not an https URL/],
    ['what is no URL', 'not a url', /^configuration: the server is not a URL \(hint: /],
  ] as const)
    it(`is unreachable for ${what}`, async () => {
      const { status, reason: said } = await reasonFor({ server: url })
      expect(status).to.equal('unreachable')
      expect(said).to.match(reason)
    })

  it('is unreachable where nothing listens', async () => {
    const gone = createTcp()
    await listening(gone)
    const port = portOf(gone)
    await new Promise((resolve) => gone.close(resolve))
    const { reason } = await reasonFor({ server: `https://127.0.0.1:${port}` })
    expect(reason).to.match(/^tcp: .*ECONNREFUSED.*\(hint: check that the API server runs/)
  })

  it('records which server was meant where it is not reached', async () => {
    const reached = await collect(memberFor(server))
    const { caDigest } = reached.record.identity
    const address = 'https://reader:hunter2@127.0.0.1:1/k8s/c-1/?token=hunter2'
    const { record } = await collect(memberFor(server, undefined, { server: address }))
    expect(record.status).to.equal('unreachable')
    expect(record.identity).to.deep.equal({ server: 'https://127.0.0.1:1/k8s/c-1', caDigest })
    const unauthorised = await collect(memberFor(server, {}))
    expect(unauthorised.record.status).to.equal('unauthorised')
    expect(unauthorised.record.identity).to.deep.equal({ server: server.url, caDigest })
  })

  it('is unreachable where something else listens', async () => {
    const talker = createTcp((socket) => socket.end('220 mail.example ESMTP\r\n'))
    await listening(talker)
    const { reason, status } = await reasonFor({ server: `https://127.0.0.1:${portOf(talker)}` })
    talker.close()
    expect(status).to.equal('unreachable')
    expect(reason).to.match(/^tls: .*\(hint: /)
  })

  it('is unreachable where nobody speaks', async () => {
    const mute = createTcp(() => undefined)
    await listening(mute)
    const member = memberFor(server, undefined, { server: `https://127.0.0.1:${portOf(mute)}` })
    const { record } = await collect(member, testOptions({ silenceSeconds: 0.3 }))
    mute.close()
    expect(record.reasons[0]).to.match(/^timeout: the server was silent for 0.3 s \(hint: /)
  })

  it('goes through the proxy that the kubeconfig names', async () => {
    const proxy = await startProxy(Number(new URL(server.url).port))
    const url = 'https://api.example:6443'
    const { status } = await reasonFor(
      { server: url, 'tls-server-name': 'localhost', 'proxy-url': proxy.url },
      { NO_PROXY: '*' },
    )
    proxy.close()
    expect(status).to.equal('complete')
    expect(new Set(proxy.asked)).to.deep.equal(new Set(['api.example:6443']))
    expect(proxy.asked.length).to.be.at.most(4)
  })

  it('goes through the proxy of the environment unless NO_PROXY names the server', async () => {
    const proxy = await startProxy(Number(new URL(server.url).port))
    const cluster = { server: 'https://api.example:6443', 'tls-server-name': 'localhost' }
    const through = await reasonFor(cluster, { HTTPS_PROXY: proxy.url })
    const asked = proxy.asked.length
    const past = await reasonFor(cluster, { HTTPS_PROXY: proxy.url, NO_PROXY: '.example' })
    proxy.close()
    expect(through.status).to.equal('complete')
    expect(past.status).to.equal('unreachable')
    expect(proxy.asked).to.have.length(asked)
  })

  it('is unreachable when the proxy is dead or refuses', async () => {
    const { reason } = await reasonFor({ 'proxy-url': 'http://127.0.0.1:1' })
    expect(reason).to.match(/^tcp: .*ECONNREFUSED 127.0.0.1:1.*\(hint: /)
    const refusing = createHttp()
    refusing.on('connect', (_, socket: Socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
    await listening(refusing)
    const answer = await reasonFor({ 'proxy-url': `http://127.0.0.1:${portOf(refusing)}` })
    refusing.close()
    expect(answer.status).to.equal('unreachable')
    expect(answer.reason).to.match(/^proxy: the proxy answered 407 \(hint: /)
  })

  it('does not know SOCKS', async () => {
    const { reason } = await reasonFor({ 'proxy-url': 'socks5://127.0.0.1:1' })
    expect(reason).to.match(/^proxy: the proxy is not an http or https URL \(hint: .*SOCKS/)
  })

  it('sends its name and asks for gzip', () => {
    expect(server.seen[0]?.headers).to.include({
      'user-agent': 'exhibit/test',
      'accept-encoding': 'gzip',
    })
  })
})
