import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect, memberOf, temporaryFolder } from './collecting.ts'

type Owned = { readonly kind: string; readonly name: string; readonly owner?: string }

/** An object of namespace shop, with pods' template where it is none itself. */
function made(apiVersion: string, { kind, name, owner }: Owned, labels: object = {}): object {
  const [ownerKind, ownerName] = owner?.split('/') ?? []
  const ownerReferences = [{ kind: ownerKind, name: ownerName, controller: true }]
  const containers = [{ name: 'main', image: 'example/app:1' }]
  return {
    apiVersion,
    kind,
    metadata: { namespace: 'shop', name, labels, ...(owner && { ownerReferences }) },
    spec: kind === 'Pod' ? { containers } : { template: { spec: { containers } } },
  }
}

/** How the list of pods of a folder with these objects ended. */
async function podsOf(objects: readonly object[], collected?: string) {
  const path = mkdtempSync(join(temporaryFolder(), 'folder-'))
  writeFileSync(
    join(path, 'all.json'),
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  )
  if (collected !== undefined) writeFileSync(join(path, 'collected.yaml'), collected)
  const { lists, objects: read } = await collect(memberOf({ kind: 'folder', path }))
  const list = lists.get('pods')
  return { status: list?.status, reason: list?.reason, count: read.get('pods')?.length ?? 0 }
}

const CONFIG = made('apps.openshift.io/v1', { kind: 'DeploymentConfig', name: 'dc' })
const ROLLOUT = made('argoproj.io/v1alpha1', { kind: 'Rollout', name: 'canary' })
const KNATIVE = made('serving.knative.dev/v1', { kind: 'Service', name: 'hello' })
const WEB = made('v1', { kind: 'Pod', name: 'web' })

describe('a folder with objects that make pods and are not read', () => {
  it('is said to lack pods, by the kinds of these objects', async () => {
    const reason =
      '3 objects make pods and are not read: apps.openshift.io/DeploymentConfig (1), argoproj.io/Rollout (1), serving.knative.dev/Service (1)'
    const list = { status: 'inconsistent', reason }
    expect(await podsOf([CONFIG, ROLLOUT, KNATIVE, WEB])).to.deep.equal({ ...list, count: 1 })
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
    expect(await podsOf([CONFIG, ROLLOUT, KNATIVE, namespace])).to.deep.equal({ ...list, count: 0 })
    const old = made('extensions/v1beta1', { kind: 'Deployment', name: 'old' })
    expect((await podsOf([old, WEB])).reason).to.equal(
      '1 object makes pods and is not read: extensions/Deployment (1)',
    )
  })

  it('lacks none where owners lead from pods, or from what is read and makes pods, to these objects', async () => {
    const whole = { status: 'ok', reason: undefined, count: 1 }
    expect(
      await podsOf([
        ROLLOUT,
        made('apps/v1', { kind: 'ReplicaSet', name: 'canary-1', owner: 'Rollout/canary' }),
        made('v1', { kind: 'Pod', name: 'canary-1-a', owner: 'ReplicaSet/canary-1' }),
      ]),
    ).to.deep.equal(whole)
    expect(
      await podsOf([
        made('apps/v1', { kind: 'ReplicaSet', name: 'canary-1', owner: 'Rollout/canary' }),
        ROLLOUT,
        WEB,
      ]),
    ).to.deep.equal(whole)
  })

  it('lacks none where a label of pods names them and the owners between are not there (openshift/api, DeploymentConfigLabel; knative/serving, pkg/apis/serving/register.go)', async () => {
    const labels = { deploymentconfig: 'dc', 'serving.knative.dev/service': 'hello' }
    const pod = made(
      'v1',
      { kind: 'Pod', name: 'dc-1-a', owner: 'ReplicationController/dc-1' },
      labels,
    )
    expect((await podsOf([CONFIG, KNATIVE, pod])).status).to.equal('ok')
    const other = { deploymentconfig: 'other' }
    expect((await podsOf([CONFIG, made('v1', { kind: 'Pod', name: 'x' }, other)])).status).to.equal(
      'inconsistent',
    )
  })

  it('lacks none where collected.yaml says that pods were asked for, and none of a kind without a template', async () => {
    const kinds = '[pods]'
    const stated = `takenAt: 2026-11-02T02:00:00Z\nhow: kubectl get\nkinds: ${kinds}\n`
    expect((await podsOf([CONFIG, WEB], stated)).status).to.equal('ok')
    const policy = {
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      metadata: { name: 'p' },
      spec: { rules: [{ validate: { pattern: { spec: { containers: [{ image: '*' }] } } } }] },
    }
    expect((await podsOf([policy, WEB])).status).to.equal('ok')
  })
})
