import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect, memberFor, memberOf, temporaryFolder, testOptions } from './collecting.ts'
import { fakeCluster } from './fake-cluster.ts'
import { certificates, refuse, startFake } from './fake-server.ts'
import type { FakeServer, Hook } from './fake-server.ts'

const PLUGIN_API = 'client.authentication.k8s.io/v1'

/** A script that notes its environment and prints this ExecCredential status; its n-th run prints token `t<n>` for `T`. */
function plugin(status: object, folder = temporaryFolder()) {
  const path = join(folder, 'plugin.sh')
  const answer = JSON.stringify({ apiVersion: PLUGIN_API, kind: 'ExecCredential', status })
  writeFileSync(
    path,
    `#!/bin/sh\necho run >> "${folder}/runs"\nprintf '%s' "$KUBERNETES_EXEC_INFO" > "${folder}/info"\n` +
      `printf '%s' "$EXTRA $HOME $1" > "${folder}/env"\nN=$(wc -l < "${folder}/runs" | tr -d ' ')\n` +
      `printf '%s' '${answer}' | sed "s/TOKEN/t$N/"\n`,
  )
  chmodSync(path, 0o755)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { path, runs: () => read('runs').split('\n').length - 1, read }
}

const exec = (command: string, more: object = {}) => ({
  exec: { apiVersion: PLUGIN_API, command, interactiveMode: 'Never', ...more },
})

