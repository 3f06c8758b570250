import { expect } from 'chai'
import { bypassesOf } from '../../src/analyse/bypasses.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { Bypass } from '../../src/model/bypass.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, namespace, networkPolicy, node, object, pod } from './builders.ts'

const BASE = [namespace('pay'), node('n1', '192.168.0.1'), node('n2', '192.168.0.2')]
const API = pod('pay', 'api', {
  labels: { app: 'api' },
  ips: ['10.0.0.1'],
  node: 'n1',
  owner: 'StatefulSet/api',
})
const NETWORKS = 'k8s.v1.cni.cncf.io/networks'
const CLOSED = networkPolicy('pay', 'closed', {
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
})
const INGRESS = networkPolicy('pay', 'ingress', { podSelector: {}, policyTypes: ['Ingress'] })

function agents(name: string, image = 'example/agent:1'): KubeObject[] {
  return [1, 2].map((at) =>
    pod('kube-system', `${name}-${at}`, {
      owner: `DaemonSet/${name}`,
      node: `n${at}`,
      ready: true,
      image,
    }),
  )
}

async function bypasses(...objects: KubeObject[]): Promise<readonly Bypass[]> {
  const cluster = await clusterOf(
    [...BASE, ...objects],
    {},
    { platformNamespaces: ['kube-system'] },
  )
  const reachability = analyse(cluster)
  const own = reachability.podClasses.filter(({ workload }) => workload === 'StatefulSet/api')
  return bypassesOf(cluster, reachability, own)
}

function inShort(found: readonly Bypass[]): string[] {
  return found.map(({ kind, direction }) => `${kind} ${direction}`)
}

