import { expect } from 'chai'
import { testContext } from './context.ts'
import { doubtKinds, expectDoubtsWhereUndecided } from './reach-doubts.ts'
import type { Sides } from './reach-doubts.ts'
import { NODES, policy } from './reach-manifests.ts'

function pod(name: string, address: string, node: string, ports = '', more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: s, labels: {app: ${name}}}
spec: {containers: [{name: c, image: x, ports: [${ports}]}], nodeName: ${node}${more}}
status: {phase: Running, podIP: ${address}, podIPs: [{ip: ${address}}]}
---
`
}

function service(name: string, app: string, port: string, more = ''): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: s}
spec: {type: NodePort, clusterIP: 10.96.0.${app.length}, selector: {app: ${app}}, ports: [{port: 80, targetPort: 8080${port}}]${more}}
---
`
}

/** A client that may reach `open` only, and servers of which one lets nobody in. */
const ESTATE = [
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: s}\n---\n',
  NODES,
  pod('client', '10.0.0.1', 'n1'),
  pod('open', '10.0.0.2', 'n2'),
  pod('shut', '10.0.0.3', 'n1'),
  policy('shut', 'podSelector: {matchLabels: {app: shut}}, policyTypes: [Ingress]'),
  policy(
    'client',
    'podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: open}}}], ports: [{port: 8080}]}]',
  ),
].join('')

type Answer = Sides & {
  readonly verdict: string
  readonly ingress: { readonly because: string; readonly rules: readonly unknown[] }
  readonly egress: { readonly because: string }
}

async function asked(from: string, to: string, port: number, more = ''): Promise<Answer> {
  const context = testContext()
  context.write('dump/objects.yaml', ESTATE + more)
  context.write('q.ndjson', JSON.stringify({ from, to, port }))
  const { out } = await context.exhibit('reach', '--questions', 'q.ndjson', '--in', 'dump')
  const answer = JSON.parse(out) as Answer
  expectDoubtsWhereUndecided(answer)
  expect(await holding(context, from, to, port)).to.equal(answer.verdict)
  return answer
}

/** The verdict of the same pair when it is asked about without a port. */
async function holding(
  context: ReturnType<typeof testContext>,
  from: string,
  to: string,
  port: number,
): Promise<string> {
  const { out } = await context.exhibit('reach', from, to, '-o', 'json', '--in', 'dump')
  type Ranges = { protocol: string; from: number; to: number }[]
  const { answers } = JSON.parse(out) as { answers: { allowed: Ranges; undecided: Ranges }[] }
  const [answer] = answers
  const within = (ranges: Ranges = []) =>
    ranges.some((each) => each.protocol === 'TCP' && each.from <= port && port <= each.to)
  if (within(answer?.allowed)) return 'allowed'
  return within(answer?.undecided) ? 'indeterminate' : 'denied'
}

