import { expect } from 'chai'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { ALL, NOTHING, SHOP, askedOf, clusterOf, estate, networkPolicy } from './builders.ts'
import { node, object, pod } from './builders.ts'

const NETWORK = 'cilium, pkg/k8s/network_policy.go'
const CLUSTER = 'cilium 1.20, pkg/k8s/cluster_network_policy.go'

/** By this exhibit knows that Cilium enforces. */
const OF_CILIUM = object({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'nobody', namespace: 'nowhere' },
  spec: { endpointSelector: {}, ingress: [{}] },
})

function config(data: object): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

function clusterPolicy(tier: string, rules: object): KubeObject {
  return object({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'cluster' },
    spec: { tier, priority: 1, subject: { namespaces: {} }, ...rules },
  })
}

const shop = (...objects: readonly KubeObject[]) => estate([...SHOP, OF_CILIUM, ...objects], {})

/** The same where Cilium is recognised, and set to enforce ClusterNetworkPolicy. */
async function shopOfCilium(...objects: readonly KubeObject[]) {
  return shopSetTo({}, ...objects)
}

async function shopSetTo(data: object, ...objects: readonly KubeObject[]) {
  const agent = pod('kube-system', 'cilium-1', {
    owner: 'DaemonSet/cilium',
    image: 'cilium/cilium:v1.20.1',
    node: 'n1',
    hostNetwork: true,
    ready: true,
    ips: ['10.9.0.1'],
  })
  const set = config({ 'enable-k8s-cluster-network-policy': 'true', ...data })
  const cluster = await clusterOf(
    [...SHOP, node('n1', '10.9.0.1'), agent, set, ...objects],
    {},
    { platformNamespaces: ['kube-system'] },
  )
  expect(cluster.enforcer).to.include({ name: 'Cilium' })
  return askedOf(cluster, analyse(cluster))
}

const SHUT = networkPolicy('shop', 'shut', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
const NO_TEAM = { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] }
const TO_NO_TEAM = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ namespaceSelector: NO_TEAM }] }],
}

