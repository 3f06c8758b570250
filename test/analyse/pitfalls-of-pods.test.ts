import { expect } from 'chai'
import { ask } from './ask.ts'
import { connectivityDiff } from '../../src/analyse/diff/connectivity-diff.ts'
import { meetingOf } from '../../src/analyse/node-traffic.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import {
  ALL,
  API,
  clusterOf,
  DOC,
  E2E,
  estate,
  namespace,
  networkPolicy,
  node,
  NOTHING,
  pod,
  SHOP,
  shopWith,
} from './builders.ts'

describe('pitfalls of NetworkPolicy v1: pods, nodes and names', () => {
  it(`28: what runs on the network of the pod's own node always reaches it (${API})`, async () => {
    const { cluster, reachability, at } = await estate([
      namespace('shop'),
      namespace('tools'),
      pod('shop', 'db', { node: 'n1' }),
      pod('tools', 'agent', { node: 'n1', hostNetwork: true }),
      networkPolicy('shop', 'deny', { podSelector: {} }),
    ])
    const agent = '/v1/Pod/tools/agent'
    const question = { from: agent, to: '/v1/Pod/shop/db', protocol: 'TCP', port: 22 } as const
    expect(ask(reachability, question)?.verdict).to.equal('allowed')
    expect(meetingOf(at('tools/agent'), at('shop/db'))).to.deep.equal({ kind: 'on', node: 'n1' })
    const apart = analyse(cluster, { nodeTraffic: true })
    const reach = apart.between(apart.classOf(agent)!, apart.classOf('/v1/Pod/shop/db')!)
    expect(reach.allowed.ranges).to.not.be.empty
  })

  it(`29: no policy applies to a hostNetwork pod, no selector finds it, its node's address does (${DOC})`, async () => {
    const block = { ipBlock: { cidr: '192.168.0.7/32' } }
    const { allowed } = await estate([
      ...shopWith(
        {
          podSelector: {},
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ namespaceSelector: {} }] }],
        },
        {
          podSelector: { matchLabels: { app: 'db' } },
          ingress: [{ from: [block], ports: [{ port: 9 }] }],
        },
      ),
      node('n1', '192.168.0.7'),
      pod('shop', 'agent', { hostNetwork: true, node: 'n1', ips: ['192.168.0.7'] }),
    ])
    expect(allowed('other/client', 'shop/agent')).to.equal(ALL)
    expect(allowed('shop/agent', 'shop/web')).to.equal(NOTHING)
    expect(allowed('shop/agent', 'shop/db')).to.equal('TCP 9')
  })

  it('30: a pod always reaches itself (kubernetes 95879, network-policy-api 343)', async () => {
    const { reachability } = await estate(
      shopWith({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    )
    const db = '/v1/Pod/shop/db'
    const self = ask(reachability, { from: db, to: db, protocol: 'TCP', port: 1 })
    expect(self?.verdict).to.equal('allowed')
    expect(self?.ingress.because).to.equal('a pod cannot block access to itself')
  })

  it('31: policies see the port of the pod, not that of the Service (Cilium, layer 4)', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: {
        type: 'NodePort',
        selector: { app: 'db' },
        ports: [{ port: 80, targetPort: 'sql', nodePort: 30080 }],
      },
    } as unknown as KubeObject
    const { cluster, allowed } = await estate([
      ...shopWith({ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }),
      service,
    ])
    expect(cluster.exposures[0]?.targetPort).to.equal(5432)
    expect(allowed('0.0.0.0', 'shop/db')).to.equal('TCP 80')
  })

  it('32: finished pods hold no address any more (Calico, IsFinished)', async () => {
    const objects = ['Succeeded', 'Failed'].map((phase) =>
      pod('shop', phase.toLowerCase(), { phase, ips: ['10.1.0.1'] }),
    )
    const { reachability } = await estate([...SHOP, ...objects])
    const names = reachability.podClasses.flatMap(({ pods }) => pods.map(({ name }) => name))
    expect(names.sort()).to.deep.equal(['client', 'db', 'web'])
  })

  it(`46: a policy of SCTP or UDP alone still isolates TCP (${E2E})`, async () => {
    for (const protocol of ['SCTP', 'UDP']) {
      const { allowed } = await estate(
        shopWith({ podSelector: {}, ingress: [{ ports: [{ protocol, port: 80 }] }] }),
      )
      expect(allowed('other/client', 'shop/db')).to.equal(`${protocol} 80`)
    }
  })

  it('47: an inverted range or an empty name never becomes all ports for certain (netpol-analyzer, empty port range)', async () => {
    for (const port of [{ port: 90, endPort: 80 }, { port: '' }]) {
      const { allowed, undecided } = await estate(
        shopWith({ podSelector: {}, ingress: [{ ports: [port] }] }),
      )
      expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
      expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    }
  })

  it('48: a change of namespace labels changes answers, and is named as the cause (derived; cyclonus, label actions)', async () => {
    const from = [{ namespaceSelector: { matchLabels: { team: 'other' } } }]
    const before = await clusterOf(shopWith({ podSelector: {}, ingress: [{ from }] }))
    const moved = shopWith({ podSelector: {}, ingress: [{ from }] }).map((each) =>
      each.metadata.name === 'other' ? namespace('other', { team: 'moved' }) : each,
    )
    const after = await clusterOf(moved)
    const diff = connectivityDiff(
      { cluster: before, reachability: analyse(before) },
      { cluster: after, reachability: analyse(after) },
    )
    expect(diff.map(({ change, from, to, cause }) => ({ change, from, to, cause }))).to.deep.equal(
      ['db', 'web'].map((name) => ({
        change: 'closed',
        from: 'other/Pod/client',
        to: `shop/Pod/${name}`,
        cause: ['labels of Namespace other changed'],
      })),
    )
  })

  it('49: policies of one name in several namespaces stay apart (network-config-analyzer 217)', async () => {
    const { reachability, at } = await estate([
      ...SHOP,
      networkPolicy('shop', 'same', { podSelector: {} }),
      networkPolicy('other', 'same', { podSelector: {}, ingress: [{}] }),
    ])
    expect(reachability.isolation(at('shop/db'), 'ingress').policies).to.deep.equal([
      'networking.k8s.io/v1/NetworkPolicy/shop/same',
    ])
  })

  it('50: pods of one workload with different labels are different classes (netpol-analyzer, labels gap)', async () => {
    const owner = 'StatefulSet/db'
    const { reachability, allowed } = await estate([
      namespace('shop'),
      pod('shop', 'db-0', { owner, labels: { role: 'primary' } }),
      pod('shop', 'db-1', { owner, labels: { role: 'replica' } }),
      pod('shop', 'db-2', { owner, labels: { role: 'replica' } }),
      networkPolicy('shop', 'primary', { podSelector: { matchLabels: { role: 'primary' } } }),
    ])
    expect(
      reachability.podClasses.map(({ workload, pods }) => [workload, pods.length]),
    ).to.deep.equal([
      ['StatefulSet/db', 1],
      ['StatefulSet/db', 2],
    ])
    expect(allowed('shop/db-1', 'shop/db-0')).to.equal(NOTHING)
    expect(allowed('shop/db-0', 'shop/db-1')).to.equal(ALL)
  })

  it(`52: without an enforcing network plugin policies have no effect, which blocks every conclusion (${DOC})`, async () => {
    const objects = [
      ...shopWith({ podSelector: {} }),
      node('n1', '192.168.0.7'),
      pod('kube-system', 'flannel-x', { owner: 'DaemonSet/kube-flannel', node: 'n1', ready: true }),
    ]
    const cluster = await clusterOf(objects, {}, { platformNamespaces: ['kube-system'] })
    expect(cluster.enforcer.kind).to.equal('none')
    expect(analyse(cluster).blockers).to.deep.equal(['Flannel does not enforce the one policy'])
  })
})
