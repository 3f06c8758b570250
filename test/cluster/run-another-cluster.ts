import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { findBrowser } from '../../deploy/find-browser.mjs'
import { archivedRun, entriesOf } from '../peer/archived.ts'
import { ROOT } from '../peer/installation.ts'
import type { Assets } from './assets.ts'
import { kubectlOf, stdoutOf } from './kubectl.ts'
import { customKind } from './objects.ts'
import type { Scene } from './run-scene.ts'

const CONSTRAINT = 'k8srequiredlabels.constraints.gatekeeper.sh'

/** Tests of what a cluster is given so that it can be read, and of a run over it alone, with a PDF where a browser is found. */
export function itIsGivenAnotherCluster(scene: () => Scene, assets: Assets): void {
  const exhibit = (...args: readonly string[]) => scene().estate.installation.exhibit(...args)
  const newest = () => {
    const entry = entriesOf(scene().archive).at(-1)
    if (entry === undefined) throw new Error('nothing was committed')
    return archivedRun(scene().archive, entry)
  }

  it('reads a cluster completely with what exhibit init cluster printed for it', async function () {
    this.timeout(240_000)
    const { office, installation } = scene().estate
    const crd = customKind(
      ...(['constraints.gatekeeper.sh', 'v1beta1', 'K8sRequiredLabels'] as const),
      ...(['k8srequiredlabels', 'Cluster'] as const),
    )
    await office.apply([crd])
    await served(scene(), '/apis/constraints.gatekeeper.sh/v1beta1')
    const admin = office.kubeconfig('admin')
    const init = ['init', 'cluster', 'branch', '--kubeconfig', admin]
    const manifests = await exhibit(...init)
    await stdoutOf(kubectlOf(assets, office)(['apply', '-f', '-'], manifests.stdout))
    const kubeconfig = await exhibit(...init, '--print', 'kubeconfig')
    installation.write('branch.kubeconfig', kubeconfig.stdout)
    installation.write(
      'branch.token',
      await office.serviceAccountToken('exhibit', 'exhibit-reader'),
    )
    installation.write(
      'branch.yaml',
      'clusters: [{ name: branch, kubeconfig: branch.kubeconfig }]\n',
    )
    const end = await exhibit('run', '--estate', 'branch.yaml', '--cluster', 'branch', '--no-pdf')
    expect([end.code, end.stderr]).to.deep.include(0)
    const snapshot = newest().snapshot('branch')
    expect([snapshot.status, snapshot.reasons]).to.deep.equal(['complete', []])
    const constraint = snapshot.resources.find(({ resource }) => resource === CONSTRAINT)
    expect(constraint?.status).to.equal('ok')
  })

  it('calls a constraint kind that no role grants forbidden, and the run of one cluster ad-hoc', async function () {
    this.timeout(240_000)
    const browser = await findBrowser({ env: process.env })
    const end = await exhibit('run', '--cluster', 'office')
    const { manifest, folder, snapshot } = newest()
    expect(manifest).to.deep.include({ trigger: 'ad-hoc' })
    expect(manifest.clusters.map(({ name }) => name)).to.deep.equal(['office'])
    expect(snapshot('office').gaps.map(({ resource }) => resource)).to.deep.equal([CONSTRAINT])
    const pdf = existsSync(join(folder, 'report.pdf'))
    if ('reasons' in browser) expect([end.code, pdf]).to.deep.equal([3, false])
    else {
      expect([end.code, pdf]).to.deep.equal([0, true])
      const path = join(folder, 'report.pdf')
      const verified = await exhibit(
        'verify',
        path,
        '--trust',
        scene().estate.installation.path(ROOT),
      )
      expect([verified.code, verified.stdout]).to.deep.include(0)
    }
  })

  it('tells the doctor of each cluster, with what to do', async function () {
    this.timeout(60_000)
    const { code, stdout } = await exhibit('doctor', '--no-pdf')
    expect(code).to.equal(3)
    for (const line of [
      /^fail {2}cluster dead: tcp: .*\n {6}fix: check that the API server runs/m,
      /^fail {2}cluster expired: unauthorised: the client certificate ended at 2025-02-01T00:00:00Z\n {6}fix: renew/m,
      /^fail {2}cluster wrong-ca: tls: .*\n {6}fix: check certificate-authority/m,
      /^fail {2}lists of office-restricted: .* forbidden: .*networkpolicies\.networking\.k8s\.io.*\n {6}fix: .*exhibit init cluster office-restricted/m,
      /^warn {2}policy APIs of office: not understood: ciliumlocalredirectpolicies\.cilium\.io/m,
      /^ok {4}lists of payments: (\d+) of \1 served kinds can be listed/m,
    ])
      expect(stdout).to.match(line)
  })
}

async function served({ estate }: Scene, path: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if ((await estate.office.admin.call({ path })).status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${path} is not served after 30 s`)
}