describe('pitfalls of Cilium: where it departs from APIs of Kubernetes', () => {
  it(`rules of a direction that policyTypes leaves out perhaps allow, and perhaps isolate (${NETWORK})`, async () => {
    const aside = networkPolicy('shop', 'aside', {
      podSelector: {},
      policyTypes: ['Egress'],
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: 'none' } } }] },
        { ports: [{ port: 80 }] },
      ],
      egress: [{}],
    })
    const alone = await shop(aside)
    expect(alone.allowed('other/client', 'shop/db')).to.equal('TCP 80')
    expect(alone.undecided('other/client', 'shop/db')).to.not.equal(NOTHING)
    const both = await shop(aside, SHUT)
    expect(both.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(both.undecided('other/client', 'shop/db')).to.equal('TCP 80')
    const { at, reachability } = both
    expect(
      reachability.explain(at('other/client'), at('shop/db'), 'TCP', 80).ingress.because,
    ).to.contain('policyTypes leaves out')
    const api = await estate([...SHOP, aside, SHUT], {})
    expect(api.undecided('other/client', 'shop/db')).to.not.contain('TCP 80')
  })

  it(`a selector of namespaces that asks for no label perhaps means nodes and outside addresses (${NETWORK})`, async () => {
    const objects = [networkPolicy('shop', 'egress', TO_NO_TEAM), node('n1', '10.9.0.1')]
    const open = await shop(...objects)
    expect(open.undecided('shop/web', '8.8.8.8')).to.equal(ALL)
    expect(open.undecided('shop/web', '10.9.0.1')).to.equal(ALL)
    const local = await shop(...objects, config({ 'policy-default-local-cluster': 'true' }))
    expect(local.undecided('shop/web', '8.8.8.8')).to.equal(NOTHING)
    expect(local.undecided('shop/web', '10.9.0.1')).to.equal(ALL)
    const every = await shop(
      networkPolicy('shop', 'egress', {
        ...TO_NO_TEAM,
        egress: [{ to: [{ namespaceSelector: {} }] }],
      }),
    )
    expect(every.undecided('shop/web', '8.8.8.8')).to.equal(NOTHING)
  })

  it('a port name of egress is looked up over all pods, also by a NetworkPolicy (cilium, pkg/types/portmap.go)', async () => {
    const egress = [{ ports: [{ port: 'sql' }, { port: 443 }] }]
    const { allowed, undecided } = await shop(
      networkPolicy('shop', 'named', { podSelector: {}, policyTypes: ['Egress'], egress }),
    )
    expect(allowed('shop/web', 'other/client')).to.equal('TCP 443')
    expect(undecided('shop/web', 'other/client')).to.not.equal(NOTHING)
  })

  it('what a NetworkPolicy denies for want of a rule, the Baseline tier perhaps accepts (cilium 1.20, pkg/policy/repository.go)', async () => {
    const accept = { action: 'Accept', from: [{ namespaces: {} }] }
    const baseline = clusterPolicy('Baseline', { ingress: [accept] })
    const { at, reachability, undecided } = await shopOfCilium(SHUT, baseline)
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
    const { because } = reachability.explain(at('other/client'), at('shop/db'), 'TCP', 80).ingress
    expect(because).to.contain('isolated by')
    expect(because).to.contain('only after the Baseline tier; otherwise allowed by')
    const denied = clusterPolicy('Baseline', { ingress: [{ ...accept, action: 'Deny' }, accept] })
    expect((await shopOfCilium(SHUT, denied)).undecided('other/client', 'shop/db')).to.equal(
      NOTHING,
    )
    const api = await estate([...SHOP, SHUT, baseline], {})
    expect(api.undecided('other/client', 'shop/db')).to.not.contain('TCP')
  })

  it('policies of administrators apply perhaps where Cilium is only assumed (cilium, issue 23380; daemon/cmd/daemon_main.go)', async () => {
    const deny = { action: 'Deny', from: [{ namespaces: {} }] }
    const admin = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      spec: { subject: { namespaces: {} }, ingress: [deny] },
    }
    const policies = [
      object({
        ...admin,
        kind: 'AdminNetworkPolicy',
        metadata: { name: 'a' },
        spec: { priority: 1, ...admin.spec },
      }),
      object({ ...admin, kind: 'BaselineAdminNetworkPolicy', metadata: { name: 'default' } }),
      clusterPolicy('Admin', { ingress: [deny] }),
    ]
    for (const policy of policies) {
      const { at, undecided, reachability } = await shop(policy)
      expect(undecided('other/client', 'shop/db')).to.equal(ALL)
      const { because } = reachability.explain(at('other/client'), at('shop/db'), 'TCP', 80).ingress
      expect(because).to.contain('is not known to enforce it')
      expect((await estate([...SHOP, policy], {})).undecided('other/client', 'shop/db')).to.equal(
        NOTHING,
      )
    }
  })

  it(`a rule that should fail closed perhaps keeps what its other parts say (${CLUSTER})`, async () => {
    const tcp = { tcp: { destinationPort: { number: 80 } } }
    const deny = { action: 'Deny', from: [{}], protocols: [tcp] }
    const denied = await shopOfCilium(clusterPolicy('Admin', { ingress: [deny] }))
    expect(denied.undecided('other/client', 'shop/db')).to.not.contain('TCP 80,')
    expect(denied.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const { at, reachability } = denied
    const verdict = (port: number) =>
      reachability.explain(at('other/client'), at('shop/db'), 'TCP', port).verdict
    expect([verdict(80), verdict(81)]).to.deep.equal(['denied', 'indeterminate'])
    const accept = { action: 'Accept', from: [{}, { namespaces: {} }], protocols: [tcp] }
    const accepted = await shop(SHUT, clusterPolicy('Admin', { ingress: [accept] }))
    expect(accepted.undecided('other/client', 'shop/db')).to.equal('TCP 80')
    const unknown = { action: 'Accept', from: [{ namespaces: {} }], protocols: [{}] }
    const any = await shop(SHUT, clusterPolicy('Admin', { ingress: [unknown] }))
    expect(any.undecided('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`an object is refused as a whole for want of a setting (${CLUSTER})`, async () => {
    const rules = {
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      egress: [{ action: 'Accept', to: [{ nodes: {} }] }],
    }
    const policy = clusterPolicy('Admin', rules)
    const off = await shop(policy, config({}))
    expect(off.allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(off.reachability.assumptions.join()).to.contain('enable-node-selector-labels')
    const on = await shop(policy, config({ 'enable-node-selector-labels': 'true' }))
    expect(on.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect((await shop(policy)).undecided('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`networks match pods for certain only where a setting says so (${CLUSTER})`, async () => {
    const deny = { action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }
    const policy = clusterPolicy('Admin', { egress: [deny] })
    expect((await shop(policy)).undecided('shop/web', 'shop/db')).to.equal(ALL)
    const both = await shopSetTo({ 'policy-cidr-match-mode': 'nodes,pods' }, policy)
    expect(both.undecided('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(both.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
  })

  it(`domain names perhaps let DNS pass (${CLUSTER})`, async () => {
    const dns = pod('shop', 'dns', { labels: { 'k8s-app': 'kube-dns' }, ips: ['10.0.0.9'] })
    const egress = [{ action: 'Accept', to: [{ domainNames: ['example.org'] }] }]
    const { undecided } = await shop(SHUT, dns, clusterPolicy('Admin', { egress }))
    expect(undecided('other/client', 'shop/dns')).to.equal(NOTHING)
    expect(undecided('shop/web', 'shop/db')).to.equal(NOTHING)
    const open = networkPolicy('shop', 'open', { podSelector: {}, ingress: [{}] })
    const { undecided: also } = await shop(SHUT, open, dns, clusterPolicy('Admin', { egress }))
    expect(also('shop/web', 'shop/dns')).to.contain('UDP')
    expect(also('shop/web', 'shop/db')).to.equal(NOTHING)
  })
})
