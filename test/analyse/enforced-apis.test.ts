import { expect } from 'chai'
import { describeEnforcers } from '../../src/analyse/enforcer/enforcers.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { Enforcer } from '../../src/model/enforcer.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, namespace, networkPolicy, node, object, pod } from './builders.ts'

const NODES = [node('n1', '192.168.0.1'), node('n2', '192.168.0.2')]
const OPTIONS = { platformNamespaces: ['kube-system'] }

type AgentOptions = {
  readonly image?: string
  readonly container?: string
  readonly args?: readonly string[]
}

/** The agents of a DaemonSet on both nodes, ready. */
function agents(name: string, options: AgentOptions = {}): KubeObject[] {
  const { image = 'example/agent:1', container = 'main', args } = options
  return NODES.map((_, at) => {
    const made = pod('kube-system', `${name}-${at}`, {
      owner: `DaemonSet/${name}`,
      node: `n${at + 1}`,
      ready: true,
    })
    const spec = {
      ...(made.spec as object),
      containers: [{ name: container, image, ...(args && { args }) }],
    }
    return object({ ...made, spec })
  })
}

function ciliumConfig(data: Record<string, string>): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

/** A policy of network-policy-api that denies all ingress. */
function denying(kind: string, priority = 1): KubeObject {
  const all = { namespaces: {} }
  const ingress = [{ action: 'Deny', from: [all] }]
  const version = kind === 'ClusterNetworkPolicy' ? 'v1alpha2' : 'v1alpha1'
  const place = {
    AdminNetworkPolicy: { priority },
    BaselineAdminNetworkPolicy: {},
    ClusterNetworkPolicy: { tier: 'Admin', priority },
  }[kind]
  return object({
    apiVersion: `policy.networking.k8s.io/${version}`,
    kind,
    metadata: { name: kind.startsWith('Baseline') ? 'default' : 'deny' },
    spec: { ...place, subject: all, ingress },
  })
}

/** What passes from web to db under a network plugin, and what is said of it. */
async function between(objects: readonly KubeObject[]) {
  const pods = [pod('shop', 'web', { node: 'n1' }), pod('shop', 'db', { node: 'n2' })]
  const cluster = await clusterOf([namespace('shop'), ...NODES, ...pods, ...objects], {}, OPTIONS)
  const reachability = analyse(cluster)
  const [from, to] = ['web', 'db'].map((name) => reachability.classOf(`/v1/Pod/shop/${name}`)!)
  const { verdict, egress, ingress } = reachability.explain(from!, to!, 'TCP', 80)
  const said = reachability.assumptions.join('; ')
  return { cluster, verdict, said, because: `${egress.because}; ${ingress.because}` }
}

async function enforcerOf(objects: readonly KubeObject[]): Promise<Enforcer> {
  return (await clusterOf([...NODES, ...objects], {}, OPTIONS)).enforcer
}

