import { expect } from 'chai'
import { bypassesOf } from '../../../src/analyse/bypasses.ts'
import { coverageOf } from '../../../src/analyse/queries/coverage.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
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

/** The agent of the Amazon VPC CNI, set to enforce. */
const AWS = object({
  ...pod('kube-system', 'aws-node-1', {
    owner: 'DaemonSet/aws-node',
    node: 'n1',
    ready: true,
    hostNetwork: true,
  }),
  spec: {
    nodeName: 'n1',
    hostNetwork: true,
    containers: [
      { name: 'aws-eks-nodeagent', image: 'agent:1', args: ['--enable-network-policy=true'] },
    ],
  },
})
const CALICO = pod('kube-system', 'calico-node-1', {
  owner: 'DaemonSet/calico-node',
  node: 'n1',
  ready: true,
  hostNetwork: true,
})

async function pay(agent: KubeObject): Promise<Estate> {
  const cluster = await clusterOf(
    [
      node('n1', '192.168.0.1'),
      namespace('pay'),
      namespace('shop'),
      namespace('kube-system'),
      agent,
      pod('shop', 'web', { ips: ['10.0.0.1'], owner: 'ReplicaSet/web' }),
      pod('pay', 'jupyter-alice', { ips: ['10.0.0.2'] }),
      pod('pay', 'db-0', { ips: ['10.0.0.3'], owner: 'StatefulSet/db' }),
      networkPolicy('pay', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    ],
    {},
    { platformNamespaces: ['kube-system'] },
  )
  return askedOf(cluster, analyse(cluster))
}

describe('pods without owner under the Amazon VPC CNI (AWS, "Limit Pod traffic with Kubernetes network policies"; aws-network-policy-agent 327)', () => {
  it('are perhaps not held by any policy, in both directions; others are', async () => {
    const { allowed, undecided } = await pay(AWS)
    for (const [from, to] of [
      ['shop/web', 'pay/jupyter-alice'],
      ['pay/jupyter-alice', 'shop/web'],
    ] as const) {
      expect(allowed(from, to)).to.equal(NOTHING)
      expect(undecided(from, to)).to.equal(ALL)
    }
    expect(undecided('shop/web', 'pay/db-0')).to.equal(NOTHING)
  })

  it('say why, count as unclear and not as isolated, and stand among the assumptions', async () => {
    const { reachability, at } = await pay(AWS)
    const { podClasses } = reachability
    const own = podClasses.filter((each) => each.namespace === 'pay')
    const { ingress } = reachability.explain(at('shop/web'), at('pay/jupyter-alice'), 'TCP', 80)
    expect(ingress.doubts).to.deep.include({
      kind: 'applies',
      policy: 'networking.k8s.io/v1/NetworkPolicy/pay/deny',
      pointer: '/spec',
      why: 'it has no owner, and Amazon VPC CNI applies policies only to pods that have one',
    })
    expect(coverageOf(reachability, own, 'ingress')).to.include({ pods: 2, isolated: 1 })
    expect(coverageOf(reachability, own, 'ingress').unclear).to.deep.equal(['Pod/jupyter-alice'])
    expect(reachability.assumptions).to.include(
      '1 pod has no owner: whether Amazon VPC CNI applies policies there is not known, and what they deny is indeterminate',
    )
  })

  it('are a bypass of their own', async () => {
    const { cluster, reachability } = await pay(AWS)
    const kinds = (workload: string) =>
      bypassesOf(
        cluster,
        reachability,
        reachability.podClasses.filter((each) => each.workload === workload),
      ).map(({ kind, pods }) => [kind, ...pods].join(' '))
    expect(kinds('Pod/jupyter-alice')).to.deep.equal(['no-owner /v1/Pod/pay/jupyter-alice'])
    expect(kinds('StatefulSet/db')).to.deep.equal([])
  })

  it('are held like all others under other plugins', async () => {
    const { undecided } = await pay(CALICO)
    expect(undecided('shop/web', 'pay/jupyter-alice')).to.equal(NOTHING)
  })
})
