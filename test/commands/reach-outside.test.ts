import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'
import { folder } from './reach-shop.ts'

/** A controller of Ingresses at the edge that sends to the shop's web. */
const EDGE = `apiVersion: v1
kind: Namespace
metadata: {name: edge}
---
apiVersion: v1
kind: Pod
metadata:
  name: proxy
  namespace: edge
  labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}
spec: {containers: [{name: controller, image: example}]}
status: {phase: Running, podIP: 10.0.1.1}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: proxy, namespace: edge}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  selector: {app.kubernetes.io/name: ingress-nginx}
  ports: [{port: 443, targetPort: 8443, nodePort: 30443}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: web, port: {number: 80}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]
      ports: [{port: 8080}]
`

async function asked(context: TestContext, ...args: string[]): Promise<string> {
  const { code, out } = await context.exhibit('reach', ...args, '--in', folder(context, EDGE))
  expect(code).to.equal(0)
  return out
}

const PATH =
  '  by Ingress shop/site: outside -> edge/Pod/proxy TCP 8443 -> shop/Pod/web TCP 8080: policies let it pass'

describe('exhibit reach, from outside', () => {
  it('shows both steps of the path through the controller of an Ingress', async () => {
    const out = await asked(testContext(), 'world', 'shop/web')
    expect(out.split('\n')).to.include.members(['what opens it to the outside:', PATH])
    expect(out).to.match(/^denied .* -> shop\/Pod\/web/m)
  })

  it('explains each step with the rules that decide it', async () => {
    const out = await asked(testContext(), 'world', 'shop/web', '--explain')
    expect(out).to.include(
      'outside -> edge/Pod/proxy, opened by /v1/Service/edge/proxy#/spec/ports/0',
    )
    expect(out).to.include('edge/Pod/proxy -> shop/Pod/web\n')
    expect(out).to.include('allows networking.k8s.io/v1/NetworkPolicy/shop/web#/spec/ingress/0')
  })

  it('adds them to what may reach a place, as text and as data', async () => {
    expect((await asked(testContext(), '--to', 'shop/web')).split('\n')).to.include(PATH)
    const { paths } = JSON.parse(await asked(testContext(), '--to', 'shop/web', '-o', 'json')) as {
      paths: {
        kind: string
        verdict: string
        hops: { from: string; to: string; entrance?: object }[]
      }[]
    }
    expect(paths.map(({ kind, verdict }) => `${kind} ${verdict}`)).to.deep.equal([
      'Ingress allowed',
    ])
    expect(paths[0]?.hops.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal([
      'outside -> edge/Pod/proxy',
      'edge/Pod/proxy -> shop/Pod/web',
    ])
    expect(paths[0]?.hops[0]?.entrance).to.deep.equal({
      kind: 'LoadBalancer',
      source: '/v1/Service/edge/proxy',
      pointer: '/spec/ports/0',
      sourceRanges: [],
    })
  })

  it('notes what passes by the policies of a place, as text and as data', async () => {
    const out = await asked(testContext(), '--to', 'shop/web')
    expect(out).to.include(
      'what passes by the policies of shop/Pod/web:\n  no policy isolates egress: the network allows by default\n',
    )
    const { bypasses } = JSON.parse(
      await asked(testContext(), '--to', 'shop/web', '-o', 'json'),
    ) as {
      bypasses: {
        workload: string
        bypasses: { kind: string; direction: string; pods: string[] }[]
      }[]
    }
    expect(bypasses.map(({ workload }) => workload)).to.deep.equal(['shop/Pod/web'])
    expect(bypasses[0]?.bypasses[0]).to.include({ kind: 'no-policy', direction: 'egress' })
    expect(bypasses[0]?.bypasses[0]?.pods).to.deep.equal(['/v1/Pod/shop/web'])
  })

  it('leaves out paths to other ports than the one asked about', async () => {
    expect(await asked(testContext(), 'world', 'shop/web', '--port', '22')).not.to.include(
      'Ingress',
    )
    expect(await asked(testContext(), 'world', 'shop/web', '--port', '8080')).to.include('Ingress')
  })
})
