import { join } from 'node:path'
import { expect } from 'chai'
import { slotOfJobName } from '../../src/commands/slot.ts'
import { parseJson } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { describeReal } from '../peer/part.ts'
import { member } from './answer.ts'
import { findAssets } from './assets.ts'
import { kubectlOf, stdoutOf } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'
import { startRealServer } from './real-server.ts'
import type { RealServer } from './real-server.ts'
import { itReadsYamlAsKubectl } from './yaml-readings.ts'

const DEPLOY = join(import.meta.dirname, '..', '..', 'deploy')
const SERVER = '--dry-run=server'

describeReal('deploy/ on a real API server', findAssets(), (assets) => {
  let server: RealServer
  let kubectl: Kubectl

  const apply = (...args: readonly string[]) => stdoutOf(kubectl(['apply', ...args]))

  before(async function () {
    this.timeout(120_000)
    server = await startRealServer({ name: 'hub', assets })
    kubectl = kubectlOf(assets, server)
    await apply('-f', join(DEPLOY, 'hub', 'namespace.yaml'))
  })
  after(() => server.stop())

  it('takes the reader', async () => {
    expect(await names(apply('-k', join(DEPLOY, 'reader'), SERVER, '-o', 'name'))).to.deep.equal([
      'clusterrole.rbac.authorization.k8s.io/exhibit-reader',
      'clusterrolebinding.rbac.authorization.k8s.io/exhibit-reader',
    ])
  })

  const OBJECTS = [
    /^configmap\/exhibit-/,
    /^cronjob\.batch\/exhibit$/,
    /^namespace\/exhibit$/,
    /^networkpolicy\.networking\.k8s\.io\/exhibit$/,
    /^serviceaccount\/exhibit$/,
  ]
  const CLAIM = /^persistentvolumeclaim\/exhibit-archive$/

  for (const [folder, expected] of [
    ['hub', [...OBJECTS, CLAIM]],
    ['hub-s3', OBJECTS],
  ] as const)
    it(`takes the ${folder}, and warns of nothing`, async () => {
      const { code, stdout, stderr } = await kubectl([
        'apply',
        ...['-k', join(DEPLOY, folder), SERVER, '-o', 'name'],
      ])
      expect([code, stderr]).to.deep.equal([0, ''])
      const found = stdout.trim().split('\n')
      for (const name of expected) expect(found.filter((one) => name.test(one))).to.have.length(1)
      expect(found).to.have.length(expected.length)
    })

  for (const folder of ['hub', 'hub-s3'])
    it(`admits the pod of the ${folder}'s CronJob where PodSecurity is restricted`, async () => {
      const pod = await podOf(kubectl, join(DEPLOY, folder))
      const { code, stderr } = await create(kubectl, pod)
      expect([code, stderr]).to.deep.equal([0, ''])
    })

  it('refuses that pod once anything is loosened, so that admission is known to look', async () => {
    const pod = await podOf(kubectl, join(DEPLOY, 'hub'))
    const spec = { ...member(pod, 'spec'), hostNetwork: true }
    const { code, stderr } = await create(kubectl, { ...pod, spec })
    expect(code).to.equal(1)
    expect(stderr).to.include('violates PodSecurity "restricted')
  })

  it('gives a Job of the CronJob the label in which its pod finds the slot', async () => {
    await apply('-k', join(DEPLOY, 'hub'))
    const name = 'exhibit-29930520'
    const text = await stdoutOf(
      kubectl([
        ...['create', 'job', name, '--from=cronjob/exhibit', '--namespace=exhibit'],
        ...[SERVER, '-o', 'json'],
      ]),
    )
    const job = parseJson(text, 'job') as JsonObject
    const template = member(member(job, 'spec'), 'template')
    const labels = member(member(template, 'metadata'), 'labels')
    expect(labels['batch.kubernetes.io/job-name']).to.equal(name)
    expect(slotOfJobName(name)).to.equal('2026-11-28T02:00:00Z')
    expect(text).to.include(`metadata.labels['batch.kubernetes.io/job-name']`)
  })

  it('lets the reader list what exhibit reads, and get nothing', async () => {
    await apply('-k', join(DEPLOY, 'reader'))
    const can = async (verb: string, resource: string) => {
      const as = '--as=system:serviceaccount:exhibit:exhibit'
      const { stdout } = await kubectl(['auth', 'can-i', verb, resource, as, '--all-namespaces'])
      return stdout.trim()
    }
    expect(await can('list', 'pods')).to.equal('yes')
    expect(await can('list', 'networkpolicies.networking.k8s.io')).to.equal('yes')
    expect(await can('get', 'pods')).to.equal('no')
    expect(await can('list', 'secrets')).to.equal('no')
    expect(await can('list', 'configmaps')).to.equal('no')
  })

  itReadsYamlAsKubectl(() => kubectl)
})

async function names(output: Promise<string>): Promise<readonly string[]> {
  return (await output).trim().split('\n')
}

/** The pod that a Job of the folder's CronJob would make. */
async function podOf(kubectl: Kubectl, folder: string): Promise<JsonObject> {
  const selected = ['apply', '-k', folder, '--dry-run=client', '-o', 'json']
  const list = parseJson(await stdoutOf(kubectl(selected)), folder) as JsonObject
  const objects = list.items as readonly JsonObject[]
  const job = objects.find(({ kind }) => kind === 'CronJob')
  const template = member(member(member(member(job, 'spec'), 'jobTemplate'), 'spec'), 'template')
  const named = { ...member(template, 'metadata'), name: 'exhibit-29000000-abcde' }
  const metadata = { ...named, namespace: 'exhibit' }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: member(template, 'spec') }
}

function create(kubectl: Kubectl, object: JsonObject) {
  return kubectl(['create', '-f', '-', SERVER], JSON.stringify(object))
}
