import { expect } from 'chai'
import { testContext } from './context.ts'

const pod = (name: string, address: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: s, labels: {app: ${name}}}
spec: {containers: [{name: c, image: x}], nodeName: n-${name}}
status: {phase: Running, podIP: ${address}, podIPs: [{ip: ${address}}]}
---
`

const PODS = `apiVersion: v1
kind: Namespace
metadata: {name: s}
---
${pod('a', '10.0.0.1')}${pod('b', '10.0.0.2')}${pod('c', '10.0.0.3')}`

/** Lets a send pings to b, and nothing else. */
const PINGS = `${PODS}apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: pings, namespace: s}
spec:
  endpointSelector: {matchLabels: {app: b}}
  ingress:
    - fromEndpoints: [{matchLabels: {app: a}}]
      icmps: [{fields: [{type: 8, family: IPv4}]}]
`

/** Lets everyone send ICMP to b, and nothing else. */
const ICMP = `${PODS}apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata: {name: default.icmp, namespace: s}
spec:
  selector: app == 'b'
  types: [Ingress]
  ingress: [{action: Allow, protocol: ICMP}]
`

/** Lets nothing in, of what the API defines. */
const CLOSED = `${PODS}apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: s}
spec: {podSelector: {matchLabels: {app: b}}}
`

async function told(manifests: string, ...args: readonly string[]) {
  const context = testContext()
  context.write('dump/objects.yaml', manifests)
  const questions = ['ICMP', 'ICMPv6', 'OTHER'].map((protocol) =>
    JSON.stringify({ from: 's/a', to: 's/b', protocol }),
  )
  context.write('q.ndjson', questions.join('\n'))
  const { out } = await context.exhibit('reach', ...args, '--in', 'dump')
  return { out, err: context.err() }
}

const PAIR = 'denied     s/Pod/a -> s/Pod/b  (SCTP all ports, TCP all ports, UDP all ports)\n'
const PINGED = '  without ports: ICMP undecided; ICMPv6, OTHER denied\n'
const SPOKEN =
  'answers without a port are about TCP, UDP and SCTP; ICMP and other protocols may pass otherwise, since rules of CiliumNetworkPolicy s/pings speak of them'

type Data = {
  readonly answers: readonly {
    readonly covers?: readonly string[]
    readonly others?: readonly { readonly protocol: string; readonly verdict: string }[]
  }[]
  readonly assumptions: readonly string[]
}

async function data(manifests: string, ...args: readonly string[]): Promise<Data> {
  return JSON.parse((await told(manifests, ...args, '-o', 'json')).out) as Data
}

describe('exhibit reach without a port', () => {
  it('answers protocols without ports apart where a policy speaks of them', async () => {
    const { out, err } = await told(PINGS, 's/a', 's/b')
    expect(out).to.equal(`${PAIR}${PINGED}`)
    expect(err).to.include(SPOKEN)
    expect((await told(PINGS, 's/c', 's/b')).out).to.equal(PAIR.replace('Pod/a', 'Pod/c'))
    expect((await told(ICMP, 's/a', 's/b')).out).to.equal(
      `${PAIR}  without ports: ICMP allowed; ICMPv6, OTHER denied\n`,
    )
  })

  it('answers them as questions that name them are answered', async () => {
    for (const manifests of [PINGS, ICMP]) {
      const lines = (await told(manifests, '--questions', 'q.ndjson')).out.trimEnd().split('\n')
      const asked = lines.map((line) => JSON.parse(line) as { protocol: string; verdict: string })
      const { answers } = await data(manifests, 's/a', 's/b')
      expect(answers.map(({ others }) => others)).to.deep.equal([
        asked.map(({ protocol, verdict }) => ({ protocol, verdict })),
      ])
    }
  })

  it('explains what passes over them, and lists who may send it', async () => {
    expect((await told(PINGS, 's/a', 's/b', '--explain')).out).to.include(
      '  for ICMP:\n  egress  allowed: no policy isolates egress of s/Pod/a\n  ingress undecided: CiliumNetworkPolicy s/pings (/spec/ingress/0) may allow it: only some types of ICMP messages',
    )
    const listed = (await told(PINGS, '--to', 's/b')).out
    expect(listed).to.include(`${PAIR}${PINGED}`)
    expect(listed).not.to.include('s/Pod/c')
  })

  it('says what it is about in every form, and not where a port is named', async () => {
    for (const args of [['s/a', 's/b'], ['--to', 's/b'], ['--all'], ['--to', 's/b', '--closure']]) {
      expect((await data(PINGS, ...args)).assumptions, args.join(' ')).to.include(SPOKEN)
      expect((await told(PINGS, ...args)).err, args.join(' ')).to.include(SPOKEN)
    }
    const { answers, assumptions } = await data(PINGS, 's/a', 's/b', '--port', '80')
    expect(answers.map((each) => [each.covers, each.others])).to.deep.equal([
      [undefined, undefined],
    ])
    expect(assumptions.join()).not.to.include('without a port')
  })

  it('denies only the protocols that it is about where the API defines no others', async () => {
    const { out, err } = await told(CLOSED, 's/a', 's/b')
    expect(out).to.equal(PAIR)
    expect(err).to.include('answers without a port are about TCP, UDP and SCTP\n')
    expect(err).to.include('NetworkPolicy defines TCP, UDP and SCTP only')
    const { answers } = await data(CLOSED, 's/a', 's/b')
    expect(answers.map((each) => [each.covers, each.others])).to.deep.equal([
      [['SCTP', 'TCP', 'UDP'], undefined],
    ])
  })
})
