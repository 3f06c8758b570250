import { expect } from 'chai'
import { SCOPE } from './compare/objects.ts'
import { testContext, type TestContext } from './context.ts'
import { agent } from './reach-manifests.ts'
import { folder } from './reach-shop.ts'

const CALICO = agent('calico-node', 'agent', 'quay.io/calico/node:v3.30.1')
const FLANNEL = agent('kube-flannel-ds', 'agent', 'example')

const LISTS = [
  ['--all'],
  ['--policies'],
  ['--coverage'],
  ['--exposure'],
  ['--flows'],
  ['--to', 'shop/db', '--closure'],
]
const PAIRS = [
  ['shop/web', 'shop/db'],
  ['--to', 'shop/db'],
  ['--from', 'shop/web'],
]

/** A shop under a network plugin, whose namespace is declared as the platform's or not. */
function shop(plugin: string, declared: boolean): TestContext {
  const context = testContext()
  folder(context, plugin)
  context.write('exhibit.yaml', 'organisation: {scope: scope.yaml, flows: flows.yaml}\n')
  context.write('scope.yaml', declared ? `${SCOPE}platformNamespaces: [kube-system]\n` : SCOPE)
  context.write('flows.yaml', 'format: flows/v1\nflows: []\n')
  context.write('q.ndjson', '{"from": "shop/web", "to": "shop/db", "port": 22}\n')
  return context
}

/** What is said of who enforces, where its data is one piece. */
type Premises = {
  readonly enforcer: { readonly status: string; readonly said: string; readonly evidence: string[] }
  readonly assumptions: readonly string[]
  readonly blockers: readonly string[]
}

describe('what an answer of exhibit reach rests on', () => {
  for (const question of [...LISTS, ...PAIRS])
    it(`stands in its JSON, and nowhere else: ${question.join(' ')}`, async () => {
      const context = shop(CALICO, true)
      const { out } = await context.exhibit('reach', ...question, '--in', 'dump', '-o', 'json')
      const { enforcer, assumptions, blockers } = JSON.parse(out) as Premises
      expect(enforcer).to.deep.equal({
        status: 'present',
        said: 'enforcer present: Calico v3.30.1, not tested',
        evidence: ['apps/v1/DaemonSet/kube-system/calico-node'],
        meshes: [],
      })
      expect(assumptions.join()).to.include('policies see the address and port of the pod')
      expect(blockers).to.deep.equal([])
      expect(context.err()).not.to.include('assumed: ')
    })

  for (const question of [
    ...LISTS.flatMap((list) => [list, [...list, '-o', 'csv']]),
    ...PAIRS,
    ['--questions', 'q.ndjson'],
    ['--questions', 'q.ndjson', '-o', 'json'],
  ])
    it(`is told beside rows and lines, on stderr: ${question.join(' ')}`, async () => {
      const context = shop(CALICO, true)
      const { out } = await context.exhibit('reach', ...question, '--in', 'dump')
      expect(out).not.to.match(/enforcer|assumed/)
      const told = context.err().split('\n')
      expect(told).to.include(
        'exhibit: enforcer present: Calico v3.30.1, not tested (DaemonSet kube-system/calico-node)',
      )
      const assumed = told.filter((line) => line.startsWith('exhibit: assumed: '))
      expect(assumed.join()).to.include('policies see the address and port of the pod')
      expect(assumed.join()).not.to.include('taken as declared')
    })

  it('says that nothing enforces, with the evidence, and why it is unknown', async () => {
    const asked = async (context: TestContext) => {
      await context.exhibit('reach', 'shop/web', 'shop/db', '--in', 'dump')
      return context.err()
    }
    expect(await asked(shop(FLANNEL, true))).to.include(
      'exhibit: no enforcer: Flannel does not enforce network policies (DaemonSet kube-system/kube-flannel-ds)\n',
    )
    expect(await asked(shop(FLANNEL, false))).to.include(
      'exhibit: enforcer unknown: no namespace is declared as platform\n',
    )
  })

  it('says of a list that follows another tool what that tool assumes', async () => {
    const context = shop(CALICO, true)
    const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: block, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
`
    folder(context, policy)
    await context.exhibit('reach', '--all', '--in', 'dump', '--profile', 'netpol-analyzer')
    expect(context.err()).to.include('assumed: an ipBlock never matches pods')
  })
})
