import { expect } from 'chai'
import { withPorts } from '../../../src/analyse/queries/ports.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { Reach } from '../../../src/model/reachability.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { blockersOf } from '../../../src/analyse/premises.ts'
import { ask } from '../ask.ts'
import {
  ALL,
  askedOf,
  clusterOf,
  listed,
  networkPolicy,
  object,
  pod,
  SHOP,
  snapshot,
} from '../builders.ts'

const { resources } = snapshot()
const NO_DOUBTS = { everywhere: [], toEdge: [], fromOrToEdge: [] }
const CLOSED = networkPolicy('shop', 'closed', { podSelector: { matchLabels: { app: 'db' } } })

function isListed({ allowed, indeterminate }: Reach): boolean {
  return allowed.ranges.length + withPorts(indeterminate).length > 0
}

async function verdicts(changes: Partial<Snapshot>, more: readonly KubeObject[] = []) {
  const cluster = await clusterOf([...SHOP, CLOSED, ...more], changes)
  const reachability = analyse(cluster)
  const { allowed, undecided } = askedOf(cluster, reachability)
  const [from, to] = ['/v1/Pod/shop/web', '/v1/Pod/shop/db'] as const
  const answer = ask(reachability, { from, to, protocol: 'TCP', port: 80 })
  return { allowed, undecided, answer, reachability, cluster }
}

