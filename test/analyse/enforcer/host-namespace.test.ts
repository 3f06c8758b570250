import { expect } from 'chai'
import { analyse } from '../../../src/analyse/reachability.ts'
import { danglingParts } from '../../../src/analyse/queries/dangling.ts'
import { connectivityDiff } from '../../../src/analyse/diff/connectivity-diff.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import {
  ALL,
  askedOf,
  clusterOf,
  namespace,
  networkPolicy,
  node,
  NOTHING,
  object,
  pod,
} from '../builders.ts'
import type { Estate } from '../builders.ts'

const GROUP = 'policy-group.network.openshift.io/host-network'
const OF_NODES = { matchLabels: { [GROUP]: '' } }
const HOST_NAMESPACE = namespace('openshift-host-network', { [GROUP]: '' })

const SHOP: readonly KubeObject[] = [
  namespace('shop', { team: 'shop' }),
  namespace('ingress', { team: 'ingress' }),
  namespace('platform'),
  node('n1', '192.168.0.1'),
  node('n2', '192.168.0.2'),
  pod('shop', 'web', { ips: ['10.0.0.1'], node: 'n2' }),
  pod('ingress', 'router', {
    labels: { app: 'router' },
    ips: ['192.168.0.1'],
    node: 'n1',
    hostNetwork: true,
  }),
]

function agents(name: string, image: string): KubeObject[] {
  return ['n1', 'n2'].map((place) =>
    pod('platform', `${name}-${place}`, {
      owner: `DaemonSet/${name}`,
      node: place,
      ready: true,
      hostNetwork: true,
      image,
    }),
  )
}

const OVN = agents('ovnkube-node', 'example/ovn-kubernetes:4.16')
const CALICO = agents('calico-node', 'example/calico/node:v3.30.0')

async function shop(objects: readonly KubeObject[], base = SHOP): Promise<Estate> {
  const options = { platformNamespaces: ['platform'] }
  const cluster = await clusterOf([...base, ...objects], {}, options)
  return askedOf(cluster, analyse(cluster))
}

const from = (...peers: object[]) =>
  networkPolicy('shop', 'in', { podSelector: {}, ingress: [{ from: peers }] })
const to = (...peers: object[]) =>
  networkPolicy('shop', 'out', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: peers }],
  })

