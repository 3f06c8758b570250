import { expect } from 'chai'
import { testContext } from './context.ts'
import { doubtKinds, expectDoubtsWhereUndecided } from './reach-doubts.ts'
import type { Sides } from './reach-doubts.ts'
import { NODES, policy } from './reach-manifests.ts'

function pod(name: string, address: string, app: string, more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: s, labels: {app: ${app}}}
spec: {containers: [{name: c, image: x, ports: [{name: web, containerPort: 8080}]}], ${more}}
status: {phase: Running, podIP: ${address}, podIPs: [{ip: ${address}}]}
---
`
}

function service(name: string, spec: string, more = ''): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: s}
spec: {${spec}}
${more}---
`
}

/** A client on n1, two servers of which one lets nobody in, and a pod on the network of n2. */
const ESTATE = [
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: s}\n---\n',
  NODES,
  pod('client', '10.0.0.1', 'client', 'nodeName: n1'),
  pod('open', '10.0.0.2', 'server', 'nodeName: n2'),
  pod('shut', '10.0.0.3', 'server', 'nodeName: n2').replace(
    'app: server',
    'app: server, shut: "yes"',
  ),
  pod('host', '192.168.0.2', 'host', 'nodeName: n2, hostNetwork: true'),
  service(
    'mixed',
    'clusterIP: 10.96.0.1, selector: {app: server}, ports: [{port: 80, targetPort: web}]',
  ),
  service(
    'shut',
    'clusterIP: 10.96.0.2, selector: {shut: "yes"}, ports: [{port: 80, targetPort: web}]',
  ),
  service('gone', 'clusterIP: 10.96.0.3, selector: {app: gone}, ports: [{port: 80}]'),
  service('bare', 'clusterIP: 10.96.0.4, ports: [{port: 80}]'),
  service(
    'outside',
    'type: LoadBalancer, clusterIP: 10.96.0.5, selector: {shut: "yes"}, ports: [{port: 80, targetPort: web}]',
    'status: {loadBalancer: {ingress: [{ip: 203.0.113.5}]}}\n',
  ),
  policy('shut', 'podSelector: {matchLabels: {shut: "yes"}}, policyTypes: [Ingress]'),
  policy(
    'client',
    'podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 8080}]}]',
  ),
].join('')

type Answer = Sides & {
  readonly verdict: string
  readonly said?: readonly string[]
  readonly ingress: { readonly because: string }
}

async function asked(from: string, to: string, port = 80, manifests = ESTATE): Promise<Answer> {
  const context = testContext()
  context.write('dump/objects.yaml', manifests)
  context.write('q.ndjson', JSON.stringify({ from, to, port }))
  const { out } = await context.exhibit('reach', '--questions', 'q.ndjson', '--in', 'dump')
  const pair = await context.exhibit(
    'reach',
    from,
    to,
    '--port',
    String(port),
    '-o',
    'json',
    '--in',
    'dump',
  )
  const answer = JSON.parse(out) as Answer
  expectDoubtsWhereUndecided(answer)
  const { answers } = JSON.parse(pair.out) as { answers: { verdict: string }[] }
  expect(answers.map(({ verdict }) => verdict)).to.deep.equal([answer.verdict])
  return answer
}

