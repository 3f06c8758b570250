import { expect } from 'chai'
import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, listed, namespace, node, object, pod, SHOP } from './builders.ts'

function workload(
  kind: string,
  name: string,
  more: object = {},
  apiVersion = 'apps/v1',
): KubeObject {
  return object({
    apiVersion,
    kind,
    metadata: { name, namespace: 'shop', ...more },
    spec: { template: template(name) },
  })
}

function template(app: string): JsonObject {
  return {
    metadata: { labels: { app } },
    spec: {
      serviceAccountName: 'runner',
      containers: [
        { name: 'main', image: 'example/app:1', ports: [{ name: 'http', containerPort: 80 }] },
      ],
    },
  }
}

const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [{ kind, name, controller: true }],
})

describe('indexCluster', () => {
  it('gives the same model whatever the order of the objects', async () => {
    const one = await clusterOf([...SHOP, node('n1', '192.168.0.1')])
    const two = await clusterOf([...SHOP, node('n1', '192.168.0.1')].reverse())
    expect(two).to.deep.equal(one)
  })

  it('follows owners to the workload at the top', async () => {
    const { pods } = await clusterOf([
      workload('Deployment', 'web'),
      workload('ReplicaSet', 'web-1', ownedBy('Deployment', 'web')),
      pod('shop', 'web-1-a', { owner: 'ReplicaSet/web-1' }),
      workload('CronJob', 'night', {}, 'batch/v1'),
      workload('Job', 'night-1', ownedBy('CronJob', 'night'), 'batch/v1'),
      pod('shop', 'night-1-a', { owner: 'Job/night-1' }),
      pod('shop', 'canary-a', { owner: 'Rollout/canary' }),
      pod('shop', 'lonely'),
      pod('kube-system', 'etcd-n1', { owner: 'Node/n1' }),
    ])
    expect(Object.fromEntries(pods.map(({ name, workload }) => [name, workload]))).to.deep.equal({
      'web-1-a': 'Deployment/web',
      'night-1-a': 'CronJob/night',
      'canary-a': 'Rollout/canary',
      lonely: 'Pod/lonely',
      'etcd-n1': 'Pod/etcd-n1',
    })
  })

  it('ends an owner chain that turns back on itself', async () => {
    const { pods } = await clusterOf([
      workload('ReplicaSet', 'a', ownedBy('ReplicaSet', 'b')),
      workload('ReplicaSet', 'b', ownedBy('ReplicaSet', 'a')),
      pod('shop', 'x', { owner: 'ReplicaSet/a' }),
    ])
    expect(pods.map(({ workload }) => workload)).to.deep.equal(['ReplicaSet/a'])
  })

  it('lets a workload without pods stand for one pod, with the labels its pods would have', async () => {
    const { pods } = await clusterOf([workload('Deployment', 'web'), workload('StatefulSet', 'db')])
    expect(
      pods.map(({ key, labels, standIn, serviceAccount }) => ({
        key,
        labels,
        standIn,
        serviceAccount,
      })),
    ).to.deep.equal([
      {
        key: 'apps/v1/Deployment/shop/web',
        labels: { app: 'web' },
        standIn: true,
        serviceAccount: 'runner',
      },
      {
        key: 'apps/v1/StatefulSet/shop/db',
        labels: {
          app: 'db',
          'statefulset.kubernetes.io/pod-name': 'db-0',
          'apps.kubernetes.io/pod-index': '0',
        },
        standIn: true,
        serviceAccount: 'runner',
      },
    ])
  })

  it('takes a workload without pods as one pod only where its object says so', async () => {
    const counts = async (kind: string, spec: JsonObject, ...nodes: readonly KubeObject[]) => {
      const apis: Record<string, string> = {
        ReplicationController: 'v1',
        Job: 'batch/v1',
        CronJob: 'batch/v1',
      }
      const load = {
        ...workload(kind, 'x', {}, apis[kind]),
        spec: { template: template('x'), ...spec },
      }
      const { pods } = await clusterOf([load, ...nodes])
      return pods.map(({ several }) => (several ? 'several' : 'one')).join()
    }
    const cron = (more: JsonObject, job: JsonObject = {}): JsonObject => ({
      ...more,
      jobTemplate: { spec: { template: template('x'), ...job } },
    })
    const forbid = { concurrencyPolicy: 'Forbid' }
    const asked: readonly (readonly [string, JsonObject, string])[] = [
      ['Deployment', { replicas: 1 }, 'one'],
      ['Deployment', { replicas: 3 }, 'several'],
      ['Deployment', { replicas: 0 }, 'several'],
      ['Deployment', {}, 'several'],
      ['Deployment', { replicas: 'one' }, 'several'],
      ['StatefulSet', { replicas: 1 }, 'one'],
      ['StatefulSet', { replicas: 2 }, 'several'],
      ['ReplicaSet', { replicas: 2 }, 'several'],
      ['ReplicationController', { replicas: 1 }, 'one'],
      ['DaemonSet', {}, 'several'],
      ['Job', {}, 'one'],
      ['Job', { parallelism: 2 }, 'several'],
      ['Job', { parallelism: 2, completions: 1 }, 'one'],
      ['CronJob', cron(forbid), 'one'],
      ['CronJob', cron({}), 'several'],
      ['CronJob', cron(forbid, { parallelism: 2 }), 'several'],
    ]
    for (const [kind, spec, wanted] of asked)
      expect(await counts(kind, spec), `${kind} ${JSON.stringify(spec)}`).to.equal(wanted)
    expect(await counts('DaemonSet', {}, node('n1', '10.0.0.1'))).to.equal('one')
    expect(await counts('DaemonSet', {}, node('n1', '10.0.0.1'), node('n2', '10.0.0.2'))).to.equal(
      'several',
    )
  })

  it('lets nothing stand for a job that has ended', async () => {
    const ended = (name: string, status: JsonObject) => ({
      ...workload('Job', name, {}, 'batch/v1'),
      status,
    })
    const { pods } = await clusterOf([
      ended('done', { completionTime: '2026-01-01T00:00:00Z' }),
      ended('given-up', { conditions: [{ type: 'Failed', status: 'True' }] }),
      pod('shop', 'done-a', { owner: 'Job/done', phase: 'Succeeded' }),
    ])
    expect(pods).to.deep.equal([])
  })

  it('lets a job between two tries stand for the pod that it will start', async () => {
    const { pods } = await clusterOf([
      { ...workload('Job', 'retrying', {}, 'batch/v1'), status: { active: 0, failed: 1 } },
      pod('shop', 'retrying-a', { owner: 'Job/retrying', phase: 'Failed' }),
    ])
    expect(pods.map(({ workload, standIn }) => [workload, standIn])).to.deep.equal([
      ['Job/retrying', true],
    ])
  })

  it('lets a workload of a custom resource stand for itself, under the name of its owner', async () => {
    const { pods } = await clusterOf([
      workload('StatefulSet', 'db', ownedBy('Postgres', 'db')),
      workload('StatefulSet', 'db-replica', ownedBy('Postgres', 'db')),
      pod('shop', 'db-0', { owner: 'StatefulSet/db' }),
      workload('CronJob', 'dump', ownedBy('Backup', 'daily'), 'batch/v1'),
    ])
    expect(pods.map(({ key, workload, standIn }) => [key, workload, standIn])).to.deep.equal([
      ['/v1/Pod/shop/db-0', 'Postgres/db', false],
      ['apps/v1/StatefulSet/shop/db-replica', 'Postgres/db', true],
      ['batch/v1/CronJob/shop/dump', 'Backup/daily', true],
    ])
  })

  it('lets no old revision stand beside the pods of the new one', async () => {
    const { pods } = await clusterOf([
      workload('ReplicaSet', 'canary-1', ownedBy('Rollout', 'canary')),
      workload('ReplicaSet', 'canary-2', ownedBy('Rollout', 'canary')),
      pod('shop', 'canary-2-a', { owner: 'ReplicaSet/canary-2' }),
      workload('Deployment', 'web'),
      workload('ReplicaSet', 'web-1', ownedBy('Deployment', 'web')),
      pod('shop', 'web-2-a', { owner: 'ReplicaSet/web-2' }),
    ])
    expect(
      pods.map(({ workload, standIn }) => `${workload} ${standIn ? 'stands in' : 'runs'}`).sort(),
    ).to.deep.equal(['Deployment/web stands in', 'ReplicaSet/web-2 runs', 'Rollout/canary runs'])
  })

  it('takes pods of a dump without ReplicaSets and Jobs for those of the Deployment and the CronJob that name them (kubernetes, pkg/controller/deployment/sync.go, getNewReplicaSet; pkg/controller/cronjob/utils.go, getJobName)', async () => {
    const hashed = (name: string, owner: string, hash: string) =>
      pod('shop', name, { owner, labels: { app: 'web', 'pod-template-hash': hash } })
    const { pods } = await clusterOf([
      workload('Deployment', 'web'),
      workload('CronJob', 'night', {}, 'batch/v1'),
      hashed('web-5d4f-a', 'ReplicaSet/web-5d4f', '5d4f'),
      hashed('web-5d4f-b', 'ReplicaSet/web-5d4f', '5d4f'),
      hashed('api-77-a', 'ReplicaSet/api-77', '77'),
      pod('shop', 'night-28-a', { owner: 'Job/night-28' }),
      pod('shop', 'own-a', { owner: 'Job/own' }),
    ])
    expect(pods.map(({ name, workload }) => `${name} of ${workload}`)).to.deep.equal([
      'api-77-a of ReplicaSet/api-77',
      'night-28-a of CronJob/night',
      'own-a of Job/own',
      'web-5d4f-a of Deployment/web',
      'web-5d4f-b of Deployment/web',
    ])
  })

  it('keeps a pod without node or address by its labels', async () => {
    const { pods } = await clusterOf([
      pod('shop', 'pending', { phase: 'Pending', labels: { app: 'x' } }),
    ])
    expect(pods.map(({ addresses, node, labels }) => ({ addresses, node, labels }))).to.deep.equal([
      { addresses: [], node: undefined, labels: { app: 'x' } },
    ])
  })

  it('adds the name label to namespaces, and marks one that is only mentioned', async () => {
    const { namespaces } = await clusterOf([namespace('shop', { team: 'a' }), pod('ghost', 'x')])
    expect(namespaces.get('shop')?.labels).to.deep.equal({
      team: 'a',
      'kubernetes.io/metadata.name': 'shop',
    })
    expect(namespaces.get('ghost')).to.include({ read: false, key: '/v1/Namespace//ghost' })
  })

  it('counts a sidecar port, and leaves out those of other init containers', async () => {
    const init = (name: string, containerPort: number, restartPolicy?: string) => ({
      name,
      ...(restartPolicy === undefined ? {} : { restartPolicy }),
      ports: [{ containerPort }],
    })
    const full = pod('shop', 'web')
    const spec = full.spec as object
    const { pods } = await clusterOf([
      {
        ...full,
        spec: { ...spec, initContainers: [init('setup', 1), init('proxy', 2, 'Always')] },
      },
    ])
    expect(pods[0]?.ports.map(({ port }) => port)).to.deep.equal([2])
  })

  it('lists an object with wrong types as unreadable, with the pointer, and goes on', async () => {
    const broken = [
      { ...pod('shop', 'a'), spec: { containers: 'many' } },
      { ...pod('shop', 'b'), spec: { hostNetwork: 'yes', containers: [] } },
      { ...pod('shop', 'c'), status: { podIPs: [{ ip: 'not an address' }] } },
      { ...pod('shop', 'd'), metadata: { name: 'd', namespace: 'shop', labels: { app: 7 } } },
      { ...namespace('e'), metadata: { name: 'e', labels: [] } },
    ] as unknown as KubeObject[]
    const cluster = await clusterOf([...broken, pod('shop', 'fine')])
    expect(cluster.pods.map(({ name }) => name)).to.deep.equal(['fine'])
    expect(cluster.unreadable.map(({ key, pointer }) => `${key} ${pointer}`)).to.deep.equal([
      '/v1/Namespace//e /metadata/labels',
      '/v1/Pod/shop/a /spec/containers',
      '/v1/Pod/shop/b /spec/hostNetwork',
      '/v1/Pod/shop/c /status/podIPs/0/ip',
      '/v1/Pod/shop/d /metadata/labels/app',
    ])
  })

  it('lists an object of a known kind in a version that is not understood as unreadable', async () => {
    const { pods, unreadable } = await clusterOf([
      workload('Deployment', 'old', {}, 'apps/v1beta2'),
      {
        ...workload('CronJob', 'night', {}, 'batch/v1beta1'),
        spec: { jobTemplate: { spec: { template: template('night') } } },
      },
    ])
    expect(pods.map(({ workload }) => workload)).to.deep.equal(['CronJob/night'])
    expect(unreadable).to.deep.equal([
      {
        key: 'apps/v1beta2/Deployment/shop/old',
        pointer: '/apiVersion',
        why: 'Deployment is understood as v1 only',
      },
    ])
  })

  it('names what is in the default namespace, and counts what was listed', async () => {
    const cluster = await clusterOf([pod('default', 'x'), pod('shop', 'y')], {
      resources: [listed('pods', { count: 2 })],
    })
    expect(cluster.inDefaultNamespace).to.deep.equal(['/v1/Pod/default/x'])
    expect(cluster.counts.get('pods')).to.equal(2)
  })
})
