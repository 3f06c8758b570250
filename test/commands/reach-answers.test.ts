import { expect } from 'chai'
import { testContext } from './context.ts'
import type { TestContext } from './context.ts'

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: s}\n---\n'

/** A policy that denies all pods of the namespace everything in both directions, or lets some in. */
const DENY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: s}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
`

function pod(name: string, address: string, more = '', owner = ''): string {
  const owners =
    owner === ''
      ? ''
      : `, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: ${owner}, uid: "1", controller: true}]`
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: s, labels: {app: ${name}}${owners}}
spec: {containers: [{name: c, image: x}], ${more}}
status: {phase: Running, podIP: ${address}, podIPs: [{ip: ${address}}]}
---
`
}

/** A pod on the network of node n1, another beside it, and one on n2. */
const ON_NODES = [
  NAMESPACE,
  DENY,
  pod('host', '192.168.0.1', 'nodeName: n1, hostNetwork: true'),
  pod('near', '10.0.0.1', 'nodeName: n1'),
  pod('far', '10.0.0.2', 'nodeName: n2'),
].join('')

/** Two pods of one workload. */
const TWINS = [
  NAMESPACE,
  DENY,
  pod('ss-0', '10.0.0.1', 'nodeName: n1', 'ss'),
  pod('ss-1', '10.0.0.2', 'nodeName: n1', 'ss'),
].join('')

/** Workloads without pods, one on the network of its nodes. */
const MANIFESTS = [
  NAMESPACE,
  DENY,
  ...[
    ['DaemonSet', 'agent', 'hostNetwork: true'],
    ['Deployment', 'web', 'hostNetwork: false'],
  ].map(
    ([kind, name, network]) => `apiVersion: apps/v1
kind: ${kind ?? ''}
metadata: {name: ${name ?? ''}, namespace: s}
spec: {selector: {matchLabels: {app: ${name ?? ''}}}, template: {metadata: {labels: {app: ${name ?? ''}}}, spec: {${network ?? ''}, containers: [{name: c, image: x}]}}}
---
`,
  ),
].join('')

/** Three ranges of ports that policies let through, one of which they cannot decide. */
const RANGES = `${NAMESPACE}${pod('a', '10.0.0.1')}${pod('b', '10.0.0.2')}apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: some, namespace: s}
spec:
  podSelector: {matchLabels: {app: b}}
  ingress:
    - ports: [{port: 80}, {port: 1000, endPort: 2000}]
    - {from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 9}]}
---
`

async function lines(
  context: TestContext,
  manifests: string,
  ...args: readonly string[]
): Promise<readonly string[]> {
  context.write('dump/objects.yaml', manifests)
  const { out } = await context.exhibit('reach', ...args, '--in', 'dump')
  return out.trimEnd().split('\n')
}

/** The verdict of the same question as a pair of places, in a file and in the list of all. */
async function verdicts(manifests: string, from: string, to: string): Promise<readonly unknown[]> {
  const context = testContext()
  const pair = await lines(context, manifests, from, to, '--port', '80', '-o', 'json')
  const { answers } = JSON.parse(pair.join('\n')) as { answers: { verdict: string }[] }
  context.write('q.ndjson', JSON.stringify({ from, to, port: 80 }))
  const [question = ''] = await lines(context, manifests, '--questions', 'q.ndjson')
  const all = JSON.parse(
    (await lines(context, manifests, '--all', '--pods', '-o', 'json')).join('\n'),
  ) as { connections: { source: string; destination: string; undecided: string }[] }
  const listed = all.connections.find(
    ({ source, destination }) => source.startsWith(`${from}[`) && destination.startsWith(`${to}[`),
  )
  return [
    ...answers.map(({ verdict }) => verdict),
    (JSON.parse(question) as { verdict: string }).verdict,
    listed === undefined ? 'denied' : listed.undecided === '' ? 'allowed' : 'indeterminate',
  ]
}

