import { expect } from 'chai'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import {
  ALL,
  NOTHING,
  SHOP,
  clusterOf,
  estate,
  networkPolicy,
  node,
  object,
  pod,
  shopWith,
} from './builders.ts'

const INTRO = 'cilium, Documentation/security/policy/intro.rst'
const LAYER3 = 'cilium, Documentation/security/policy/layer3.rst'
const LAYER4 = 'cilium, Documentation/security/policy/layer4.rst'
const DENY = 'cilium, Documentation/security/policy/deny.rst'
const HOST = 'cilium, Documentation/security/policy/host.rst'
const PARSE = 'cilium, pkg/policy/utils/parse.go'
const LABELS = 'cilium, pkg/labelsfilter/filter.go'

const DB = { endpointSelector: { matchLabels: { app: 'db' } } }

function cilium(spec: object, namespace = 'shop', name = 'policy'): KubeObject {
  const metadata = { name, namespace }
  return object({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec })
}

function clusterwide(spec: object): KubeObject {
  const kind = 'CiliumClusterwideNetworkPolicy'
  return object({ apiVersion: 'cilium.io/v2', kind, metadata: { name: 'wide' }, spec })
}

function config(data: object): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

/** The shop, with one policy for its database and what else there is. */
const shop = (spec: object, ...others: readonly KubeObject[]) =>
  estate([...SHOP, cilium({ ...DB, ...spec }), ...others], {})

const HTTP = [{ ports: [{ port: '80', protocol: 'TCP' }] }]
const SHOP_ONLY = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'shop' } }