describe('namespaces that stand for the network of nodes', () => {
  it('let nodes and hostNetwork pods in under OVN-Kubernetes (OpenShift 4.6 release notes; ensureNodeLogicalNetwork)', async () => {
    for (const peer of [{ namespaceSelector: OF_NODES }, { namespaceSelector: {} }]) {
      const { allowed } = await shop([...OVN, HOST_NAMESPACE, from(peer)])
      expect(allowed('ingress/router', 'shop/web')).to.equal(ALL)
      expect(allowed('192.168.0.1', 'shop/web')).to.equal(ALL)
      expect(allowed('192.168.0.9', 'shop/web')).to.equal(NOTHING)
    }
  })

  it('leave open what a selector over pods, or a rule for what goes out, means by them (useNamespaceAddrSet)', async () => {
    const { allowed, undecided } = await shop([
      ...OVN,
      HOST_NAMESPACE,
      from({ namespaceSelector: {}, podSelector: {} }),
      to({ namespaceSelector: OF_NODES }),
    ])
    expect(allowed('ingress/router', 'shop/web')).to.equal(NOTHING)
    expect(undecided('ingress/router', 'shop/web')).to.equal(ALL)
    expect(undecided('shop/web', 'ingress/router')).to.equal(ALL)
    expect(undecided('shop/web', '192.168.0.1')).to.equal(ALL)
  })

  it('are not needed where OVN-Kubernetes finds a hostNetwork pod by its labels, at the address of its node', async () => {
    const peer = (team: string) => ({
      namespaceSelector: { matchLabels: { team } },
      podSelector: {},
    })
    const routers = await shop([...OVN, to(peer('ingress'))])
    expect(routers.undecided('shop/web', 'ingress/router')).to.equal(ALL)
    const others = await shop([...OVN, to(peer('shop'))])
    expect(others.undecided('shop/web', 'ingress/router')).to.equal(NOTHING)
    const bare = await shop([
      ...OVN,
      to({ namespaceSelector: { matchLabels: { team: 'ingress' } } }),
    ])
    expect(bare.undecided('shop/web', 'ingress/router')).to.equal(NOTHING)
  })

  it('leave nodes undecided where no network plugin is known, also where only a rule names one', async () => {
    for (const objects of [[HOST_NAMESPACE], []]) {
      const { allowed, undecided, reachability } = await shop([
        ...objects,
        from({ namespaceSelector: OF_NODES }),
      ])
      expect(allowed('ingress/router', 'shop/web')).to.equal(NOTHING)
      expect(undecided('ingress/router', 'shop/web')).to.equal(ALL)
      expect(undecided('192.168.0.9', 'shop/web')).to.equal(NOTHING)
      expect(reachability.assumptions.join('\n')).to.contain('openshift-host-network')
    }
    const other = await shop([from({ namespaceSelector: { matchLabels: { team: 'ingress' } } })])
    expect(other.undecided('ingress/router', 'shop/web')).to.equal(NOTHING)
    const everyone = await shop([from({ namespaceSelector: {} })])
    expect(everyone.undecided('ingress/router', 'shop/web')).to.equal(NOTHING)
  })

  it('mean nothing of the kind to other plugins, and by other names', async () => {
    const calico = await shop([...CALICO, HOST_NAMESPACE, from({ namespaceSelector: {} })])
    expect(calico.undecided('ingress/router', 'shop/web')).to.equal(NOTHING)
    const tenant = namespace('mine', { [GROUP]: '' })
    const own = await shop([...OVN, tenant, from({ namespaceSelector: OF_NODES })])
    expect(own.allowed('ingress/router', 'shop/web')).to.equal(NOTHING)
  })

  it('say why it is open, and are nothing that dangles', async () => {
    const { reachability, at } = await shop([HOST_NAMESPACE, from({ namespaceSelector: OF_NODES })])
    const { ingress } = reachability.explain(at('ingress/router'), at('shop/web'), 'TCP', 80)
    expect(ingress.doubts).to.deep.include({
      kind: 'nodes',
      policy: 'networking.k8s.io/v1/NetworkPolicy/shop/in',
      pointer: '/spec/ingress/0',
      why: 'whether the network plugin takes what is on the network of nodes for that of a namespace which is selected here is not known',
    })
    expect(danglingParts(reachability)).to.deep.equal([])
  })

  it('open what a change of their labels opens, and are named as the cause', async () => {
    const policy = from({ namespaceSelector: OF_NODES })
    const before = await shop([...OVN, namespace('openshift-host-network'), policy])
    const after = await shop([...OVN, HOST_NAMESPACE, policy])
    const found = connectivityDiff(
      { cluster: before.cluster, reachability: analyse(before.cluster) },
      { cluster: after.cluster, reachability: analyse(after.cluster) },
    )
    const routers = found.filter((each) => each.from === 'ingress/Pod/router')
    expect(routers.map(({ change, to, cause }) => ({ change, to, cause }))).to.deep.equal([
      {
        change: 'opened',
        to: 'shop/Pod/web',
        cause: ['labels of Namespace openshift-host-network changed'],
      },
    ])
  })

  it('are not told from others by what is no node', async () => {
    const bare = SHOP.map((each) => (each.kind === 'Node' ? object({ ...each, status: {} }) : each))
    const { allowed } = await shop(
      [...OVN, HOST_NAMESPACE, from({ namespaceSelector: OF_NODES })],
      bare,
    )
    expect(allowed('192.168.0.9', 'shop/web')).to.equal(NOTHING)
  })
})
