import { expect } from 'chai'
import type { Labels } from '../../src/model/object.ts'
import { clusterOf, object, pod } from './builders.ts'
import { BACKEND, paths, reasons } from './outside-estate.ts'

describe('pathsFromOutside, through Gateways and Routes', () => {
  const gateway = object({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'shop', name: 'edge' },
    spec: { gatewayClassName: 'main', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  })
  const route = object({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'shop', name: 'web' },
    spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  })
  const gatewayClass = (controllerName: string) =>
    object({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'main' },
      spec: { controllerName },
    })
  const proxy = (space: string, labels: Labels) =>
    pod(space, 'proxy', { labels, ips: ['10.2.0.1'], node: 'n2' })

  it('finds the proxies that say which Gateway they serve', async () => {
    const istio = proxy('shop', { 'gateway.networking.k8s.io/gateway-name': 'edge' })
    const envoy = proxy('ingress-nginx', {
      'gateway.envoyproxy.io/owning-gateway-name': 'edge',
      'gateway.envoyproxy.io/owning-gateway-namespace': 'shop',
    })
    const other = pod('ingress-nginx', 'other', {
      labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' },
    })
    for (const [pods, name] of [
      [istio, 'shop/Pod/proxy'],
      [envoy, 'ingress-nginx/Pod/proxy'],
    ] as const) {
      const objects = [BACKEND, gateway, route, gatewayClass('example.com/any'), pods, other]
      const [path, ...more] = (await paths(objects)).filter(
        ({ exposure }) => exposure.kind === 'Gateway',
      )
      expect(more).to.deep.equal([])
      expect(path?.hops[1]?.from).to.equal(name)
    }
  })

  it('finds the proxies of a controller that serves all of its Gateways by its class', async () => {
    const traefik = proxy('kube-system', { 'app.kubernetes.io/name': 'traefik' })
    const objects = [
      BACKEND,
      gateway,
      route,
      gatewayClass('traefik.io/gateway-controller'),
      traefik,
    ]
    const [path] = await paths(objects)
    expect(path?.hops[1]?.from).to.equal('kube-system/Pod/proxy')
    expect(await reasons('Gateway', [BACKEND, gateway, route])).to.contain(
      'no GatewayClass is called main',
    )
  })

  it("finds the router of OpenShift's Routes", async () => {
    const openshift = object({
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { namespace: 'shop', name: 'web' },
      spec: { host: 'shop.example', to: { kind: 'Service', name: 'web' } },
    })
    const router = proxy('openshift-ingress', {
      'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default',
    })
    const [path] = await paths([BACKEND, openshift, router], ['openshift-ingress'])
    expect(path?.hops[1]?.from).to.equal('openshift-ingress/Pod/proxy')
    expect(await reasons('Route', [BACKEND, openshift])).to.contain(
      'no pod of the OpenShift router was found',
    )
  })
})

describe('kinds of custom resources that open pods and are not read', () => {
  it('are named where their definitions are installed', async () => {
    const definition = (name: string) =>
      object({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name },
        spec: {},
      })
    const { unreadExposure } = await clusterOf([
      definition('ingressroutes.traefik.io'),
      definition('httpproxies.projectcontour.io'),
      definition('certificates.cert-manager.io'),
    ])
    expect(unreadExposure).to.deep.equal([
      'httpproxies.projectcontour.io',
      'ingressroutes.traefik.io',
    ])
  })
})
