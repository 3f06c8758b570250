import { expect } from 'chai'
import { BOTH, SCOPE, deny } from './compare/objects.ts'
import { testContext } from './context.ts'
import { installed } from './installation.ts'

const meshed = (namespace: string, name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec: {containers: [{name: main, image: example}, {name: istio-proxy, image: istio/proxyv2}]}
status: {phase: Running}
---
`
const DENY_ALL = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nothing, namespace: cards}
spec: {}
---
`
const TCP_ONLY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: tcp, namespace: cards}
spec: {podSelector: {}, ingress: [{ports: [{protocol: TCP}]}]}
---
`
const PODS = meshed('cards', 'vault') + meshed('shop', 'web')
const QUESTION = ['reach', 'shop/web', 'cards/vault', '--port', '80']

describe('a mesh where no namespace is declared as platform', function () {
  this.timeout(60_000)

  it('is taken to run by reach, and by no check', async () => {
    const context = installed(testContext())
    context.write('prod/objects.yaml', BOTH + PODS + TCP_ONLY + DENY_ALL)
    context.write('scope.yaml', SCOPE)
    await context.exhibit('init', 'keys')
    const { out } = await context.exhibit(...QUESTION, '-o', 'json')
    const { answers, assumptions } = JSON.parse(out) as {
      answers: { verdict: string }[]
      assumptions: string[]
    }
    expect(answers[0]?.verdict).to.equal('denied')
    expect(assumptions).to.include(
      "no namespace is declared as platform: Istio's control plane is taken to run",
    )
    const flows = await context.exhibit('reach', '--flows')
    expect(flows.out).to.match(/undecided, not approved +shop.Pod.web +cards.Pod.vault/)
    const run = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { runId } = JSON.parse(run.out) as { runId: string }
    expect((await context.exhibit(...QUESTION, '--run', runId)).out).to.match(/^denied/)
    const separated = await context.exhibit('reach', '--flows', '--run', runId)
    expect(separated.out).to.equal(flows.out)
  })

  it('closes connections between folders, in both forms', async () => {
    const context = testContext()
    context.write('before/x.yaml', BOTH + PODS + deny('none'))
    context.write('after/x.yaml', BOTH + PODS + deny('none') + DENY_ALL)
    const args = ['compare', 'before', 'after', '--view', 'connectivity']
    expect((await context.exhibit(...args, '-o', 'csv')).out).to.match(
      /^changed,shop\/web\[Pod\],cards\/vault\[Pod\],All Connections,"SCTP 1-65535,UDP 1-65535",/m,
    )
    expect((await context.exhibit(...args)).out).to.match(
      /closed folder shop\/Pod\/web -> cards\/Pod\/vault TCP all ports/,
    )
  })
})