describe('pitfalls of Cilium', () => {
  it(`1: a rule that says nothing allows nobody, and isolates (${INTRO})`, async () => {
    const { allowed } = await shop({ ingress: [{}] })
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(allowed('shop/db', 'shop/web')).to.equal(ALL)
  })

  it(`2: an empty list of rules changes nothing (${INTRO})`, async () => {
    const { allowed } = await shop({ ingress: [], egress: [] })
    expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it(`3: an empty list of peers means nobody, even with ports; none at all means anyone (${PARSE})`, async () => {
    const closed = await shop({ ingress: [{ fromEndpoints: [], toPorts: HTTP }] })
    expect(closed.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    const open = await shop({ ingress: [{ toPorts: HTTP }] })
    expect(open.allowed('other/client', 'shop/db')).to.equal('TCP 80')
  })

  it(`7: a port without protocol is one of TCP, UDP and SCTP (${LAYER4})`, async () => {
    const { allowed } = await shop({ ingress: [{ toPorts: [{ ports: [{ port: '80' }] }] }] })
    expect(allowed('shop/web', 'shop/db')).to.equal('SCTP 80, TCP 80, UDP 80')
  })

  it(`8: a named port is looked up by name and protocol on the selected pod (${LAYER4})`, async () => {
    const named = (protocol: string) =>
      shop({ ingress: [{ toPorts: [{ ports: [{ port: 'SQL', protocol }] }] }] })
    expect((await named('TCP')).allowed('shop/web', 'shop/db')).to.equal('TCP 5432')
    expect((await named('UDP')).allowed('shop/web', 'shop/db')).to.equal(NOTHING)
  })

  it('9: at egress a name is looked up over all peers, which is left open (cilium, pkg/types/portmap.go)', async () => {
    const spec = {
      endpointSelector: {},
      egress: [{ toPorts: [{ ports: [{ port: 'sql', protocol: 'TCP' }] }] }],
    }
    const { allowed, undecided } = await estate([...SHOP, cilium(spec)], {})
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(undecided('shop/web', 'shop/db')).to.equal('TCP all ports')
  })

  it(`14, 27: a CIDR matches neither pods nor nodes, unless a setting says so (${LAYER3})`, async () => {
    const spec = { ingress: [{ fromCIDR: ['0.0.0.0/0'] }] }
    const nodes = [node('n1', '10.9.0.1')]
    const plain = await shop(spec, ...nodes)
    expect(plain.allowed('10.9.0.1', 'shop/db')).to.equal(NOTHING)
    expect(plain.allowed('8.8.8.8', 'shop/db')).to.equal(ALL)
    expect(plain.allowed('2001:db8::1', 'shop/db')).to.equal(NOTHING)
    const some = { ingress: [{ fromCIDR: ['10.0.0.0/8'] }] }
    const set = await shop(some, ...nodes, config({ 'policy-cidr-match-mode': 'nodes' }))
    expect(set.allowed('10.9.0.1', 'shop/db')).to.equal(ALL)
    expect(set.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    const both = await shop(spec, config({ 'policy-cidr-match-mode': 'nodes,pods' }))
    expect(both.allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it(`14: neither does an ipBlock of a NetworkPolicy, where Cilium enforces it (${LAYER3})`, async () => {
    const rule = { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }
    const objects = [
      ...shopWith({ podSelector: {}, ingress: [rule] }),
      cilium({ ...DB, egress: [{}] }),
    ]
    const { allowed, undecided } = await estate(objects, {})
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(undecided('other/client', 'shop/db')).to.equal(NOTHING)
    expect(allowed('8.8.8.8', 'shop/db')).to.equal(ALL)
  })

  it(`23: a policy that only denies isolates all the same (${DENY})`, async () => {
    const { allowed } = await shop({ ingressDeny: [{ fromEndpoints: [{}], toPorts: HTTP }] })
    expect(allowed('other/client', 'shop/db')).to.equal(NOTHING)
  })

  it(`24: enableDefaultDeny of one policy takes nothing from another (${INTRO})`, async () => {
    const off = { ...DB, enableDefaultDeny: { ingress: false }, ingress: [{ fromEndpoints: [{}] }] }
    const alone = await estate([...SHOP, cilium(off)], {})
    expect(alone.allowed('other/client', 'shop/db')).to.equal(ALL)
    const on = cilium({ ...DB, ingress: [{}] }, 'shop', 'second')
    const both = await estate([...SHOP, cilium(off), on], {})
    expect(both.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    expect(both.allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it(`24: a policy that does not isolate still denies what it denies (${INTRO})`, async () => {
    const flags = { enableDefaultDeny: { ingress: false } }
    const { allowed } = await shop({ ...flags, ingressDeny: [{ fromEntities: ['world'] }] })
    expect(allowed('8.8.8.8', 'shop/db')).to.equal(NOTHING)
    expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it(`24: rules of layer 7 may drop traffic although nothing isolates (${INTRO})`, async () => {
    const toPorts = [{ ...HTTP[0], rules: { http: [{ method: 'GET' }] } }]
    const flags = { enableDefaultDeny: { ingress: false } }
    const open = await shop({ ...flags, ingress: [{ fromEndpoints: [{}], toPorts }] })
    expect(open.undecided('shop/web', 'shop/db')).to.equal('TCP 80')
    expect(open.allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`25: all endpoints are those of the own namespace, or those of all namespaces and no others (${PARSE})`, async () => {
    const own = await shop({ ingress: [{ fromEndpoints: [{}] }] })
    expect(own.allowed('shop/web', 'shop/db')).to.equal(ALL)
    expect(own.allowed('other/client', 'shop/db')).to.equal(NOTHING)
    const wide = clusterwide({ ...DB, ingress: [{ fromEndpoints: [{}] }] })
    const all = await estate([...SHOP, wide, node('n1', '10.9.0.1')], { splitAt: ['10.9.0.1/32'] })
    expect(all.allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(all.allowed('8.8.8.8', 'shop/db')).to.equal(NOTHING)
    expect(all.allowed('10.9.0.1', 'shop/db')).to.equal(NOTHING)
  })

  it(`26: a namespaced policy applies in its own namespace, whatever its selector names (${PARSE})`, async () => {
    const foreign = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'other' } }
    const spec = { endpointSelector: foreign, ingress: [{}] }
    const { allowed } = await estate([...SHOP, cilium(spec)], {})
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(allowed('shop/web', 'other/client')).to.equal(ALL)
  })

  it(`28: host is the node of the pod, remote-node every other (${LAYER3})`, async () => {
    const nodes = [node('n1', '10.9.0.1'), node('n2', '10.9.0.2')]
    const remote = await shop({ ingress: [{ fromEntities: ['remote-node'] }] }, ...nodes)
    expect(remote.allowed('10.9.0.1', 'shop/db')).to.equal(ALL)
    expect(remote.allowed('8.8.8.8', 'shop/db')).to.equal(NOTHING)
    const local = await shop({ ingress: [{ fromEntities: ['host'] }] }, ...nodes)
    expect(local.undecided('10.9.0.1', 'shop/db')).to.equal(ALL)
    expect(local.allowed('8.8.8.8', 'shop/db')).to.equal(NOTHING)
  })

  it(`29: only policies for nodes apply to hostNetwork pods, with the host firewall on (${HOST})`, async () => {
    const agent = pod('shop', 'agent', { hostNetwork: true, node: 'n1', ips: ['10.9.0.1'] })
    const wall = clusterwide({
      nodeSelector: {},
      ingress: [{ fromEntities: ['cluster'], toPorts: HTTP }],
    })
    const objects = [...SHOP, agent, node('n1', '10.9.0.1'), wall]
    const on = await estate([...objects, config({ 'enable-host-firewall': 'true' })], {})
    expect(on.allowed('other/client', 'shop/agent')).to.equal('TCP 80')
    expect(on.allowed('other/client', 'shop/db')).to.equal(ALL)
    const off = await estate([...objects, config({})], {})
    expect(off.allowed('other/client', 'shop/agent')).to.equal(ALL)
    const unread = await estate(objects, {})
    expect(unread.undecided('other/client', 'shop/agent')).to.not.equal(NOTHING)
  })

  it(`51: service accounts and labels of namespaces are labels of the endpoint (${LAYER3})`, async () => {
    const byTeam = { matchLabels: { 'io.cilium.k8s.namespace.labels.team': 'other' } }
    const team = await shop({ ingress: [{ fromEndpoints: [byTeam] }] })
    expect(team.allowed('other/client', 'shop/db')).to.equal(ALL)
    expect(team.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    const robot = { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'robot' } }
    const account = await shop({ ingress: [{ fromEndpoints: [robot] }] })
    expect(account.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
  })

  it(`a deny beats what NetworkPolicy allows, and both add up otherwise (${DENY})`, async () => {
    const open = networkPolicy('shop', 'open', { podSelector: {}, ingress: [{}] })
    const spec = { ingressDeny: [{ fromEndpoints: [SHOP_ONLY] }] }
    const { allowed } = await shop(spec, open)
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it(`ICMP is denied where rules have ports, and allowed where they have none (${LAYER4})`, async () => {
    const ports = await shop({ ingress: [{ fromEndpoints: [{}], toPorts: HTTP }] })
    const answer = ({ at, reachability }: typeof ports) =>
      reachability.explain(at('shop/web'), at('shop/db'), 'ICMP').verdict
    expect(answer(ports)).to.equal('denied')
    expect(answer(await shop({ ingress: [{ fromEndpoints: [{}] }] }))).to.equal('allowed')
    const fields = [{ family: 'IPv4', type: 'EchoRequest' }]
    const types = await shop({ ingress: [{ fromEndpoints: [{}], icmps: [{ fields }] }] })
    expect(answer(types)).to.equal('indeterminate')
  })

  it(`names that DNS resolves may be any outside address (${LAYER3})`, async () => {
    const spec = {
      endpointSelector: {},
      egress: [{ toFQDNs: [{ matchPattern: '*.example.org' }] }],
    }
    const { undecided, allowed } = await estate([...SHOP, cilium(spec)], {
      splitAt: ['8.8.8.8/32'],
    })
    expect(undecided('shop/web', '8.8.8.8')).to.equal(ALL)
    expect(undecided('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
  })

  it('the API server may be any address outside of the pod network, where its Service was not read', async () => {
    const spec = { ingress: [{ fromEntities: ['kube-apiserver'] }] }
    const { undecided, allowed } = await shop(spec)
    expect(undecided('8.8.8.8', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(undecided('shop/web', 'shop/db')).to.equal(NOTHING)
  })

  it(`labels that are left out of identities select nothing (${LABELS})`, async () => {
    const hashed = { matchLabels: { 'pod-template-hash': 'x' } }
    const web = pod('shop', 'hashed', {
      labels: { 'pod-template-hash': 'x', app: 'web' },
      ips: ['10.0.0.9'],
    })
    const spec = { ingress: [{ fromEndpoints: [hashed] }] }
    expect((await shop(spec, web)).allowed('shop/hashed', 'shop/db')).to.equal(NOTHING)
    const byApp = { ingress: [{ fromEndpoints: [{ matchLabels: { app: 'web' } }] }] }
    const narrow = await shop(byApp, config({ labels: 'k8s:io.kubernetes.pod.namespace k8s:name' }))
    expect(narrow.allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it(`enable-policy: always isolates every pod, never and audit mode none (${INTRO})`, async () => {
    const spec = { egress: [{ toEndpoints: [{}] }] }
    const always = await shop(spec, config({ 'enable-policy': 'always' }))
    expect(always.allowed('other/client', 'shop/web')).to.equal(NOTHING)
    expect(always.reachability.assumptions.join()).to.contain('enable-policy: always')
    for (const off of [{ 'enable-policy': 'never' }, { 'policy-audit-mode': 'true' }]) {
      const none = await shop({ ingress: [{}] }, config(off))
      expect(none.allowed('shop/web', 'shop/db')).to.equal(ALL)
      expect(none.reachability.assumptions.join()).to.contain(Object.keys(off)[0])
    }
  })

  it('a refused object may do anything: one fault leaves all its specifications open', async () => {
    const both = { fromEndpoints: [{}], fromEntities: ['world'] }
    const { undecided } = await shop({ ingress: [both] })
    expect(undecided('other/client', 'shop/db')).to.equal(ALL)
  })

  it('policies of Cilium beside another network plugin are not counted on', async () => {
    const daemons = pod('kube-system', 'calico-1', {
      owner: 'DaemonSet/calico-node',
      node: 'n1',
      hostNetwork: true,
      ready: true,
      ips: ['10.9.0.1'],
    })
    const objects = [...SHOP, cilium({ ...DB, ingress: [{}] }), node('n1', '10.9.0.1'), daemons]
    const cluster = await clusterOf(objects, {}, { platformNamespaces: ['kube-system'] })
    expect(cluster.enforcer).to.include({ name: 'Calico' })
    const reachability = analyse(cluster)
    const at = (name: string) =>
      reachability.podClasses.find(({ pods }) => pods.some((each) => each.name === name))
    const [web, db] = [at('web'), at('db')]
    if (web === undefined || db === undefined) throw new Error('no such pod')
    expect(reachability.explain(web, db, 'TCP', 80).verdict).to.equal('indeterminate')
  })

  it('needs what its policies refer to: a list that was not read blocks', async () => {
    const rule = { fromCIDRSet: [{ cidrGroupRef: 'partners' }] }
    const cluster = await clusterOf([...SHOP, cilium({ ...DB, ingress: [rule] })], {
      gaps: [],
      resources: [],
    })
    expect(analyse(cluster).blockers.join()).to.contain('ciliumcidrgroups.cilium.io')
  })
})
