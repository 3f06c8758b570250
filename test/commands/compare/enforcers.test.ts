import { expect } from 'chai'
import type { Comparison } from '../../../src/model/comparison.ts'
import { testContext } from '../context.ts'
import { BOTH, PODS, SCOPE, compare, deny, folder } from './objects.ts'

const NODE = `apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
`

/** The agent of kube-router on the only node, as YAML: what it is told about its firewall, and whether it is ready. */
const router = (firewall: boolean, ready = true) => `apiVersion: v1
kind: Pod
metadata:
  name: kube-router-x
  namespace: kube-system
  ownerReferences: [{kind: DaemonSet, name: kube-router, controller: true}]
spec:
  nodeName: n1
  hostNetwork: true
  containers: [{name: kube-router, image: example, args: ['--run-firewall=${String(firewall)}']}]
status: {phase: Running, conditions: [{type: Ready, status: '${ready ? 'True' : 'False'}'}]}
---
`

const OFF = 'kube-router (by --run-firewall=false)'
const CLUSTER = BOTH + PODS + NODE

describe('exhibit compare where another network plugin enforces', function () {
  this.timeout(60_000)

  /** Folders of one cluster under a plugin that enforces, one that does not, and one that is not ready. */
  function sides() {
    const context = testContext()
    context.write('exhibit.yaml', 'organisation: {scope: scope.yaml}\n')
    context.write('scope.yaml', `${SCOPE}platformNamespaces: [kube-system]\n`)
    const policies = deny('shop') + deny('cards')
    const on = folder(context, 'on', CLUSTER + router(true) + policies)
    const off = folder(context, 'off', CLUSTER + router(false) + policies)
    const unknown = folder(context, 'unknown', CLUSTER + router(true, false) + policies)
    return { context, on, off, unknown }
  }

  const found = async (...args: Parameters<typeof compare>) =>
    JSON.parse((await compare(...args, '--view', 'connectivity', '-o', 'json')).out) as Comparison

  it('opens what a plugin that was switched off no longer denies, and closes it again', async () => {
    const { context, on, off } = sides()
    const { code, out } = await compare(context, on, off, '--view', 'connectivity')
    expect(code).to.equal(11)
    expect(out).to.match(/opened folder shop\/Pod\/web -> cards\/Pod\/vault .*into the CDE/)
    const cause = `network plugin changed from kube-router to ${OFF} (enforces no policy)`
    expect(out).to.include(`because ${cause}`)
    expect(out).to.not.include('not compared: connectivity')
    expect(out).to.match(
      /^note: cluster folder: kube-router .* enforces none of the 2 policies in \S+\/off: what they deny counts as allowed there$/m,
    )
    const back = await compare(context, off, on, '--view', 'connectivity')
    expect(back.code).to.equal(10)
    const { connectivity } = await found(context, off, on)
    expect(new Set(connectivity.map(({ change }) => change))).to.deep.equal(new Set(['closed']))
  })

  it('finds nothing where no policy is enforced on either side, and says so', async () => {
    const { context, off } = sides()
    folder(context, 'bare', CLUSTER + router(false))
    const { connectivity, compared, premises } = await found(context, off, 'bare')
    expect([connectivity, compared.connectivity]).to.deep.equal([[], ['folder']])
    expect(premises.join('\n')).to.include(`${OFF} enforces none of the 2 policies`)
  })

  it('compares as declared where a plugin is no longer ready, and says what it does not know', async () => {
    const { context, on, unknown } = sides()
    const { connectivity, compared, gaps } = await found(context, on, unknown)
    expect([connectivity, compared.connectivity]).to.deep.equal([[], ['folder']])
    expect(gaps.join('\n')).to.match(
      /^enforcement in folder: not known in \S+\/unknown: kube-router is not ready on 1 node that can run pods \(n1\); connections are compared as declared$/m,
    )
  })

  it('closes nothing where it is not known whether anything enforces', async () => {
    const { context, off, unknown } = sides()
    for (const [base, head] of [
      [off, unknown],
      [unknown, off],
    ] as const) {
      const { out } = await context.exhibit('compare', base, head, '-o', 'json')
      const { connectivity, compared, gaps } = JSON.parse(out) as Comparison
      expect([connectivity, compared.connectivity]).to.deep.equal([[], []])
      expect(gaps.join('\n')).to.match(
        /^connectivity of folder: not certain in \S+\/unknown: whether anything enforces the policies: kube-router is not ready/m,
      )
    }
  })
})