describe('exhibit reach, addresses of nodes', () => {
  it('follows a node port to the pods, which policies may see instead of the node', async () => {
    const shut = service('shut', 'shut', ', nodePort: 30080')
    const outside = await asked('198.51.100.1', '192.168.0.2', 30080, shut)
    expect(outside.verdict).to.equal('denied')
    expect(outside.ingress.because).to.include('node port of Service s/shut')
    expect(outside.ingress.rules).to.have.length(1)
    expect((await asked('198.51.100.1', '192.168.0.2', 30081, shut)).verdict).to.equal('allowed')
    const open = service('open', 'open', ', nodePort: 30080')
    expect((await asked('198.51.100.1', '192.168.0.2', 30080, open)).verdict).to.equal('allowed')
    const client = await asked('s/client', '192.168.0.2', 30080, open)
    expect(client.verdict).to.equal('indeterminate')
    expect(client.egress.because).to.include('s/open TCP 8080')
    expect(doubtKinds(client)).to.deep.equal(['translation'])
    expect((await asked('s/client', '192.168.0.2', 30080, shut)).verdict).to.equal('denied')
  })

  it('follows a host port only at the address that it is bound to', async () => {
    const bound = (ip: string) =>
      pod('edge', '10.0.0.9', 'n2', `{containerPort: 80, hostPort: 9090, hostIP: ${ip}}`) +
      policy('edge', 'podSelector: {matchLabels: {app: edge}}, policyTypes: [Ingress]')
    const at = async (ip: string) =>
      (await asked('198.51.100.1', '192.168.0.2', 9090, bound(ip))).ingress.because
    expect(await at('192.168.0.2')).to.include('host port of Pod s/edge')
    expect(await at('192.168.7.7')).to.not.include('host port')
    expect(await at('127.0.0.1')).to.not.include('host port')
  })

  it('is undecided where the node of a local node port has no pod of it', async () => {
    const local = ', externalTrafficPolicy: Local'
    const open = service('open', 'open', ', nodePort: 30080', local)
    expect((await asked('198.51.100.1', '192.168.0.2', 30080, open)).verdict).to.equal('allowed')
    expect((await asked('198.51.100.1', '192.168.0.1', 30080, open)).verdict).to.equal(
      'indeterminate',
    )
  })

  it('is undecided where the node may put an address in the place of the client that the pod lets in', async () => {
    const shut = service('shut', 'shut', ', nodePort: 30080')
    expect((await asked('198.51.100.1', '192.168.0.1', 30080, shut)).verdict).to.equal(
      'indeterminate',
    )
    const some = policy(
      'some',
      'podSelector: {matchLabels: {app: shut}}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 172.16.0.0/12}}]}]',
    )
    const open = await asked('198.51.100.1', '192.168.0.2', 30080, shut + some)
    expect(open.verdict).to.equal('indeterminate')
    expect(open.ingress.because).to.include('address of a node instead of the client')
  })

  it('denies at a local node port what its pods deny, also where none is on the node', async () => {
    const local = service('shut', 'shut', ', nodePort: 30080', ', externalTrafficPolicy: Local')
    for (const node of ['192.168.0.1', '192.168.0.2']) {
      const answer = await asked('198.51.100.1', node, 30080, local)
      expect(answer.verdict).to.equal('denied')
      expect(answer.ingress.rules).to.have.length(1)
    }
    expect((await asked('s/open', '192.168.0.2', 30080, local)).verdict).to.equal('denied')
  })

  it('is undecided at every node port where the number of one is not written', async () => {
    const open = service('open', 'open', '')
    const answer = await asked('198.51.100.1', '192.168.0.2', 31000, open)
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.ingress.because).to.include('s/open')
    expect((await asked('198.51.100.1', '192.168.0.2', 10250, open)).verdict).to.equal('allowed')
  })

  it('follows a host port to its pod, on the node of the pod only', async () => {
    const shut = pod('shut-host', '10.0.0.5', 'n2', '{containerPort: 8080, hostPort: 9090}')
    const more = shut.replace('app: shut-host', 'app: shut')
    const answer = await asked('198.51.100.1', '192.168.0.2', 9090, more)
    expect(answer.verdict).to.equal('denied')
    expect(answer.ingress.because).to.include('host port of Pod s/shut-host')
    expect(answer.ingress.rules).to.have.length(1)
    expect((await asked('198.51.100.1', '192.168.0.1', 9090, more)).verdict).to.equal('allowed')
  })

  /** A node whose Calico policies let nobody in. */
  const guarded = `apiVersion: crd.projectcalico.org/v1
kind: HostEndpoint
metadata: {name: h, labels: {role: host}}
spec: {node: n2, interfaceName: "*", expectedIPs: [192.168.0.2]}
---
apiVersion: crd.projectcalico.org/v1
kind: GlobalNetworkPolicy
metadata: {name: default.p}
spec: {selector: "role == 'host'", types: [Ingress], ingress: [{action: Deny}]}
---
`

  it('does not know what policies for nodes let pass to a node without pods on its network', async () => {
    const answer = await asked('198.51.100.1', '192.168.0.2', 8080, guarded)
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.ingress.because).to.include('policies for nodes may apply to node n2')
    expect((await asked('198.51.100.1', '192.168.0.1', 8080, guarded)).verdict).to.equal('allowed')
    expect((await asked('s/client', '192.168.0.2', 8080, guarded)).verdict).to.equal('denied')
    expect((await asked('s/open', '192.168.0.2', 8080, guarded)).verdict).to.equal('indeterminate')
    expect((await asked('192.168.0.2', 's/open', 8080, guarded)).verdict).to.equal('allowed')
    const cilium = `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: hosts}
spec: {nodeSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {app: open}}]}]}
---
`
    expect((await asked('198.51.100.1', '192.168.0.1', 8080, cilium)).verdict).to.equal(
      'indeterminate',
    )
  })

  it('asks the pods on the network of a node what policies for nodes let pass', async () => {
    const host = pod('host', '192.168.0.2', 'n2', '', ', hostNetwork: true')
    const answer = await asked('198.51.100.1', '192.168.0.2', 8080, guarded + host)
    expect(answer.verdict).to.equal('denied')
  })
})
