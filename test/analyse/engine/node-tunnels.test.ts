import { expect } from 'chai'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { KubeObject, Labels } from '../../../src/model/object.ts'
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

type NodeOptions = { readonly annotations?: Labels; readonly podCIDR?: string }

function nodeAt(at: number, { annotations = {}, podCIDR }: NodeOptions): KubeObject {
  const name = `n${at}`
  return object({
    ...node(name, `192.168.0.${at}`),
    metadata: { name, annotations },
    spec: { podCIDR },
  })
}

/** Pods on two nodes, of which both are as they are given; policies let in `blocks`. */
async function shop(options: NodeOptions, blocks: string[][], agent?: string): Promise<Estate> {
  const agents = [1, 2].map((at) =>
    pod('platform', `agent-${at}`, {
      owner: `DaemonSet/${agent ?? 'something'}`,
      node: `n${at}`,
      ready: true,
      hostNetwork: true,
    }),
  )
  const cluster = await clusterOf(
    [
      namespace('shop'),
      namespace('platform'),
      nodeAt(1, options),
      nodeAt(2, options),
      ...agents,
      pod('shop', 'host', { ips: ['192.168.0.1'], node: 'n1', hostNetwork: true }),
      pod('shop', 'web', { ips: ['10.244.2.5'], node: 'n2' }),
      ...blocks.map((cidrs, at) =>
        networkPolicy('shop', `in-${at}`, {
          podSelector: {},
          ingress: [{ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })) }],
        }),
      ),
    ],
    {},
    { platformNamespaces: ['platform'] },
  )
  return askedOf(cluster, analyse(cluster, { podsByAddress: true }))
}

const VXLAN = { annotations: { 'projectcalico.org/IPv4VXLANTunnelAddr': '10.244.1.0' } }
const PODS = ['10.244.0.0/16']
const NODES = ['192.168.0.0/24']

describe('addresses that nodes speak from', () => {
  it('are their own or that of a tunnel: undecided where a block holds one of them (calico 721)', async () => {
    for (const block of [PODS, NODES]) {
      const { allowed, undecided } = await shop(VXLAN, [block], 'calico-node')
      for (const from of ['shop/host', '192.168.0.1']) {
        expect(allowed(from, 'shop/web')).to.equal(NOTHING)
        expect(undecided(from, 'shop/web')).to.equal(ALL)
      }
    }
    const { allowed, undecided } = await shop(VXLAN, [PODS], 'calico-node')
    expect(undecided('192.168.0.9', 'shop/web')).to.equal(NOTHING)
    expect(allowed('10.244.1.0', 'shop/web')).to.equal(ALL)
  })

  it('are certain where blocks of a rule hold all of them, or none', async () => {
    const both = await shop(VXLAN, [[...PODS, ...NODES]], 'calico-node')
    expect(both.allowed('shop/host', 'shop/web')).to.equal(ALL)
    const none = await shop(VXLAN, [['172.16.0.0/12']], 'calico-node')
    expect(none.undecided('shop/host', 'shop/web')).to.equal(NOTHING)
  })

  it('are the first address of the range with flannel, the third with OVN-Kubernetes (kube-router 332; GetNodeManagementIfAddr)', async () => {
    const flannel = (type: string) => ({
      annotations: { 'flannel.alpha.coreos.com/backend-type': type },
      podCIDR: '10.244.1.0/24',
    })
    const vxlan = await shop(flannel('vxlan'), [['10.244.1.0/32']], 'canal')
    expect(vxlan.undecided('shop/host', 'shop/web')).to.equal(ALL)
    const routed = await shop(flannel('host-gw'), [['10.244.1.0/32']], 'canal')
    expect(routed.undecided('shop/host', 'shop/web')).to.equal(NOTHING)
    for (const subnets of ['{"default":"10.244.1.0/24"}', '{"default":["10.244.1.0/24"]}']) {
      const ovn = { annotations: { 'k8s.ovn.org/node-subnets': subnets } }
      const third = await shop(ovn, [['10.244.1.2/32']], 'ovnkube-node')
      expect(third.undecided('shop/host', 'shop/web')).to.equal(ALL)
    }
  })

  it('may be any that plugins give to nodes where nothing says what the plugin does', async () => {
    const range = { podCIDR: '10.244.1.0/24' }
    expect((await shop(range, [PODS])).undecided('shop/host', 'shop/web')).to.equal(ALL)
    const calico = await shop(range, [PODS], 'calico-node')
    expect(calico.undecided('shop/host', 'shop/web')).to.equal(NOTHING)
    const antrea = await shop(range, [PODS], 'antrea-agent')
    expect(antrea.undecided('shop/host', 'shop/web')).to.equal(ALL)
    expect((await shop({}, [PODS])).undecided('shop/host', 'shop/web')).to.equal(NOTHING)
  })

  it('are said in the explanation', async () => {
    const { reachability, at } = await shop(VXLAN, [PODS], 'calico-node')
    for (const from of ['shop/host', '192.168.0.1']) {
      const { ingress } = reachability.explain(at(from), at('shop/web'), 'TCP', 80)
      expect(ingress.doubts?.[0]?.kind).to.equal('addresses')
      expect(ingress.because).to.include('that of a tunnel (10.244.1.0)')
    }
  })
})
