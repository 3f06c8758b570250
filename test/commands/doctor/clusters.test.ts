import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { systemClock } from '../../../src/core/clock.ts'
import { custom, fakeCluster, namespaces, pods } from '../../collect/fake-cluster.ts'
import type { FakeCluster } from '../../collect/fake-cluster.ts'
import { certificates, refuse, send, startFake, type Hook } from '../../collect/fake-server.ts'
import { kubeconfigFile } from '../../collect/collecting.ts'
import { installed } from '../installation.ts'
import { testContext } from '../context.ts'
import { examine, type Examined } from './lines.ts'

/** An estate file of one cluster read by a kubeconfig. */
function estateOf(path: string, more = ''): string {
  return `clusters:\n  - {name: prod, kubeconfig: ${path}${more}}\n`
}

/** The doctor over one cluster at a fake server; the machine's clock, since the server has no other. */
async function examineFake(
  cluster: FakeCluster,
  hook?: Hook,
  user: object = { token: 'token-of-reader' },
  section: object = {},
  more = '',
): Promise<Examined> {
  const server = await startFake(cluster, hook)
  try {
    const data = Buffer.from(server.ca).toString('base64')
    const trusted = { 'certificate-authority-data': data }
    const path = kubeconfigFile({ server: server.url, ...trusted, ...section }, user)
    const context = testContext({ clock: systemClock })
    const examined = await examine(installed(context, { estate: estateOf(path, more) }))
    for (const { method, path: asked, query } of server.seen) {
      if (method === 'POST') expect(asked).to.match(/\/selfsubject(rules)?reviews$/)
      else if (/\/(namespaces|pods)$/.test(asked)) expect(query.get('limit')).to.equal('1')
    }
    return examined
  } finally {
    await server.close()
  }
}