describe('doubtsOf', () => {
  const unread: readonly (readonly [string, Partial<Snapshot>])[] = [
    [
      '1 networkpolicies.crd.antrea.io is not understood',
      { resources: [...resources, listed('networkpolicies.crd.antrea.io', { count: 1 })] },
    ],
    [
      'the policy API NetworkPolicy.extensions is not understood',
      { unknownPolicyApis: ['NetworkPolicy.extensions'] },
    ],
  ]
  for (const [why, changes] of unread)
    it(`leaves nothing denied, and says why: ${why}`, async () => {
      const { allowed, undecided, answer, reachability } = await verdicts(changes)
      expect(undecided('shop/web', 'shop/db')).to.equal(ALL)
      expect(allowed('shop/db', 'shop/web')).to.equal(ALL)
      expect(answer?.verdict).to.equal('indeterminate')
      expect(answer?.egress.verdict).to.equal('allowed')
      expect(answer?.ingress).to.deep.include({ verdict: 'indeterminate' })
      expect(answer?.ingress.because).to.contain(`a denial is not certain, since ${why}; `)
      expect(answer?.ingress.rules.map(({ effect }) => effect)).to.deep.equal(['isolates'])
      const { podClasses } = reachability
      const found = [...reachability.passing(podClasses, podClasses)].map(({ from }) => from.length)
      expect(found).to.deep.equal(podClasses.map(() => podClasses.length))
    })

  it('has none about pods where an API that is not read cannot allow what others deny there', async () => {
    const apis = [
      'Server.policy.linkerd.io',
      'servers.policy.linkerd.io',
      'meshtrafficpermissions.kuma.io',
      'ServiceIntentions.consul.hashicorp.com',
      'SecurityPolicy.gateway.envoyproxy.io',
      'FQDNNetworkPolicy.networking.gke.io',
    ]
    const counted = ['multi-networkpolicies.k8s.cni.cncf.io', 'egressfirewalls.k8s.ovn.org']
    for (const unread of [
      ...apis.map((api) => ({ unknownPolicyApis: [api] })),
      ...counted.map((name) => ({ resources: [...resources, listed(name, { count: 1 })] })),
    ]) {
      const { answer, undecided, reachability } = await verdicts(unread)
      expect(answer?.verdict).to.equal('denied')
      expect(undecided('shop/web', 'shop/db')).to.equal('nothing')
      expect(reachability.blockers.join()).to.contain('segmentation undetermined: ')
    }
  })

  it('doubts what policies deny towards the edge of the pod network under an API about what leaves it', async () => {
    const sealed = networkPolicy('shop', 'sealed', { policyTypes: ['Egress'] })
    const host = pod('shop', 'host', { hostNetwork: true, ips: ['192.168.0.1'] })
    const unknownPolicyApis = ['FQDNNetworkPolicy.networking.gke.io']
    const { reachability, undecided } = await verdicts({ unknownPolicyApis }, [sealed, host])
    expect(undecided('shop/web', 'shop/db')).to.equal('nothing')
    expect(undecided('shop/web', 'shop/host')).to.equal(ALL)
    const [cell] = reachability.addressCells
    const web = reachability.podClasses.find(({ pods }) => pods.some(({ name }) => name === 'web'))
    if (cell === undefined || web === undefined) throw new Error('no such endpoints')
    expect(reachability.explain(web, cell, 'TCP', 80).egress.because).to.contain(
      'a denial is not certain, since the policy API FQDNNetworkPolicy.networking.gke.io',
    )
    const all = [...reachability.podClasses, ...reachability.addressCells]
    for (const { destination, from } of reachability.passing(all, all)) {
      const asked = all.filter((source) => isListed(reachability.between(source, destination)))
      expect(from.map(([source]) => source)).to.deep.equal(asked)
    }
  })

  it('says what it makes of them', async () => {
    const unknownPolicyApis = ['Server.policy.linkerd.io']
    const more = [listed('multi-networkpolicies.k8s.cni.cncf.io', { count: 1 })]
    const changes = { unknownPolicyApis, resources: [...resources, ...more] }
    const { reachability } = await verdicts(changes)
    expect(reachability.assumptions).to.include.members([
      'Server.policy.linkerd.io is not read: what it denies counts as allowed',
      'multi-networkpolicies.k8s.cni.cncf.io is not read: it is about further networks of pods, which are not examined',
    ])
  })

  it('names one reason and counts the others', async () => {
    const unknownPolicyApis = ['a.example/Wall', 'b.example/Wall', 'c.example/Wall']
    const { answer } = await verdicts({ unknownPolicyApis })
    expect(answer?.ingress.because).to.contain('a.example/Wall is not understood (and 2 more); ')
  })

  it('knows policies that were not listed, and not namespaces and pods: of these answers know', async () => {
    const without = (name: string) => resources.filter(({ resource }) => resource !== name)
    const policies = await verdicts({ resources: without('networkpolicies.networking.k8s.io') })
    expect(policies.answer?.verdict).to.equal('indeterminate')
    for (const name of ['namespaces', 'pods']) {
      const { cluster, answer } = await verdicts({ resources: without(name) })
      expect(cluster.doubts).to.deep.equal(NO_DOUBTS)
      expect(answer?.verdict).to.equal('denied')
    }
  })

  it('does not know pods that cannot be read, or ports of theirs: they change no answer about others', async () => {
    const odd = pod('shop', 'odd', { ports: [{ name: 'web', containerPort: 'none' }] })
    const broken = { ...pod('shop', 'broken'), spec: 'none' }
    const { reachability, cluster, answer } = await verdicts({}, [odd, broken])
    expect(reachability.blockers).to.have.length(2)
    expect(cluster.doubts).to.deep.equal(NO_DOUBTS)
    expect(answer?.verdict).to.equal('denied')
  })

  it('knows of a node that cannot be read only what is at addresses and on networks of nodes', async () => {
    const broken = object({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'broken' },
      status: { addresses: { a: 1 } },
    })
    const host = pod('other', 'host', { hostNetwork: true, ips: ['192.168.0.1'] })
    const { answer, undecided, cluster, reachability } = await verdicts({}, [broken, host])
    expect(answer?.verdict).to.equal('denied')
    expect(undecided('shop/web', 'shop/db')).to.equal('nothing')
    expect(undecided('other/host', 'shop/db')).to.equal(ALL)
    expect(cluster.doubts.fromOrToEdge.join()).to.contain('Node broken cannot be read at ')
    const all = [...reachability.podClasses, ...reachability.addressCells]
    for (const { destination, from } of reachability.passing(all, all))
      expect(from.map(([source]) => source)).to.deep.equal(
        all.filter((source) => isListed(reachability.between(source, destination))),
      )
  })

  it('knows policies that cannot be read', async () => {
    const future = { ...CLOSED, apiVersion: 'networking.k8s.io/v2' }
    const { answer } = await verdicts({}, [future])
    expect(answer?.verdict).to.equal('indeterminate')
    expect(answer?.ingress.because).to.contain('NetworkPolicy shop/closed cannot be read at ')
  })

  it('knows that one of two plug-ins may enforce: what one of them denies is undecided, allowed and denied is what both allow and deny', async () => {
    const calico = object({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'g' },
      spec: {
        selector: 'all()',
        types: ['Ingress'],
        ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [80, 81] } }],
      },
    })
    const toPorts = [{ ports: ['80', '82'].map((port) => ({ port, protocol: 'TCP' })) }]
    const cilium = object({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'c', namespace: 'shop' },
      spec: { endpointSelector: {}, ingress: [{ fromEntities: ['all'], toPorts }] },
    })
    const cluster = await clusterOf([...SHOP, calico, cilium])
    const { allowed, undecided } = askedOf(cluster, analyse(cluster))
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 80')
    expect(undecided('shop/web', 'shop/db')).to.equal('TCP 81-82')
    expect(allowed('shop/web', 'other/client')).to.equal('TCP 80-81')
    expect(undecided('shop/web', 'other/client')).to.contain('TCP 1-79, TCP 82-65535')
  })

  describe('under policies of Calico and of Cilium', () => {
    const calico = object({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'g' },
      spec: { selector: "app == 'web'", types: ['Ingress'] },
    })
    const cilium = (rules: object, namespace = 'other') =>
      object({
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { name: 'c', namespace },
        spec: { endpointSelector: {}, ...rules },
      })

    it('is certain of what a NetworkPolicy denies and no policy of theirs may allow', async () => {
      const { answer, cluster } = await verdicts({}, [calico, cilium({ ingress: [{}] })])
      expect(answer?.verdict).to.equal('denied')
      expect(cluster.doubts).to.deep.equal(NO_DOUBTS)
      expect(blockersOf(cluster).join()).to.contain('of another network plugin')
    })

    it('is not where a policy of one of them allows it', async () => {
      const open = cilium({ ingress: [{ fromEntities: ['all'] }] }, 'shop')
      const first = object({
        ...calico,
        spec: { selector: 'all()', types: ['Ingress'], ingress: [{ action: 'Allow' }] },
      })
      for (const pair of [
        [calico, open],
        [first, cilium({ ingress: [{}] })],
      ])
        expect((await verdicts({}, pair)).answer?.verdict).to.equal('indeterminate')
      expect((await verdicts({}, [first, open])).answer?.verdict).to.equal('allowed')
    })

    it('is certain of what policies of both deny, and names both', async () => {
      const other = cilium({ ingress: [{}] }, 'shop')
      const all = object({ ...calico, spec: { selector: 'all()', types: ['Ingress'] } })
      const { answer } = await verdicts({}, [all, other])
      expect(answer?.verdict).to.equal('denied')
      expect(answer?.ingress.because).to.match(
        /^where Calico enforces, .*GlobalNetworkPolicy g.*; where Cilium enforces, .*CiliumNetworkPolicy shop\/c/,
      )
      const isolating = answer?.ingress.rules.filter(({ effect }) => effect === 'isolates')
      expect(isolating?.map(({ policy }) => policy)).to.deep.equal([
        'cilium.io/v2/CiliumNetworkPolicy/shop/c',
        'networking.k8s.io/v1/NetworkPolicy/shop/closed',
        'projectcalico.org/v3/GlobalNetworkPolicy//g',
      ])
    })

    it('says of what one of them denies which one does, and nothing that is not so', async () => {
      const cluster = await clusterOf([...SHOP, calico, cilium({ ingress: [{}] })])
      const to = '/v1/Pod/shop/web'
      const answer = ask(analyse(cluster), {
        from: '/v1/Pod/shop/db',
        to,
        protocol: 'TCP',
        port: 80,
      })
      expect(answer?.verdict).to.equal('indeterminate')
      expect(answer?.ingress.because).to.contain('which one enforces is not known: where Calico')
      expect(answer?.ingress.because).to.match(/where Cilium enforces, no policy isolates ingress/)
      expect(answer?.ingress.doubts).to.deep.include({
        kind: 'applies',
        policy: 'projectcalico.org/v3/GlobalNetworkPolicy//g',
        pointer: '/spec',
        why: 'there are policies of Calico and of another network plugin, and which one enforces is not known',
      })
    })

    it('lets each read NetworkPolicies as it does', async () => {
      const from = [{ ipBlock: { cidr: '10.0.0.0/8' } }]
      const byAddress = networkPolicy('shop', 'closed', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from }],
      })
      const near = pod('shop', 'near', { labels: {}, ips: ['10.0.0.7'] })
      const objects = [...SHOP, near, byAddress, calico, cilium({ ingress: [{}] })]
      const cluster = await clusterOf(objects)
      const reachability = analyse(cluster, { podsByAddress: true })
      const { allowed, undecided } = askedOf(cluster, reachability)
      expect(cluster.doubts).to.deep.equal(NO_DOUBTS)
      expect(undecided('shop/near', 'shop/db')).to.equal(ALL)
      expect(allowed('8.8.8.8', 'shop/db')).to.equal('nothing')
      expect(undecided('8.8.8.8', 'shop/db')).to.equal('nothing')
    })
  })
})