describe('credentialsOf', () => {
  const servers: FakeServer[] = []
  const start = async (hook?: Hook) => {
    const server = await startFake(fakeCluster(), hook)
    servers.push(server)
    return server
  }
  const tokens = (server: FakeServer) => [
    ...new Set(server.seen.map(({ headers }) => headers.authorization)),
  ]
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })

  it('reads a token file beside the kubeconfig, and again after a refusal', async () => {
    const file = join(temporaryFolder(), 'token')
    writeFileSync(file, 'first\n')
    const server = await start((seen, response) => {
      if (seen.headers.authorization !== 'Bearer first') return false
      writeFileSync(file, 'second\n')
      refuse(response, 401, 'expired')
      return true
    })
    const { record } = await collect(memberFor(server, { tokenFile: file, token: 'ignored' }))
    expect(record.status).to.equal('complete')
    expect(tokens(server)).to.deep.equal(['Bearer first', 'Bearer second'])
  })

  it('reads a token file again after a minute', async () => {
    const file = join(temporaryFolder(), 'token')
    writeFileSync(file, 'first')
    let now = 0
    const server = await start((seen) => {
      if (seen.path === '/version') {
        writeFileSync(file, 'second')
        now += 61_000
      }
      return false
    })
    const clock = { now: () => '2026-11-23T02:00:00Z', milliseconds: () => now }
    await collect(memberFor(server, { tokenFile: file }), testOptions({}, { clock }))
    expect(tokens(server)).to.deep.equal(['Bearer first', 'Bearer second'])
  })

  it('does not ask again with a token that cannot change', async () => {
    const server = await start((_, response) => {
      refuse(response, 401, 'Unauthorized')
      return true
    })
    const { record } = await collect(memberFor(server))
    expect(record.status).to.equal('unauthorised')
    expect(record.reasons).to.deep.equal([
      'unauthorised: Unauthorized (hint: renew the credential of this cluster)',
    ])
    expect(server.seen).to.have.length(1)
  })

  it('shows a client certificate', async () => {
    const { client } = certificates()
    const server = await start()
    const user = { 'client-certificate': client.certificate, 'client-key': client.key }
    const { record } = await collect(memberFor(server, user))
    expect(record.status).to.equal('complete')
    expect(new Set(server.seen.map(({ certificate }) => certificate))).to.deep.equal(
      new Set(['good']),
    )
  })

  it('says when a client certificate has ended', async () => {
    const { expired } = certificates()
    const server = await start((seen, response) => {
      if (seen.certificate === 'good') return false
      refuse(response, 401, 'Unauthorized')
      return true
    })
    const data = (path: string) => readFileSync(path).toString('base64')
    const user = {
      'client-certificate-data': data(expired.certificate),
      'client-key-data': data(expired.key),
    }
    const { record } = await collect(memberFor(server, user))
    expect(record.status).to.equal('unauthorised')
    expect(record.reasons[0]).to.match(
      /^unauthorised: the client certificate ended at 2025-02-01T00:00:00Z \(hint: renew/,
    )
  })

  it('starts no credential plugin unless the estate allows it', async () => {
    const script = plugin({ token: 'TOKEN' })
    const server = await start()
    const { record } = await collect(memberFor(server, exec(script.path)))
    expect(record.status).to.equal('unauthorised')
    expect(record.reasons[0]).to.match(
      /^exec: credential plugin .* is not allowed \(hint: set allowExec/,
    )
    expect(() => script.runs()).to.throw('ENOENT')
  })

  it('runs a plugin once for all requests, with its arguments and environment', async () => {
    const script = plugin({ token: 'TOKEN' })
    const server = await start()
    const more = { args: ['get-token'], env: [{ name: 'EXTRA', value: 'more' }] }
    const environment = { HOME: '/home/exhibit', PATH: process.env.PATH }
    const member = memberFor(server, exec(script.path, more), {}, { allowExec: true })
    const { record } = await collect(member, testOptions({}, { environment }))
    expect(record.status).to.equal('complete')
    expect(script.runs()).to.equal(1)
    expect(script.read('env')).to.equal('more /home/exhibit get-token')
    expect(tokens(server)).to.deep.equal(['Bearer t1'])
    expect(JSON.parse(script.read('info'))).to.deep.equal({
      apiVersion: PLUGIN_API,
      kind: 'ExecCredential',
      spec: { interactive: false },
    })
  })

  const allowed = (server: FakeServer, user: object, cluster = {}) =>
    collect(
      memberFor(server, user, cluster, { allowExec: true }),
      testOptions({}, { environment: { PATH: process.env.PATH } }),
    )

  it('tells a plugin of the cluster where it asks for it', async () => {
    const script = plugin({ token: 'TOKEN' })
    const server = await start()
    const extension = { audience: 'prod' }
    await allowed(server, exec(script.path, { provideClusterInfo: true }), {
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension }],
    })
    const { spec } = JSON.parse(script.read('info')) as { spec: { cluster: object } }
    expect(spec.cluster).to.deep.equal({
      server: server.url,
      'certificate-authority-data': Buffer.from(server.ca).toString('base64'),
      config: extension,
    })
  })

  it('runs a plugin again a minute before its token expires', async () => {
    const expirationTimestamp = new Date(Date.now() + 30_000).toISOString()
    const script = plugin({ token: 'TOKEN', expirationTimestamp })
    const server = await start()
    await allowed(server, exec(script.path))
    expect(script.runs()).to.be.greaterThan(1)
    expect(tokens(server)).to.include.members(['Bearer t1', 'Bearer t2'])
  })

  it('runs a plugin again when the server refuses its token', async () => {
    const script = plugin({ token: 'TOKEN' })
    const server = await start((seen, response) => {
      if (seen.headers.authorization !== 'Bearer t1') return false
      refuse(response, 401, 'no')
      return true
    })
    const { record } = await allowed(server, exec(script.path))
    expect(record.status).to.equal('complete')
    expect(script.runs()).to.equal(2)
  })

  it('shows the client certificate that a plugin gives', async () => {
    const { client } = certificates()
    const text = (path: string) => readFileSync(path, 'utf8')
    const script = plugin({
      clientCertificateData: text(client.certificate),
      clientKeyData: text(client.key),
    })
    const server = await start()
    await allowed(server, exec(script.path))
    expect(server.seen[0]?.certificate).to.equal('good')
  })

  for (const [what, user, reason] of [
    ['is not installed', exec('no-such-plugin'), /plugin no-such-plugin is not installed/],
    ['fails', exec('false'), /plugin false ended with code 1 \(hint: try it with kubectl/],
    ['prints no JSON', exec('echo', { args: ['hello'] }), /printed no JSON/],
    ['prints something else', exec('echo', { args: ['{}'] }), /printed no ExecCredential/],
    ['gives nothing', exec('echo', { args: [answerOf({})] }), /gave neither a token nor/],
    [
      'gives an end that is no time',
      exec('echo', { args: [answerOf({ token: 'x', expirationTimestamp: 'soon' })] }),
      /expirationTimestamp that is no time/,
    ],
    [
      'speaks another version',
      exec('echo', { args: [answerOf({ token: 'x' }).replace('/v1', '/v1beta1')] }),
      /not client.authentication.k8s.io\/v1 /,
    ],
    ['needs a terminal', exec('true', { interactiveMode: 'Always' }), /asks for a terminal/],
  ] as const)
    it(`is unauthorised when a plugin ${what}`, async () => {
      const { record } = await allowed(await start(), user)
      expect(record.status).to.equal('unauthorised')
      expect(record.reasons[0]).to.match(reason)
    })

  it('sends user name and password, and who is impersonated', async () => {
    const server = await start()
    await collect(
      memberFor(server, { username: 'u', password: 'p', as: 'auditor', 'as-groups': ['a', 'b'] }),
    )
    expect(server.seen[0]?.headers).to.include({
      authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
      'impersonate-user': 'auditor',
      'impersonate-group': 'a, b',
    })
  })

  it('uses the token of an OpenID Connect user', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'none' })}.${part({ exp: 4_000_000_000 })}.x`
    const config = { 'id-token': token, 'idp-issuer-url': 'https://issuer.invalid' }
    const server = await start()
    await collect(memberFor(server, { 'auth-provider': { name: 'oidc', config } }))
    expect(tokens(server)).to.deep.equal([`Bearer ${token}`])
  })

  for (const [what, user, reason] of [
    ['none', {}, /^unauthorised: context one has no credential \(hint: /],
    ['a certificate alone', { 'client-certificate-data': 'eA==' }, /has no client key/],
    ['a missing token file', { tokenFile: 'nowhere' }, /cannot read .*nowhere.* ENOENT/],
    ['an old provider', { 'auth-provider': { name: 'gcp' } }, /auth-provider gcp is not supported/],
  ] as const)
    it(`is unauthorised with ${what} as credential`, async () => {
      const server = await start()
      const { record } = await collect(memberFor(server, user))
      expect(record.status).to.equal('unauthorised')
      expect(record.reasons[0]).to.match(reason)
      expect(server.seen).to.deep.equal([])
    })

  it('uses the account of the pod in its own cluster', async () => {
    const server = await start()
    const serviceAccountFolder = temporaryFolder()
    writeFileSync(join(serviceAccountFolder, 'token'), 'pod-token')
    writeFileSync(join(serviceAccountFolder, 'ca.crt'), server.ca)
    const { hostname, port } = new URL(server.url)
    const environment = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }
    const options = testOptions({}, { environment, serviceAccountFolder })
    const { record } = await collect(memberOf({ kind: 'in-cluster' }), options)
    expect(record.source).to.deep.equal({ kind: 'live', via: 'in-cluster' })
    expect(record.status).to.equal('complete')
    expect(tokens(server)).to.deep.equal(['Bearer pod-token'])
  })

  it('says that it is not in a cluster', async () => {
    const { record } = await collect(memberOf({ kind: 'in-cluster' }))
    expect(record.status).to.equal('unreachable')
    expect(record.reasons[0]).to.match(/^configuration: this is not a pod of a cluster \(hint: /)
  })
})

function answerOf(status: object): string {
  return JSON.stringify({ apiVersion: PLUGIN_API, kind: 'ExecCredential', status })
}