describe('exhibit reach, addresses of the cluster', () => {
  it('takes the address of a pod for the pod', async () => {
    const answer = await asked('10.0.0.1', '10.0.0.2', 8080)
    expect(answer.verdict).to.equal('allowed')
    expect(answer.said).to.deep.equal(['10.0.0.1 is s/client', '10.0.0.2 is s/open'])
    expect((await asked('10.0.0.1', 's/open', 81)).verdict).to.equal('denied')
  })

  it('takes the address of a node for the node, which its own pods cannot be kept from', async () => {
    expect(await asked('192.168.0.2', 's/shut')).to.deep.include({
      verdict: 'allowed',
      said: ['192.168.0.2 is the address of node n2 and that of s/host'],
    })
    expect((await asked('192.168.0.1', 's/shut')).verdict).to.equal('denied')
    expect((await asked('s/client', '192.168.0.1', 10250)).verdict).to.equal('allowed')
    expect((await asked('s/client', '192.168.0.2', 10250)).verdict).to.equal('denied')
  })

  it('asks of the address of a Service what stands behind it, and says which', async () => {
    const mixed = await asked('s/client', '10.96.0.1')
    expect(mixed.verdict).to.equal('allowed')
    expect(mixed.said).to.deep.equal(['10.96.0.1 is the address of Service s/mixed'])
    expect(mixed.ingress.because).to.include(
      'behind Service s/mixed TCP 80: allowed to s/open TCP 8080; denied to s/shut TCP 8080',
    )
    expect((await asked('s/client', '10.96.0.2')).verdict).to.equal('denied')
    const none = await asked('s/client', '10.96.0.3')
    expect(none.verdict).to.equal('denied')
    expect(none.ingress.because).to.include('no pod stands behind Service s/gone TCP 80')
    const bare = await asked('s/client', '10.96.0.4')
    expect(bare.verdict).to.equal('indeterminate')
    expect(bare.ingress.because).to.include('is not known')
    expect(doubtKinds(bare)).to.deep.equal(['translation'])
    expect((await asked('s/client', '10.96.0.1', 81)).ingress.because).to.include(
      'has no port TCP 81',
    )
  })

  it('is undecided from outside where a node may hide who asks', async () => {
    const rewritten = await asked('198.51.100.1', '203.0.113.5')
    expect(rewritten.verdict).to.equal('indeterminate')
    expect(rewritten.ingress.because).to.include('may see the address of a node')
    expect(doubtKinds(rewritten)).to.deep.equal(['translation'])
    const kept = ESTATE.replace(
      'type: LoadBalancer,',
      'type: LoadBalancer, externalTrafficPolicy: Local,',
    )
    expect((await asked('198.51.100.1', '203.0.113.5', 80, kept)).verdict).to.equal('denied')
  })

  it('is undecided where policies answer differently for those that share an address', async () => {
    const two = ESTATE + pod('late', '10.0.0.3', 'late')
    const answer = await asked('s/client', '10.0.0.3', 8080, two)
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.ingress.because).to.include('which of several is meant is not known')
    expect(doubtKinds(answer)).to.deep.equal(['several'])
  })

  it('asks each Service of an address for its own ports', async () => {
    const balanced = (name: string, more: string) =>
      service(
        name,
        `type: LoadBalancer, externalTrafficPolicy: Local, ${more}`,
        'status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}\n',
      )
    const shared =
      ESTATE +
      balanced(
        'one',
        'clusterIP: 10.96.0.7, selector: {shut: "yes"}, ports: [{port: 80, targetPort: web}]',
      ) +
      balanced(
        'two',
        'clusterIP: 10.96.0.8, selector: {app: server}, ports: [{port: 443, targetPort: web}]',
      )
    const one = await asked('198.51.100.1', '203.0.113.7', 80, shared)
    expect(one.verdict).to.equal('denied')
    expect(one.said).to.deep.equal([
      '203.0.113.7 is the address of Service s/one and the address of Service s/two',
    ])
    expect((await asked('s/client', '203.0.113.7', 443, shared)).verdict).to.equal('allowed')
    expect((await asked('s/client', '203.0.113.7', 80, shared)).verdict).to.equal('denied')
  })

  it('is undecided where Services answer differently on one port of an address', async () => {
    const shared = ESTATE.replaceAll('clusterIP: 10.96.0.2', 'clusterIP: 10.96.0.1')
    expect((await asked('s/client', '10.96.0.1', 80, shared)).verdict).to.equal('indeterminate')
  })

  it('is undecided where nodes that share an address are answered differently', async () => {
    const stale = `${ESTATE}apiVersion: v1
kind: Node
metadata: {name: n0}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
`
    const answer = await asked('s/client', '192.168.0.1', 10250, stale)
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.said).to.deep.equal(['192.168.0.1 is the address of nodes n0 and n1'])
    expect((await asked('192.168.0.1', 's/open', 8080, stale)).verdict).to.equal('allowed')
  })

  it('does not know whether an isolated pod reaches itself through its Service', async () => {
    const answer = await asked('s/shut', '10.96.0.2')
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.ingress.because).to.include('reaches itself through a Service')
    expect(doubtKinds(answer)).to.deep.equal(['translation'])
    const open = service(
      'open',
      'clusterIP: 10.96.0.6, selector: {app: host}, ports: [{port: 80, targetPort: web}]',
    )
    expect((await asked('s/host', '10.96.0.6', 80, ESTATE + open)).verdict).to.equal('allowed')
  })

  it('names the port that was asked about, whatever it leads to', async () => {
    const context = testContext()
    context.write('dump/objects.yaml', ESTATE)
    const pair = ['reach', 's/client', '10.96.0.1', '--port', '80', '--in', 'dump']
    const { out } = await context.exhibit(...pair, '-o', 'json')
    const { answers } = JSON.parse(out) as { answers: { explanation: object }[] }
    expect(answers[0]?.explanation).to.include({ destination: '10.96.0.1', port: 80 })
  })

  it('takes an IPv4 address in the form of IPv6 for what it is', async () => {
    const answer = await asked('s/client', '::ffff:10.0.0.2', 8080)
    expect(answer.verdict).to.equal('allowed')
    expect(answer.said).to.deep.equal(['::ffff:10.0.0.2 is s/open'])
  })

  it('does not know what answers at an outside address of a Service on ports that it has not', async () => {
    const answer = await asked('198.51.100.1', '203.0.113.5', 79)
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.ingress.because).to.include('Service s/outside has no port TCP 79')
    expect((await asked('s/client', '203.0.113.5', 79)).verdict).to.equal('denied')
    const context = testContext()
    context.write('dump/objects.yaml', ESTATE)
    const pair = ['reach', '198.51.100.1', '203.0.113.5', '--in', 'dump']
    expect((await context.exhibit(...pair)).out).to.match(/^undecided/)
  })

  it('says whom a load balancer lets in, and is sure of no one else', async () => {
    const balanced =
      ESTATE +
      service(
        'open',
        'type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [198.51.100.0/24], clusterIP: 10.96.0.9, selector: {app: host}, ports: [{port: 80, targetPort: 8080}]',
        'status: {loadBalancer: {ingress: [{ip: 203.0.113.9}]}}\n',
      )
    expect((await asked('198.51.100.1', '203.0.113.9', 80, balanced)).verdict).to.equal('allowed')
    const other = await asked('198.51.101.1', '203.0.113.9', 80, balanced)
    expect(other.verdict).to.equal('indeterminate')
    expect(other.ingress.because).to.include('lets in 198.51.100.0/24 only')
    expect(doubtKinds(other)).to.deep.equal(['translation'])
    expect((await asked('s/open', '10.96.0.9', 80, balanced)).verdict).to.equal('allowed')
  })

  it('asks of a Service also the addresses of its slices that no pod has', async () => {
    const leading = (name: string, clusterIp: string, address: string) =>
      service(name, `clusterIP: ${clusterIp}, ports: [{port: 80}]`) +
      `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: s, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
endpoints: [{addresses: [${address}]}]
ports: [{port: 8443, protocol: TCP}]
---
`
    const more =
      ESTATE +
      leading('away', '10.96.1.1', '198.51.100.9') +
      leading('api', '10.96.1.2', '192.168.0.1')
    const away = await asked('s/client', '10.96.1.1', 80, more)
    expect(away.verdict).to.equal('denied')
    expect(away.ingress.because).to.include('denied to 198.51.100.9 TCP 8443')
    expect((await asked('s/open', '10.96.1.1', 80, more)).verdict).to.equal('allowed')
    expect((await asked('s/client', '10.96.1.2', 80, more)).verdict).to.equal('allowed')
  })
})