describe('exhibit reach, one answer for every form of a question', () => {
  it('allows what passes between a pod and its own node', async () => {
    const allowed = Array<string>(3).fill('allowed')
    expect(await verdicts(ON_NODES, 's/host', 's/near')).to.deep.equal(allowed)
    expect(await verdicts(ON_NODES, 's/near', 's/host')).to.deep.equal(allowed)
    const denied = Array<string>(3).fill('denied')
    expect(await verdicts(ON_NODES, 's/host', 's/far')).to.deep.equal(denied)
    expect((await lines(testContext(), ON_NODES, '--to', 's/near'))[0]).to.equal(
      'allowed    s/Pod/host -> s/Pod/near  (SCTP all ports, TCP all ports, UDP all ports)',
    )
    const told = await lines(testContext(), ON_NODES, 's/host', 's/near', '--port', '80')
    expect(told.join('\n')).to.include('s/Pod/host and s/Pod/near share node n1')
  })

  it('is undecided where it is not known whether both run on one node', async () => {
    const undecided = Array<string>(3).fill('indeterminate')
    expect(await verdicts(MANIFESTS, 's/agent', 's/web')).to.deep.equal(undecided)
    const told = await lines(testContext(), MANIFESTS, 's/agent', 's/web', '--port', '80')
    expect(told.join('\n')).to.include(
      'it is not known whether s/DaemonSet/agent and s/Deployment/web run on one node',
    )
  })

  it('allows a pod what it asks of itself, and names pods where pods are asked for', async () => {
    const context = testContext()
    expect(
      (await lines(context, TWINS, 's/ss-0', 's/ss-0', '--port', '9')).slice(0, 3),
    ).to.deep.equal([
      'allowed    s/Pod/ss-0 -> s/Pod/ss-0  (TCP 9)',
      '  for TCP 9:',
      '  egress  allowed: a pod cannot block access to itself',
    ])
    expect(await lines(context, TWINS, 's/ss-0', 's/ss-1')).to.deep.equal([
      'denied     s/Pod/ss-0 -> s/Pod/ss-1  (SCTP all ports, TCP all ports, UDP all ports)',
    ])
    expect(await lines(context, TWINS, 's/ss', 's/ss')).to.deep.equal([
      'denied     s/StatefulSet/ss -> s/StatefulSet/ss  (SCTP all ports, TCP all ports, UDP all ports)',
    ])
  })

  it('takes what a workload without pods sends to itself as passing between two of its pods, as with pods', async () => {
    const context = testContext()
    const three = MANIFESTS.replace('{selector: {matchLabels: {app: web}}', (text) =>
      text.replace('{', '{replicas: 3, '),
    )
    const verdictsOf = (manifests: string) => verdicts(manifests, 's/web', 's/web')
    expect(await verdictsOf(three)).to.deep.equal(Array<string>(3).fill('denied'))
    expect(
      (await lines(context, three, 's/web', 's/web', '--port', '9')).slice(0, 3),
    ).to.deep.equal([
      'denied     s/Deployment/web -> s/Deployment/web  (TCP 9)',
      '  for TCP 9:',
      '  egress  denied: egress of s/Deployment/web is isolated by NetworkPolicy s/deny, and no rule matches TCP 9',
    ])
    const open = three.replace(DENY, '')
    expect(await verdictsOf(open)).to.deep.equal(Array<string>(3).fill('allowed'))
    for (const side of ['--to', '--from'])
      expect(await lines(context, open, side, 's/web')).to.include(
        'allowed    s/Deployment/web -> s/Deployment/web  (SCTP all ports, TCP all ports, UDP all ports)',
      )
    expect(context.err()).to.include(
      '2 workloads without pods stand for several pods each: what such a workload sends to itself passes between two of them',
    )
  })

  it('takes what a workload of one replica sends to itself as a pod that asks itself', async () => {
    const context = testContext()
    const one = MANIFESTS.replace('{selector: {matchLabels: {app: web}}', (text) =>
      text.replace('{', '{replicas: 1, '),
    )
    const [answer, , egress] = await lines(context, one, 's/web', 's/web', '--port', '9')
    expect(answer).to.equal('allowed    s/Deployment/web -> s/Deployment/web  (TCP 9)')
    expect(egress).to.equal('  egress  allowed: a pod cannot block access to itself')
    const open = one.replace(DENY, '')
    expect((await lines(context, open, '--to', 's/web')).join()).not.to.include(
      'web -> s/Deployment/web',
    )
    expect((await lines(context, open, '--all', '--pods')).join()).not.to.match(/web\S+ +s\/web/)
  })

  it('explains each range of ports, and of one port names that port alone', async () => {
    const context = testContext()
    const told = await lines(context, RANGES, 's/a', 's/b', '--explain')
    expect(told[0]).to.equal(
      'allowed    s/Pod/a -> s/Pod/b  (TCP 80, TCP 1000-2000; undecided: TCP 9)',
    )
    expect(told.filter((line) => line.startsWith('  for '))).to.deep.equal([
      '  for TCP 80:',
      '  for TCP 1000-2000, such as TCP 1000:',
      '  for TCP 9:',
    ])
    expect((await lines(context, RANGES, 's/a', 's/b', '--port', '22'))[0]).to.equal(
      'denied     s/Pod/a -> s/Pod/b  (TCP 22)',
    )
    const many = Array.from({ length: 7 }, (_, at) => `{port: ${2 * at + 1}}`).join(', ')
    const seven = RANGES.replace('{port: 80}, {port: 1000, endPort: 2000}', many)
    const bounded = await lines(context, seven, 's/a', 's/b', '--explain')
    expect(bounded.at(-1)).to.equal('  and 2 more ranges of ports: ask for one by --port')
  })

  it('marks what is undecided in the list of all connections; CSV keeps its columns', async () => {
    const context = testContext()
    const table = await lines(context, RANGES, '--all')
    expect(table[1]).to.match(/^s\/a\[Pod\] +s\/b\[Pod\] +TCP 80,1000-2000; undecided: TCP 9$/)
    const json = JSON.parse((await lines(context, RANGES, '--all', '-o', 'json')).join('\n')) as {
      connections: unknown[]
    }
    expect(json.connections[0]).to.deep.equal({
      source: 's/a[Pod]',
      destination: 's/b[Pod]',
      connections: 'TCP 9,80,1000-2000',
      undecided: 'TCP 9',
    })
    const csv = await lines(context, RANGES, '--all', '-o', 'csv')
    expect(csv.slice(0, 2)).to.deep.equal([
      'source,destination,connections',
      's/a[Pod],s/b[Pod],"TCP 9,80,1000-2000"',
    ])
    expect(context.err()).to.include('is listed as passing')
  })

  it('lists pods with their kind, and workloads without pods as what they are', async () => {
    const context = testContext()
    const profile = ['--all', '--pods', '--profile', 'netpol-analyzer', '-o', 'csv']
    expect(await lines(context, RANGES, ...profile)).to.include('s/b[Pod],s/a[Pod],All Connections')
    expect(await lines(context, TWINS.replace(DENY, ''), ...profile)).to.include(
      's/ss-0[Pod],s/ss-1[Pod],All Connections',
    )
    expect(await lines(context, MANIFESTS.replace(DENY, ''), ...profile)).to.include(
      's/web[Deployment],s/agent[DaemonSet],All Connections',
    )
  })

  it('takes names as lists print them', async () => {
    const context = testContext()
    const said = async (from: string, to: string) => {
      const out = await lines(context, MANIFESTS.replace(DENY, ''), from, to, '--port', '9')
      return out[0] ?? ''
    }
    expect(await said('s/web[Deployment]', 's/agent[DaemonSet]')).to.equal(
      await said('s/web', 's/agent'),
    )
    const fault = await context.faultOf('reach', 's/web[Pod]', 's/agent', '--in', 'dump')
    expect(fault.message).to.equal('nothing in the cluster is called s/web[Pod]')
  })

  it('refuses a question that leaves the port open, or names one where there is none', async () => {
    const context = testContext()
    const messageOf = async (question: object) => {
      context.write('q.ndjson', JSON.stringify({ from: 's/a', to: 's/b', ...question }))
      return (await context.faultOf('reach', '--questions', 'q.ndjson', '--in', 'dump')).message
    }
    expect(await messageOf({ protocol: 'TCP' })).to.equal(
      'q.ndjson:1: port: name one: an answer is about one port of TCP',
    )
    expect(await messageOf({ protocol: 'ICMP', port: 8 })).to.equal(
      'q.ndjson:1: port: ICMP has no ports',
    )
    context.write('q.ndjson', JSON.stringify({ from: 's/b', to: 's/a', protocol: 'ICMP' }))
    expect((await lines(context, RANGES, '--questions', 'q.ndjson'))[0]).to.include('"allowed"')
  })

  it('refuses flags that would change nothing', async () => {
    const context = testContext()
    for (const [args, message] of [
      [['s/a', 's/b', '--pods'], '--pods goes with --all'],
      [['--to', 's/b', '--profile', 'netpol-analyzer'], '--profile goes with --all'],
      [['--all', '--explain'], '--explain goes with'],
      [['s/a', 's/b', '--from', 's/c'], '--from goes without FROM'],
    ] as const) {
      const fault = await context.faultOf('reach', ...args, '--in', 'dump')
      expect(fault.message, args.join(' ')).to.include(message)
    }
  })
})