describe('bypassesOf', () => {
  it('has the node alone where everything else is closed', async () => {
    expect(await bypasses(API, CLOSED)).to.deep.equal([
      {
        kind: 'node',
        direction: 'both',
        said: 'what node n1 runs, the kubelet among it, reaches its pods and is reached by them',
        nodes: ['n1'],
        pods: [],
        policies: [],
      },
    ])
  })

  it('names host-network pods on the same nodes, each workload once, and none of other nodes', async () => {
    const agent = (name: string, place: string) =>
      pod('ops', name, { hostNetwork: true, node: place, owner: 'DaemonSet/agent', ips: [] })
    const found = await bypasses(API, CLOSED, agent('agent-1', 'n1'), agent('agent-2', 'n2'))
    expect(found[1]).to.deep.equal({
      kind: 'host-network',
      direction: 'both',
      said: 'ops/DaemonSet/agent is on the network of node n1: no policy of the pods decides between them, and none for nodes selects it',
      nodes: ['n1'],
      pods: ['/v1/Pod/ops/agent-1'],
      policies: [],
    })
    expect(found).to.have.length(2)
  })

  it('says which policies for nodes hold a host-network pod, and that none does', async () => {
    const host = object({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumClusterwideNetworkPolicy',
      metadata: { name: 'nodes' },
      spec: { nodeSelector: {}, egress: [{ toEntities: ['cluster'] }] },
    })
    const agent = pod('ops', 'agent', { hostNetwork: true, node: 'n1', owner: 'DaemonSet/agent' })
    const [, beside] = await bypasses(API, CLOSED, agent, host)
    expect(beside?.said).to.contain('for its node CiliumClusterwideNetworkPolicy nodes')
  })

  it('says that its own pods are on the network of their node', async () => {
    const own = pod('pay', 'api', { hostNetwork: true, node: 'n1', owner: 'StatefulSet/api' })
    const found = await bypasses(own, CLOSED)
    expect(inShort(found)).to.deep.equal(['on-host-network both'])
    expect(found[0]).to.deep.include({ nodes: ['n1'], pods: ['/v1/Pod/pay/api'] })
  })

  it('names directions without policy, and what allows then', async () => {
    const found = await bypasses(API, INGRESS)
    expect(inShort(found)).to.deep.equal(['node both', 'no-policy egress'])
    expect(found[1]).to.deep.include({
      pods: ['/v1/Pod/pay/api'],
      policies: [],
      said: 'no policy isolates egress: the network allows by default',
    })
    const [, , calico] = await bypasses(API, INGRESS, ...agents('calico-node'))
    expect(calico).to.equal(undefined)
    const said = (await bypasses(API, INGRESS, ...agents('calico-node'))).map((each) => each.said)
    expect(said).to.include(
      'no policy isolates egress: the profile kns.pay of Calico allows by default',
    )
    const cilium = (await bypasses(API, INGRESS, ...agents('cilium'))).map((each) => each.said)
    expect(cilium).to.include(
      "no policy isolates egress: Cilium's mode default enforces nothing on endpoints that no policy selects",
    )
  })

  it('names policies that select it and leave the rest to a default', async () => {
    const admin = object({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'guard' },
      spec: {
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: { matchLabels: { bad: 'yes' } } }] }],
      },
    })
    const found = await bypasses(API, admin)
    expect(inShort(found)).to.deep.equal(['node both', 'default-allow ingress', 'no-policy egress'])
    expect(found[1]).to.deep.include({
      policies: ['policy.networking.k8s.io/v1alpha1/AdminNetworkPolicy//guard'],
      said: 'policies select it and do not isolate ingress (AdminNetworkPolicy guard); what they do not decide passes: the network allows by default',
    })
  })

  it('tells a profile of Calico that allows from the default of the plug-in, with its rule where it was read', async () => {
    const allowed = async (...objects: KubeObject[]) =>
      (await bypasses(API, INGRESS, ...objects)).find(({ kind }) => kind === 'no-policy')?.allowedBy
    const agent = agents('calico-node')
    expect(await allowed()).to.deep.equal({
      kind: 'default',
      said: 'the network allows by default',
    })
    expect(await allowed(...agent)).to.deep.equal({
      kind: 'profile',
      name: 'kns.pay',
      said: 'the profile kns.pay of Calico allows by default',
    })
    const profile = (egress: string) =>
      object({
        apiVersion: 'projectcalico.org/v3',
        kind: 'Profile',
        metadata: { name: 'kns.pay' },
        spec: { ingress: [{ action: 'Allow' }], egress: [{ action: egress }] },
      })
    expect(await allowed(...agent, profile('Allow'))).to.deep.equal({
      kind: 'profile',
      name: 'kns.pay',
      object: 'projectcalico.org/v3/Profile//kns.pay',
      pointer: '/spec/egress/0',
      said: 'the profile kns.pay of Calico allows (/spec/egress/0)',
    })
    expect(await allowed(...agent, profile('Deny'))).to.equal(undefined)
  })

  it('names policies that nothing enforces', async () => {
    const admin = object({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'guard' },
      spec: {
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    })
    const found = await bypasses(API, CLOSED, admin, ...agents('cilium', 'cilium/cilium:v1.18.1'))
    expect(inShort(found)).to.deep.equal(['node both', 'not-enforced both'])
    expect(found[1]?.said).to.equal(
      'Cilium does not enforce AdminNetworkPolicy: AdminNetworkPolicy guard is not in force',
    )
  })

  it('names pods whose annotations let traffic pass the proxy of the mesh by', async () => {
    const annotations = { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' }
    const labels = { app: 'api' }
    const metadata = { ...API.metadata, labels, annotations }
    const spec = {
      nodeName: 'n1',
      containers: [
        { name: 'main', image: 'a' },
        { name: 'istio-proxy', image: 'b' },
      ],
    }
    const found = await bypasses(object({ ...API, metadata, spec }), CLOSED)
    expect(inShort(found)).to.deep.equal(['node both', 'mesh-proxy both'])
  })

  it('names further networks, in both ways to write them (multus-cni, docs/how-to-use.md)', async () => {
    const on = (networks: string) =>
      object({ ...API, metadata: { ...API.metadata, annotations: { [NETWORKS]: networks } } })
    const json =
      '[{"name": "storage"}, {"name": "backup", "namespace": "ops", "interface": "net1"}]'
    for (const networks of ['storage, ops/backup@net1', json]) {
      const found = await bypasses(on(networks), CLOSED)
      expect(found[1]).to.deep.equal({
        kind: 'further-network',
        direction: 'both',
        said: 'it is on networks ops/backup, pay/storage as well, where none of its policies holds',
        nodes: [],
        pods: ['/v1/Pod/pay/api'],
        policies: [],
      })
    }
    expect(inShort(await bypasses(on(''), CLOSED))).to.deep.equal(['node both'])
    expect((await bypasses(on('[{}]'), CLOSED))[1]?.said).to.include('without name')
    const cluster = await clusterOf([...BASE, on('storage'), CLOSED])
    expect(analyse(cluster).assumptions).to.include(
      "1 pod is on further networks, which are not examined: every answer is about the cluster's own network",
    )
  })
})
