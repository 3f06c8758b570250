import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { systemClock } from '../../src/core/clock.ts'
import { testContext, type TestContext } from '../commands/context.ts'
import { examine } from '../commands/doctor/lines.ts'
import { installed } from '../commands/installation.ts'
import { describeReal } from '../peer/part.ts'
import { findAssets } from './assets.ts'
import { kubectlOf, stdoutOf } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'

describeReal('exhibit init cluster and doctor on a real API server', findAssets(), (assets) => {
  let server: RealServer
  let kubectl: Kubectl
  let context: TestContext

  const init = (...args: readonly string[]) =>
    context.exhibit('init', 'cluster', 'prod', '--kubeconfig', server.kubeconfig('admin'), ...args)

  before(async function () {
    this.timeout(120_000)
    server = await startRealServer({ name: 'init', assets })
    kubectl = kubectlOf(assets, server)
    context = testContext({ clock: systemClock })
    const kubeconfig = '{name: prod, kubeconfig: prod.kubeconfig, configMaps: true}'
    installed(context, { estate: `clusters: [${kubeconfig}]\n` })
  })
  after(() => server.stop())

  it('prints manifests that kubectl applies, also those with a token that does not end', async () => {
    const { out } = await init('--config-maps', '--token-secret')
    const { code, stdout, stderr } = await kubectl(['apply', '-o', 'name', '-f', '-'], out)
    expect([code, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.include('secret/exhibit-reader')
    expect(stdout).to.include('rolebinding.rbac.authorization.k8s.io/exhibit-reader')
  })

  it('prints a kubeconfig with which, and the token of the printed command, a run can list everything', async () => {
    const { out } = await init('--print', 'kubeconfig')
    context.write('prod.kubeconfig', out)
    const command = /^# Its token: kubectl (.*) > prod\.token /m.exec(out)?.[1] ?? ''
    context.write('prod.token', await stdoutOf(kubectl(command.split(' '))))
    const kubeconfig = `${context.folder}/prod.kubeconfig`
    const listed = kubectl(['get', 'namespaces', '-o', 'name', '--kubeconfig', kubeconfig])
    expect(await stdoutOf(listed)).to.include('namespace/exhibit')
    expect((await kubectl(['get', 'secrets', '--kubeconfig', kubeconfig])).code).to.equal(1)
    const { about, of } = await examine(context)
    expect(of('fail')).to.deep.equal([])
    expect(about('account in prod')).to.deep.equal([
      {
        status: 'ok',
        subject: 'account in prod',
        what: 'authenticated as system:serviceaccount:exhibit:exhibit-reader',
      },
    ])
    expect(about('lists of prod')[0]?.what).to.match(/^(\d+) of \1 served kinds can be listed/)
    expect(about('clock')[0]?.status).to.equal('ok')
  })

  it('names what the role no longer grants, and says that a token is not taken', async () => {
    const patch = '[{"op": "remove", "path": "/rules/0"}]'
    await stdoutOf(
      kubectl(['patch', 'clusterrole', 'exhibit-reader', '--type', 'json', '--patch', patch]),
    )
    const { about, code } = await examine(context)
    expect(about('lists of prod')[0]?.what).to.match(/; \d+ forbidden: (.*, )?pods(,|$)/)
    expect(code).to.equal(3)
    context.write('prod.token', 'not-a-token\n')
    expect((await examine(context)).about('cluster prod')[0]?.what).to.match(/^unauthorised: /)
    rmSync(`${context.folder}/prod.token`)
    expect((await examine(context)).about('cluster prod')[0]?.what).to.include('cannot read')
  })
})