describe('exhibit doctor, clusters', function () {
  this.timeout(60_000)

  it('says how a cluster was reached, as whom, and that all of the registry can be listed', async () => {
    const { code, about } = await examineFake(fakeCluster(namespaces('kube-system'), pods(3)))
    expect(about('cluster prod')[0]?.what).to.match(
      /^reached https:\/\/127\.0\.0\.1:\d+, Kubernetes v1\.35\.0$/,
    )
    expect(about('account in prod')).to.deep.equal([
      { status: 'ok', subject: 'account in prod', what: 'authenticated as reader' },
    ])
    expect(about('lists of prod')[0]?.what).to.match(
      /^2 of 2 served kinds can be listed, \d+ are not served$/,
    )
    expect(about('clock')[0]?.status).to.equal('ok')
    expect(about('clock')[0]?.what).to.include('cluster prod')
    expect(code).to.equal(0)
  })

  it('names the lists that are refused on one line, and the role that grants them', async () => {
    const { code, about } = await examineFake(fakeCluster(), ({ path }, response) => {
      if (!/^\/api\/v1\/(pods|namespaces)$/.test(path)) return false
      refuse(response, 403, `${path} is forbidden`)
      return true
    })
    expect(about('lists of prod')).to.deep.equal([
      {
        status: 'fail',
        subject: 'lists of prod',
        what: '0 of 2 served kinds can be listed; 2 forbidden: namespaces, pods',
        fix: "grant the reader's role as an administrator of it: exhibit init cluster prod | kubectl apply -f -",
      },
    ])
    expect(code).to.equal(3)
  })

  it('keeps lists that fail for another reason apart', async () => {
    const { about } = await examineFake(fakeCluster(), ({ path }, response) => {
      if (path === '/api/v1/pods') refuse(response, 403, 'pods is forbidden')
      else if (path === '/api/v1/namespaces') refuse(response, 400, 'no such thing')
      else return false
      return true
    })
    const said = about('lists of prod').map(({ what }) => what)
    expect(said).to.have.length(2)
    expect(said[0]).to.match(/^0 of 2 served kinds can be listed; 1 failed: .*: namespaces$/)
    expect(said[1]).to.match(/; 1 forbidden: pods$/)
  })

  it('gives a command that grants refused Gatekeeper constraints as it is printed', async () => {
    const name = 'k8srequiredlabels.constraints.gatekeeper.sh'
    const server = await startFake(
      fakeCluster(custom(name, 'K8sRequiredLabels', [], 'v1beta1', false)),
      ({ path }, response) => {
        if (!path.startsWith('/apis/constraints.gatekeeper.sh/v1beta1/')) return false
        refuse(response, 403, 'forbidden')
        return true
      },
    )
    try {
      const data = Buffer.from(server.ca).toString('base64')
      const section = { server: server.url, 'certificate-authority-data': data }
      const path = kubeconfigFile(section, { token: 'token-of-reader' })
      const context = installed(testContext({ clock: systemClock }), { estate: estateOf(path) })
      const [line] = (await examine(context)).about('lists of prod')
      expect(line?.what).to.include(`1 forbidden: ${name}`)
      const command = /: exhibit (init cluster .*) \| kubectl apply -f -$/.exec(line?.fix ?? '')
      const { code, out } = await context.exhibit(...(command?.[1] ?? '').split(' '))
      expect(code).to.equal(0)
      expect(out).to.include('k8srequiredlabels')
    } finally {
      await server.close()
    }
  })

  it('asks for the two ConfigMaps where the estate reads them', async () => {
    const asked: string[] = []
    const { about } = await examineFake(
      fakeCluster(),
      ({ path }, response) => {
        if (!path.includes('/configmaps')) return false
        asked.push(path)
        refuse(response, 403, 'no')
        return true
      },
      undefined,
      {},
      ', configMaps: true',
    )
    expect(asked).to.deep.equal(['/api/v1/namespaces/kube-system/configmaps'])
    const [line] = about('lists of prod')
    expect(line?.what).to.match(/1 forbidden: configmaps$/)
    expect(line?.fix).to.include('exhibit init cluster prod --config-maps | kubectl')
  })

  it('warns of an account that may read Secrets or anything, and fails on one that nobody is', async () => {
    const rules = (resourceRules: readonly object[], username: string): Hook => {
      return ({ path }, response) => {
        if (path.endsWith('selfsubjectreviews'))
          send(response, 201, { kind: 'SelfSubjectReview', status: { userInfo: { username } } })
        else if (path.endsWith('selfsubjectrulesreviews'))
          send(response, 201, { kind: 'SelfSubjectRulesReview', status: { resourceRules } })
        else return false
        return true
      }
    }
    const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
    const wide = await examineFake(fakeCluster(), rules(everything, 'admin'))
    expect(wide.about('account in prod').map(({ status }) => status)).to.deep.equal(['ok', 'warn'])
    const secrets = [{ verbs: ['list'], apiGroups: [''], resources: ['secrets'] }]
    const reads = await examineFake(fakeCluster(), rules(secrets, 'reader'))
    expect(reads.about('account in prod')[1]?.what).to.include('list secrets in core')
    const nobody = await examineFake(fakeCluster(), rules([], 'system:anonymous'))
    expect(nobody.about('account in prod')[0]?.status).to.equal('fail')
  })

  it('names policy APIs that are not understood: strangers, and known ones that are in use', async () => {
    const object = { metadata: { name: 'deny', namespace: 'shop' } }
    const { about } = await examineFake(
      fakeCluster(
        custom('firewallrules.example.com', 'FirewallRule', []),
        custom(
          'ciliumlocalredirectpolicies.cilium.io',
          'CiliumLocalRedirectPolicy',
          [object],
          'v2',
        ),
        custom(
          'ciliumclusterwidenetworkpolicies.cilium.io',
          'CiliumClusterwideNetworkPolicy',
          [],
          'v2',
          false,
        ),
      ),
    )
    const [line] = about('policy APIs of prod')
    expect(line?.status).to.equal('warn')
    expect(line?.what).to.include('firewallrules.example.com')
    expect(line?.what).to.not.include('clusterwide')
  })

  it('warns when the certificate of the server is not verified', async () => {
    const section = { 'certificate-authority-data': null, 'insecure-skip-tls-verify': true }
    const { about } = await examineFake(fakeCluster(), undefined, undefined, section)
    expect(about('cluster prod')[0]?.fix).to.include('certificate-authority')
  })

  it('tells the cause, with a fix, when a cluster cannot be asked', async () => {
    const { expired } = certificates()
    const client = {
      'client-certificate-data': readFileSync(expired.certificate).toString('base64'),
      'client-key-data': readFileSync(expired.key).toString('base64'),
    }
    const unauthorised: Hook = (_seen, response) => {
      refuse(response, 401, 'Unauthorized')
      return true
    }
    const examined = [
      await examineFake(fakeCluster(), unauthorised),
      await examineFake(fakeCluster(), unauthorised, client),
      await examineFake(fakeCluster(), undefined, undefined, { 'tls-server-name': 'elsewhere' }),
      await examineFake(fakeCluster(), undefined, {
        exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1' },
      }),
    ]
    const said = examined.map(({ about }) => about('cluster prod')[0])
    expect(said.map((line) => line?.status)).to.deep.equal(Array(4).fill('fail'))
    expect(said[0]?.what).to.match(/^unauthorised: /)
    expect(said[1]?.what).to.match(/client certificate ended at 2025-02-01/)
    expect(said[2]?.what).to.match(/^tls: /)
    expect(said[3]?.fix).to.include('--allow-exec')
    expect(examined.map(({ code }) => code)).to.deep.equal([3, 3, 3, 3])
  })

  it('goes on after a dead cluster and one without a readable kubeconfig, which is a fault of the configuration', async () => {
    const dead = kubeconfigFile({ server: 'https://127.0.0.1:1' }, { token: 'x' })
    const estate = `clusters:
  - {name: dead, kubeconfig: ${dead}}
  - {name: lost, kubeconfig: /nowhere/kubeconfig}
  - {name: prod, folder: prod}
`
    const { code, about } = await examine(installed(testContext(), { estate }))
    expect(about('cluster dead')[0]?.what).to.include('ECONNREFUSED')
    expect(about('cluster lost')[0]?.what).to.match(/^configuration: cannot read kubeconfig/)
    expect(about('cluster prod')[0]?.status).to.equal('ok')
    expect(code).to.equal(2)
  })
})