/** Kinds, the plugin, and what its version makes of a policy that denies. Sources stand in src/analyse/enforcer/fingerprints.ts. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  ['AdminNetworkPolicy', 'calico-node', 'docker.io/calico/node:v3.28.2', 'allowed'],
  ['AdminNetworkPolicy', 'calico-node', 'quay.io/calico/node:v3.29.0', 'denied'],
  ['AdminNetworkPolicy', 'calico-node', 'quay.io/calico/node:v3.31.3', 'denied'],
  ['AdminNetworkPolicy', 'calico-node', 'quay.io/calico/node:v3.32.0', 'allowed'],
  ['AdminNetworkPolicy', 'calico-node', `calico/node@sha256:${'0'.repeat(64)}`, 'indeterminate'],
  ['BaselineAdminNetworkPolicy', 'calico-node', 'calico/node:v3.29.1', 'allowed'],
  ['BaselineAdminNetworkPolicy', 'calico-node', 'calico/node:v3.30.1', 'denied'],
  ['ClusterNetworkPolicy', 'calico-node', 'calico/node:v3.31.3', 'allowed'],
  ['ClusterNetworkPolicy', 'calico-node', 'calico/node:v3.32.2', 'denied'],
  ['AdminNetworkPolicy', 'cilium', 'quay.io/cilium/cilium:v1.18.1', 'allowed'],
  ['ClusterNetworkPolicy', 'cilium', 'quay.io/cilium/cilium:v1.19.5', 'allowed'],
  ['ClusterNetworkPolicy', 'cilium', 'quay.io/cilium/cilium:v1.20.0', 'indeterminate'],
  ['AdminNetworkPolicy', 'antrea-agent', 'antrea/antrea-agent-ubuntu:v1.12.0', 'allowed'],
  ['AdminNetworkPolicy', 'antrea-agent', 'antrea/antrea-agent-ubuntu:v2.1.0', 'indeterminate'],
  ['ClusterNetworkPolicy', 'antrea-agent', 'antrea/antrea-agent-ubuntu:v2.6.0', 'allowed'],
  ['AdminNetworkPolicy', 'ovnkube-node', 'example/ovn:1', 'denied'],
  ['ClusterNetworkPolicy', 'ovnkube-node', 'example/ovn:1', 'indeterminate'],
  ['AdminNetworkPolicy', 'kube-router', 'cloudnativelabs/kube-router:v2.1.0', 'allowed'],
  ['AdminNetworkPolicy', 'weave-net', 'weaveworks/weave-npc:2.8.1', 'allowed'],
  ['AdminNetworkPolicy', 'azure-npm', 'mcr.microsoft.com/azure-npm:v1.5.0', 'allowed'],
  ['AdminNetworkPolicy', 'anetd', 'example/anetd:1', 'indeterminate'],
  [
    'ClusterNetworkPolicy',
    'kube-network-policies',
    'registry.k8s.io/networking/kube-network-policies:v1.0.0-npa-v1alpha2',
    'denied',
  ],
  [
    'AdminNetworkPolicy',
    'kube-network-policies',
    'registry.k8s.io/networking/kube-network-policies:v1.0.0',
    'allowed',
  ],
  [
    'AdminNetworkPolicy',
    'kube-network-policies',
    'registry.k8s.io/networking/kube-network-policies:v0.2.0',
    'indeterminate',
  ],
]

describe('which policy APIs a network plugin enforces', () => {
  for (const [kind, daemonSet, image, verdict] of CASES)
    it(`${kind} under ${image}: ${verdict}`, async () => {
      const found = await between([...agents(daemonSet, { image }), denying(kind)])
      expect(found.verdict).to.equal(verdict)
      const left = verdict === 'allowed' ? 1 : 0
      expect(found.cluster.notEnforced.length).to.equal(left)
      if (verdict === 'allowed')
        expect(found.said).to.match(
          new RegExp(`does not enforce ${kind}: 1 policy counts as if it were not there`),
        )
      if (verdict === 'indeterminate') {
        expect(found.because).to.contain('is not known to enforce it')
        expect(found.said).to.contain(`is not known to enforce ${kind}: where 1 of them decide`)
      }
    })

  it("reads Cilium's setting for ClusterNetworkPolicy", async () => {
    const cilium = agents('cilium', { image: 'cilium/cilium:v1.20.1' })
    const policy = denying('ClusterNetworkPolicy')
    const on = ciliumConfig({ 'enable-k8s-cluster-network-policy': 'true' })
    expect((await between([...cilium, on, policy])).verdict).to.equal('denied')
    expect((await between([...cilium, ciliumConfig({}), policy])).verdict).to.equal('allowed')
    const some = object({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNodeConfig',
      metadata: { name: 'some', namespace: 'kube-system' },
      spec: { nodeSelector: {}, defaults: { 'enable-k8s-cluster-network-policy': 'false' } },
    })
    expect((await between([...cilium, on, some, policy])).verdict).to.equal('indeterminate')
  })

  it('leaves out AdminNetworkPolicies of priorities that OVN-Kubernetes refuses', async () => {
    const ovn = agents('ovnkube-node')
    expect((await between([...ovn, denying('AdminNetworkPolicy', 99)])).verdict).to.equal('denied')
    const beyond = await between([...ovn, denying('AdminNetworkPolicy', 100)])
    expect(beyond.verdict).to.equal('allowed')
    expect(beyond.said).to.contain('OVN-Kubernetes enforces priorities up to 99 only')
  })

  it('takes the answer that all agents share while a new version is rolled out', async () => {
    const [first] = agents('calico-node', { image: 'calico/node:v3.31.3' })
    const [, second] = agents('calico-node', { image: 'calico/node:v3.32.0' })
    const found = await between([first!, second!, denying('AdminNetworkPolicy')])
    expect(found.verdict).to.equal('indeterminate')
    expect(found.cluster.enforcer).to.deep.include({ versions: ['v3.31.3', 'v3.32.0'] })
  })
})

describe('in which directions a network plugin enforces', () => {
  const both = networkPolicy('shop', 'closed', {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  })
  const egress = networkPolicy('shop', 'egress', { podSelector: {}, policyTypes: ['Egress'] })
  const weave = (version: string) =>
    agents('weave-net', { image: `weaveworks/weave-npc:${version}` })

  it('leaves out the direction that it does not enforce, and says so', async () => {
    const old = await between([...weave('2.3.0'), egress])
    expect(old.verdict).to.equal('allowed')
    expect(old.cluster.policies).to.deep.equal([])
    expect(old.cluster.notEnforced).to.deep.equal([
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/shop/egress',
        direction: 'egress',
        why: 'Weave Net does not enforce egress',
      },
    ])
    expect(old.said).to.contain('Weave Net does not enforce egress: 1 policy counts as if it were')
    const part = await between([...weave('2.3.0'), both])
    expect(part.verdict).to.equal('denied')
    expect(part.cluster.policies.map(({ isolates }) => isolates)).to.deep.equal([['ingress']])
  })

  it('denies nothing for certain in a direction of which it is not known', async () => {
    expect((await between([...weave('2.4.1'), egress])).verdict).to.equal('indeterminate')
    expect((await between([...weave('2.5.0'), egress])).verdict).to.equal('denied')
  })
})

describe('network plugins that enforce by a flag or a version', () => {
  const aws = (...args: string[]) => agents('aws-node', { container: 'aws-eks-nodeagent', args })

  it('reads the flag of the Amazon VPC CNI', async () => {
    expect(await enforcerOf(aws('--enable-network-policy=true'))).to.include({ kind: 'present' })
    for (const args of [['--enable-network-policy=false'], ['--enable-ipv6=false']])
      expect(await enforcerOf(aws(...args))).to.include({
        kind: 'none',
        name: 'Amazon VPC CNI (by --enable-network-policy of its network policy agent)',
      })
    expect(await enforcerOf(aws('[redacted]'))).to.deep.equal({
      kind: 'unknown',
      why: 'whether Amazon VPC CNI enforces policies depends on --enable-network-policy of its network policy agent, which is not visible',
    })
  })

  it('reads the flag of kube-router, which enforces unless told otherwise', async () => {
    const router = (...args: string[]) => agents('kube-router', { container: 'kube-router', args })
    expect(await enforcerOf(router('--run-router=true'))).to.include({ kind: 'present' })
    expect(await enforcerOf(router('--run-firewall=false'))).to.include({ kind: 'none' })
    expect(await enforcerOf(router('--run-firewall'))).to.include({ kind: 'present' })
  })

  it('knows kindnet by the date of its image', async () => {
    const kindnet = (tag: string) =>
      enforcerOf(agents('kindnet', { image: `kindest/kindnetd:${tag}` }))
    expect(await kindnet('v20240513-cd2ac642')).to.include({ kind: 'none' })
    expect(await kindnet('v20240730-1a2b3c4d')).to.include({ kind: 'unknown' })
    expect(await kindnet('v20250214-acbabc1a')).to.include({ kind: 'present' })
  })

  it('recognises kube-network-policies beside Flannel', async () => {
    const plain = agents('kube-flannel-ds')
    const beside = agents('kube-flannel-ds', {
      image: 'registry.k8s.io/networking/kube-network-policies:v0.7.0',
    })
    expect(await enforcerOf(plain)).to.include({ kind: 'none', name: 'Flannel' })
    expect(await enforcerOf(beside)).to.include({ kind: 'present', name: 'kube-network-policies' })
  })
})

describe('under a network plugin that enforces nothing', () => {
  const closed = networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Ingress'] })

  it('no policy denies for certain, and every answer says so', async () => {
    const { verdict, because, cluster } = await between([...agents('kube-flannel'), closed])
    expect(verdict).to.equal('indeterminate')
    expect(because).to.contain(
      'NetworkPolicy shop/closed (/spec) may isolate ingress of shop/Pod/db: Flannel enforces no policy',
    )
    expect(analyse(cluster).blockers).to.deep.equal(['Flannel does not enforce the one policy'])
    expect(cluster.policies).to.have.length(1)
  })
})

describe('describeEnforcers', () => {
  const described = async (...objects: KubeObject[]) =>
    describeEnforcers((await between(objects)).cluster)

  it('names the network plugin with its version, and meshes of which pods are part', async () => {
    const calico = agents('calico-node', { image: 'calico/node:v3.31.3' })
    expect(await described(...calico)).to.equal('Calico v3.31.3 (present, not tested)')
    const sidecar = agents('api', { container: 'istio-proxy' })
    expect(await described(...calico, ...sidecar)).to.equal(
      'Calico v3.31.3 (present, not tested); mesh Istio (not certain: no istiod runs in a platform namespace)',
    )
    const istiod = pod('kube-system', 'istiod-x', { owner: 'Deployment/istiod', ready: true })
    expect(await described(...calico, ...sidecar, istiod)).to.contain(
      'mesh Istio (present, not tested, ingress only)',
    )
  })

  it('says where NetworkPolicy alone is off', async () => {
    const key = 'enable-k8s-networkpolicy'
    const cilium = agents('cilium', { image: 'cilium/cilium:v1.20.1' })
    expect(await described(...cilium, ciliumConfig({ [key]: 'false' }))).to.equal(
      `Cilium v1.20.1 (present, not tested; no NetworkPolicy: ${key}: false)`,
    )
  })

  it('names Linkerd as a mesh whose policies are not read', async () => {
    const linkerd = pod('shop', 'api', { image: 'cr.l5d.io/linkerd/proxy:edge-25.1.1' })
    expect(await described(linkerd)).to.contain(
      'mesh Linkerd (not read, counts as denying nothing)',
    )
    const { said } = await between([linkerd])
    expect(said).to.contain("Linkerd's policies are not read")
  })
})
