import { expect } from 'chai'
import { testContext } from './context.ts'
import { NODES, policy } from './reach-manifests.ts'

function pod(name: string, address: string, node: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: s, labels: {app: ${name}}}
spec: {nodeName: ${node}, containers: [{name: c, image: x}]}
status: {phase: Running, podIP: ${address}, podIPs: [{ip: ${address}}]}
---
`
}

/** The addresses that the rules of `client` name: of both nodes, a pod, a Service, its load balancer, and one that nobody is known to have. */
const NAMED = [
  '192.168.0.1',
  '192.168.0.2',
  '10.0.0.2',
  '10.96.0.1',
  '203.0.113.5',
  '198.51.100.1',
] as const

const ESTATE = [
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: s}\n---\n',
  NODES,
  pod('client', '10.0.0.1', 'n1'),
  pod('open', '10.0.0.2', 'n2'),
  `apiVersion: v1
kind: Service
metadata: {name: front, namespace: s}
spec: {type: LoadBalancer, clusterIP: 10.96.0.1, selector: {app: open}, ports: [{port: 80, targetPort: 81}]}
status: {loadBalancer: {ingress: [{ip: 203.0.113.5}]}}
---
`,
  policy(
    'client',
    `podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [${NAMED.slice(1)
      .map((address, at) => `{to: [{ipBlock: {cidr: ${address}/32}}], ports: [{port: ${80 + at}}]}`)
      .join(', ')}]`,
  ),
  // n1 by itself: what names it lets nobody in, and pods of n1 pass all the same
  policy(
    'open',
    'podSelector: {matchLabels: {app: open}}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [192.168.0.1/32]}}]}]',
  ),
].join('')

type Pair = {
  readonly source: string
  readonly destination: string
  readonly verdict: string
  readonly said?: readonly string[]
}

async function json(...args: readonly string[]) {
  const context = testContext()
  context.write('dump/objects.yaml', ESTATE)
  const { out } = await context.exhibit('reach', ...args, '-o', 'json', '--in', 'dump')
  return JSON.parse(out) as {
    readonly answers: readonly Pair[]
    readonly connections: readonly Pair[]
    readonly reached: readonly { readonly endpoint: string }[]
    readonly limits?: readonly string[]
  }
}

/** That a list of pairs says of each address what FROM and TO say of it. */
async function agrees(shown: readonly Pair[]): Promise<void> {
  for (const { source, destination, verdict, said } of shown) {
    const { answers } = await json(source, destination)
    expect(answers).to.have.length(1)
    expect({ ...answers[0] }).to.deep.include({ verdict, ...(said === undefined ? {} : { said }) })
  }
}

const isAddress = (name: string) => /^[\d.]+$/.test(name)

describe('exhibit reach, addresses of the cluster among those of the outside', () => {
  it('answers in lists of --from and --to as for the address by itself', async () => {
    const from = (await json('--from', 's/client')).answers.filter(({ destination }) =>
      isAddress(destination),
    )
    expect(from.map(({ destination }) => destination)).to.include.members(['192.168.0.1'])
    expect(from.map(({ destination }) => destination)).not.to.include('10.0.0.2')
    await agrees(from)
    const to = (await json('--to', 's/open')).answers.filter(({ source }) => isAddress(source))
    const sources = to.map(({ source }) => source)
    expect(sources).to.include('192.168.0.2').and.not.include('10.96.0.1')
    await agrees(to)
  })

  it('takes no node, pod or Service for the world, and says which', async () => {
    const { answers, limits } = await json('world', 's/open')
    expect(answers.map(({ source }) => source)).not.to.include.members([
      '192.168.0.1',
      '192.168.0.2',
    ])
    expect(answers.some(({ source }) => source.includes('192.168.0.1,'))).to.equal(false)
    expect(limits?.join()).to.include('192.168.0.1 is the address of node n1')
    const context = testContext()
    context.write('dump/objects.yaml', ESTATE)
    const { out } = await context.exhibit('reach', 'world', 's/open', '--in', 'dump')
    expect(out).to.include('note: left out of the outside')
  })

  it('leaves them out of --all and --closure, and says which', async () => {
    const { connections, limits } = await json('--all')
    const names = connections.flatMap(({ source, destination }) => [source, destination])
    expect(names.filter((name) => name.includes('External'))).to.include(
      '198.51.100.1-198.51.100.1[External]',
    )
    for (const address of NAMED.slice(0, 5))
      expect(names).not.to.include(`${address}-${address}[External]`)
    expect(limits?.join()).to.include('192.168.0.2 is the address of node n2')
    const closure = await json('--closure', '--from', 's/client')
    const reached = closure.reached.map(({ endpoint }) => endpoint)
    expect(reached).to.include('198.51.100.1').and.not.include('192.168.0.2')
    expect(closure.limits?.join()).to.include('192.168.0.2 is the address of node n2')
  })

  it('lists them as another tool does under its profile', async () => {
    const { connections } = await json('--all', '--profile', 'netpol-analyzer')
    expect(connections.map(({ destination }) => destination)).to.include(
      '192.168.0.2-192.168.0.2[External]',
    )
  })
})
