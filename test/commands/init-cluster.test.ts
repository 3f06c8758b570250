import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readerRules } from '../../src/collect/kinds.ts'
import { readContext } from '../../src/collect/kubeconfig.ts'
import { collectCluster } from '../../src/collect/collect-cluster.ts'
import { isJsonObject, type JsonObject } from '../../src/core/json.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { custom, fakeCluster } from '../collect/fake-cluster.ts'
import { certificates, startFake, type FakeServer } from '../collect/fake-server.ts'
import { kubeconfigFile, memberOf, testOptions } from '../collect/collecting.ts'
import { testContext } from './context.ts'

function manifestsIn(text: string): readonly JsonObject[] {
  return parseYaml(text, 'stdout').map(({ value }) => {
    if (!isJsonObject(value)) throw new Error('not a manifest')
    return value
  })
}

function kindsIn(text: string): readonly unknown[] {
  return manifestsIn(text).map(({ kind }) => kind)
}

/** A kubeconfig for a fake server, with a token. */
function kubeconfigFor({ url, ca }: FakeServer, more: object = {}): string {
  const data = Buffer.from(ca).toString('base64')
  return kubeconfigFile(
    { server: url, 'certificate-authority-data': data, ...more },
    { token: 'token-of-admin' },
  )
}

describe('exhibit init cluster', () => {
  it('prints account, role and binding, without being asked for anything', async () => {
    const { code, out } = await testContext().exhibit('init', 'cluster', 'prod-eu')
    expect(code).to.equal(0)
    expect(kindsIn(out)).to.deep.equal([
      'Namespace',
      'ServiceAccount',
      'NetworkPolicy',
      'ClusterRole',
      'ClusterRoleBinding',
    ])
    const role = manifestsIn(out).find(({ kind }) => kind === 'ClusterRole')
    expect(role?.rules).to.deep.equal(readerRules())
  })

  it('says in one comment line how the token is made, for both kinds of token', async () => {
    const context = testContext()
    const bounded = await context.exhibit('init', 'cluster', 'prod-eu', '--namespace', 'audit')
    expect(bounded.out).to.match(
      /^# Its token: kubectl create token exhibit-reader --namespace audit .*> prod-eu\.token/m,
    )
    const lasting = await context.exhibit('init', 'cluster', 'prod-eu', '--token-secret')
    expect(lasting.out).to.match(/^# Its token: kubectl get secret exhibit-reader .*base64decode/m)
    const secret = manifestsIn(lasting.out).find(({ kind }) => kind === 'Secret')
    expect(secret?.type).to.equal('kubernetes.io/service-account-token')
    expect(secret?.data).to.equal(undefined)
  })

  it('puts everything into the namespace that is asked for, and grants ConfigMaps only when told to', async () => {
    const { out } = await testContext().exhibit(
      ...['init', 'cluster', 'prod-eu', '--namespace', 'audit', '--config-maps'],
    )
    expect(kindsIn(out).slice(-2)).to.deep.equal(['Role', 'RoleBinding'])
    expect(out).to.not.include('namespace: exhibit')
    expect(out).to.include('cilium-config')
  })

  it('grants the Gatekeeper constraints that the cluster serves', async () => {
    const server = await startFake(
      fakeCluster(
        custom('k8srequiredlabels.constraints.gatekeeper.sh', 'K8sRequiredLabels', []),
        custom('k8sallowedrepos.constraints.gatekeeper.sh', 'K8sAllowedRepos', []),
      ),
    )
    try {
      const { out } = await testContext().exhibit(
        ...['init', 'cluster', 'prod-eu', '--kubeconfig', kubeconfigFor(server)],
      )
      const role = manifestsIn(out).find(({ kind }) => kind === 'ClusterRole')
      expect(role?.rules).to.deep.equal(readerRules(['k8sallowedrepos', 'k8srequiredlabels']))
      expect(out).to.include('Gatekeeper constraint kinds that the cluster serves: 2')
    } finally {
      await server.close()
    }
  })

  it('prints a kubeconfig that reads the cluster, with server and CA of a context and none of its credentials', async () => {
    const server = await startFake(fakeCluster())
    try {
      const context = testContext()
      const { out } = await context.exhibit(
        ...['init', 'cluster', 'prod-eu', '--print', 'kubeconfig'],
        ...['--kubeconfig', kubeconfigFor(server, { 'tls-server-name': 'localhost' })],
      )
      expect(out).to.not.include('token-of-admin')
      expect(server.seen).to.have.length(0)
      const path = context.write('prod-eu.kubeconfig', out)
      context.write('prod-eu.token', 'token-of-reader\n')
      const parsed = await readContext(path)
      expect([parsed.name, parsed.cluster.tlsServerName]).to.deep.equal(['prod-eu', 'localhost'])
      const events = collectCluster(memberOf({ kind: 'kubeconfig', path }), testOptions())
      for await (const event of events)
        if (event.kind === 'record') expect(event.record.status).to.equal('complete')
      const sent = server.seen.map(({ headers }) => headers.authorization)
      expect(new Set(sent)).to.deep.equal(new Set(['Bearer token-of-reader']))
    } finally {
      await server.close()
    }
  })

  it('prints a kubeconfig offline from --server and --certificate-authority', async () => {
    const context = testContext()
    const { ca } = certificates()
    const { out } = await context.exhibit(
      ...['init', 'cluster', 'prod-eu', '--print', 'kubeconfig', '--token-file', '/run/token'],
      ...['--server', 'https://203.0.113.10:6443', '--certificate-authority', ca],
    )
    const { cluster, tokenFile } = await readContext(context.write('kubeconfig', out))
    expect(cluster.server).to.equal('https://203.0.113.10:6443')
    expect(Buffer.from(cluster.caData ?? '', 'base64').toString()).to.equal(
      readFileSync(ca, 'utf8'),
    )
    expect(tokenFile).to.equal('/run/token')
  })

  it('says which authorities are trusted where no CA is given', async () => {
    const { out } = await testContext().exhibit(
      ...['init', 'cluster', 'prod-eu', '--print', 'kubeconfig', '--server', 'https://api.example'],
    )
    expect(out).to.include('--certificate-authority FILE names another')
    expect(out).to.not.include('insecure')
  })

  it('refuses, each with a hint: names that are no labels, servers that are not https, contexts that verify nothing', async () => {
    const { faultOf, write } = testContext()
    const init = ['init', 'cluster'] as const
    const kubeconfig = ['--print', 'kubeconfig'] as const
    const unverified = kubeconfigFile(
      { server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true },
      { token: 'x' },
    )
    const noCertificate = write('ca.crt', 'not a certificate\n')
    const https = ['--server', 'https://api.example'] as const
    const faults = [
      await faultOf(...init, '../prod'),
      await faultOf(...init, 'prod', '--namespace', 'a b'),
      await faultOf(...init, 'prod', ...kubeconfig),
      await faultOf(...init, 'prod', ...kubeconfig, '--server', 'http://api.example'),
      await faultOf(...init, 'prod', ...kubeconfig, '--kubeconfig', unverified),
      await faultOf(
        ...[...init, 'prod', ...kubeconfig, ...https, '--certificate-authority', noCertificate],
      ),
      await faultOf(...init, 'prod', '--kubeconfig', join('missing', 'kubeconfig')),
    ]
    expect(faults.map(({ exitCode }) => exitCode)).to.deep.equal([2, 2, 2, 2, 2, 2, 2])
    for (const { hint } of faults) expect(hint).to.be.a('string')
    expect(faults[4]?.hint).to.include('--certificate-authority')
  })

  it('refuses flags that say nothing of what is printed', async () => {
    const { faultOf } = testContext()
    const init = ['init', 'cluster', 'prod'] as const
    const calls = [
      ['--server', 'https://api.example'],
      ['--token-file', 'token'],
      ['--certificate-authority', 'ca.crt'],
      ['--context', 'prod'],
      ['--print', 'kubeconfig', '--server', 'https://api.example', '--config-maps'],
    ]
    for (const flags of calls) expect((await faultOf(...init, ...flags)).code).to.equal('USAGE')
  })

  it('says so when the cluster of the kubeconfig cannot be asked', async () => {
    const dead = kubeconfigFile({ server: 'https://127.0.0.1:1' }, { token: 'x' })
    const fault = await testContext().faultOf('init', 'cluster', 'prod', '--kubeconfig', dead)
    expect(fault.code).to.equal('COLLECTION')
    expect(fault.message).to.match(/^cannot ask prod: .*ECONNREFUSED/)
  })
})
