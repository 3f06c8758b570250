import { expect } from 'chai'
import { ALL, estate, networkPolicy, NOTHING, pod, SHOP } from './builders.ts'
import { ALLOW, calico, DENY, globalPolicy, hostEndpoint, shopPolicy } from './calico-objects.ts'

const sql = [{ name: 'sql', containerPort: 5432 }]
const agent = pod('other', 'agent', { hostNetwork: true, ips: ['10.9.0.1'], ports: sql })
const OBJECTS = [...SHOP, agent]

const egressTo = (...rules: readonly object[]) => shopPolicy('p', { egress: rules })
const tcp = (action: object, destination: object) => ({ ...action, protocol: 'TCP', destination })

const SCANNER = 'projectcalico/calico felix/calc/rule_scanner.go'

describe(`names of ports in egress rules of Calico (${SCANNER}, namedPortsToIPSets)`, () => {
  it('finds no name on the network of a node, whose pods are no endpoints', async () => {
    const { allowed } = await estate([...OBJECTS, egressTo(tcp(ALLOW, { ports: ['sql'] }))])
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 5432')
    expect(allowed('shop/web', 'other/agent')).to.equal(NOTHING)
  })

  it('excludes a name on pods alone: nodes and addresses keep the port', async () => {
    const but = { ports: ['5432:5433'], notPorts: ['sql'] }
    const { allowed } = await estate([...OBJECTS, egressTo(tcp(ALLOW, but))])
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 5433')
    expect(allowed('shop/web', 'other/agent')).to.equal('TCP 5432-5433')
    expect(allowed('shop/web', '8.8.8.8')).to.equal('TCP 5432-5433')
  })

  it('excludes numbers beside a name for everyone', async () => {
    const but = { ports: ['5432:5434'], notPorts: ['sql', 5433] }
    const { allowed } = await estate([...OBJECTS, egressTo(tcp(ALLOW, but))])
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 5434')
    expect(allowed('shop/web', 'other/agent')).to.equal('TCP 5432, TCP 5434')
  })

  it('denies to nodes what a name is excluded from, too', async () => {
    const but = tcp(DENY, { ports: [5432], notPorts: ['sql'] })
    const { allowed } = await estate([...OBJECTS, egressTo(but, ALLOW)])
    expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
    expect(allowed('shop/web', 'other/agent')).to.not.equal(ALL)
  })

  const set = calico(
    'GlobalNetworkSet',
    'data',
    { nets: ['10.0.0.0/24'] },
    { labels: { role: 'data' } },
  )

  it('looks names up on pods that have the labels themselves, not by their address in a set', async () => {
    const bySet = globalPolicy('p', {
      egress: [tcp(ALLOW, { selector: "role == 'data'", ports: ['sql', 80] })],
    })
    const { allowed } = await estate([...SHOP, set, bySet])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 80')
    const byLabel = globalPolicy('q', {
      egress: [tcp(ALLOW, { selector: "app == 'db'", ports: ['sql', 80] })],
    })
    const both = await estate([...SHOP, set, bySet, byLabel])
    expect(both.allowed('other/client', 'shop/db')).to.equal('TCP 80, TCP 5432')
  })

  it('excludes no name of a pod that is found by its address in a set', async () => {
    const but = { selector: "role == 'data'", ports: [5432], notPorts: ['sql'] }
    const policy = globalPolicy('p', { egress: [tcp(ALLOW, but)] })
    const { allowed } = await estate([...SHOP, set, policy])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 5432')
  })

  it('says that it leaves out the names of a host endpoint where a rule excludes names', async () => {
    const host = hostEndpoint('n1', { ports: [{ name: 'sql', protocol: 'TCP', port: 5432 }] })
    const but = egressTo(tcp(ALLOW, { ports: [5432], notPorts: ['sql'] }))
    const { cluster } = await estate([...OBJECTS, host, but])
    expect(cluster.settled.blockers.join()).to.include('named ports of HostEndpoint hep-n1')
  })

  it('finds no name on the network of a node for a NetworkPolicy that names nobody, either', async () => {
    const byName = networkPolicy('shop', 'web', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 'sql' }, { port: 80 }] }],
    })
    const elsewhere = shopPolicy('p', { selector: "app == 'nobody'", ingress: [] })
    const { allowed } = await estate([...OBJECTS, byName, elsewhere])
    expect(allowed('shop/web', 'shop/db')).to.equal('TCP 80, TCP 5432')
    expect(allowed('shop/web', 'other/agent')).to.equal('TCP 80')
  })
})

describe(`names of ports in ingress rules of Calico (${SCANNER}, namedPortsToIPSets)`, () => {
  const set = calico(
    'GlobalNetworkSet',
    'data',
    { nets: ['10.0.0.0/24'] },
    { labels: { role: 'data' } },
  )
  const inbound = (...rules: readonly object[]) =>
    globalPolicy('p', { selector: "app == 'db'", types: ['Ingress'], ingress: rules })

  it('looks names up on pods that have the labels themselves, not by their address in a set', async () => {
    const bySet = inbound(tcp(ALLOW, { selector: "role == 'data'", ports: ['sql', 80] }))
    const { allowed } = await estate([...SHOP, set, bySet])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 80')
    const byLabel = inbound(tcp(ALLOW, { selector: "app == 'db'", ports: ['sql', 80] }))
    const own = await estate([...SHOP, set, byLabel])
    expect(own.allowed('other/client', 'shop/db')).to.equal('TCP 80, TCP 5432')
  })

  it('denies by no name that it does not find', async () => {
    const deny = tcp(DENY, { selector: "role == 'data'", ports: ['sql'] })
    const { allowed } = await estate([...SHOP, set, inbound(deny, ALLOW)])
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it('excludes no name of a pod that is found by its address in a set', async () => {
    const but = { selector: "role == 'data'", ports: [5432], notPorts: ['sql'] }
    const { allowed } = await estate([...SHOP, set, inbound(tcp(ALLOW, but))])
    expect(allowed('other/client', 'shop/db')).to.equal('TCP 5432')
  })
})
