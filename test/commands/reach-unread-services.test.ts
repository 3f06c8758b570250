import { expect } from 'chai'
import { collectedYaml } from './installation.ts'
import { testContext } from './context.ts'
import { doubtKinds, expectDoubtsWhereUndecided } from './reach-doubts.ts'
import type { Sides } from './reach-doubts.ts'
import { NODES, policy } from './reach-manifests.ts'
import { KIND_READERS, resourceName } from '../../src/collect/kinds.ts'

/** A pod that may send to 198.51.100.0/24 only, and one that nothing isolates. */
const ESTATE = [
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: s}\n---\n',
  NODES,
  ...['client', 'open'].map(
    (name, at) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: s, labels: {app: ${name}}}
spec: {nodeName: n1, containers: [{name: c, image: x}]}
status: {phase: Running, podIP: 10.0.0.${at + 1}, podIPs: [{ip: 10.0.0.${at + 1}}]}
---
`,
  ),
  policy(
    'client',
    'podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24}}]}]',
  ),
].join('')

/** Every list but that of Services. */
const WITHOUT_SERVICES = collectedYaml(
  KIND_READERS.map(resourceName).filter((resource) => resource !== 'services'),
)

type Answer = Sides & { readonly verdict: string }

async function asked(
  from: string,
  to: string,
  { port = 80, manifests = ESTATE, collected = WITHOUT_SERVICES } = {},
): Promise<Answer> {
  const context = testContext()
  context.write('dump/objects.yaml', manifests)
  context.write('dump/collected.yaml', collected)
  context.write('q.ndjson', JSON.stringify({ from, to, port }))
  const { out } = await context.exhibit('reach', '--questions', 'q.ndjson', '--in', 'dump')
  const answer = JSON.parse(out) as Answer
  expectDoubtsWhereUndecided(answer)
  return answer
}

describe('exhibit reach, where Services were not read', () => {
  it('does not know whether an outside address is that of a Service', async () => {
    for (const to of ['198.51.100.1', '203.0.113.1']) {
      const answer = await asked('s/client', to)
      expect(answer.verdict).to.equal('indeterminate')
      expect(doubtKinds(answer)).to.deep.equal(['translation'])
      const context = testContext()
      context.write('dump/objects.yaml', ESTATE)
      context.write('dump/collected.yaml', WITHOUT_SERVICES)
      const { out } = await context.exhibit('reach', 's/client', to, '--in', 'dump')
      expect(out).to.match(/^undecided .*undecided: SCTP all ports, TCP all ports, UDP all ports/)
    }
    const whole = collectedYaml()
    const read = await asked('s/client', '198.51.100.1', { collected: whole })
    expect(read.verdict).to.equal('allowed')
    const other = await asked('s/client', '203.0.113.1', { collected: whole })
    expect(other.verdict).to.equal('denied')
  })

  it('decides what no Service changes: pods, and who comes from outside', async () => {
    expect((await asked('s/client', '10.0.0.2')).verdict).to.equal('denied')
    expect((await asked('203.0.113.1', 's/open')).verdict).to.equal('allowed')
    expect((await asked('s/open', '192.168.0.2')).verdict).to.equal('allowed')
  })

  it('does not know whether a port of a node is a node port', async () => {
    expect((await asked('s/open', '192.168.0.2', { port: 30080 })).verdict).to.equal(
      'indeterminate',
    )
  })

  it('begins no closure for certain at an address that may be that of a Service', async () => {
    const context = testContext()
    context.write('dump/objects.yaml', ESTATE)
    context.write('dump/collected.yaml', WITHOUT_SERVICES)
    const { out } = await context.exhibit(
      ...['reach', '--closure', '--to', '198.51.100.1', '--in', 'dump'],
    )
    expect(out).to.match(/s\/Pod\/client +undecided/)
    expect(out).to.include('whether 198.51.100.1 is the address of a Service is not known')
  })

  it('does not know where a Service leads that cannot be read, at its own address only', async () => {
    const manifests = `${ESTATE}apiVersion: v1
kind: Service
metadata: {name: odd, namespace: s}
spec: {clusterIP: 10.96.0.1, ports: many}
---
`
    const read = { manifests, collected: collectedYaml() }
    const answer = await asked('s/client', '10.96.0.1', read)
    expect(answer.verdict).to.equal('indeterminate')
    expect(answer.egress.doubts?.[0]?.why).to.equal(
      'where Service s/odd leads, which has 10.96.0.1 and cannot be read, is not known',
    )
    expect((await asked('s/client', '10.96.0.2', read)).verdict).to.equal('denied')
  })
})
