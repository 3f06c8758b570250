import { expect } from 'chai'
import { pathsFromOutside } from '../../src/analyse/outside-paths.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject, Labels } from '../../src/model/object.ts'
import type { Hop, OutsidePath } from '../../src/model/passage.ts'
import { clusterOf, namespace, networkPolicy, node, object, pod } from './builders.ts'

const PLATFORM = ['ingress-nginx', 'kube-system']
const NGINX: Labels = {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
}

const WEB = pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'], node: 'n1' })
const NODES = [node('n1', '192.168.0.1'), node('n2', '192.168.0.2')]
const BASE = [namespace('shop'), namespace('ingress-nginx'), ...NODES, WEB]

function service(place: string, spec: object): KubeObject {
  const [space, name] = place.split('/')
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: space, name },
    spec: { ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }], ...spec },
  })
}

function ingress(changes: { className?: string; annotation?: string } = {}): KubeObject {
  const { className, annotation } = changes
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      namespace: 'shop',
      name: 'site',
      ...(annotation && { annotations: { 'kubernetes.io/ingress.class': annotation } }),
    },
    spec: {
      ...(className && { ingressClassName: className }),
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
    },
  })
}

function ingressClass(name: string, controller: string, isDefault = false): KubeObject {
  const annotations = isDefault ? { 'ingressclass.kubernetes.io/is-default-class': 'true' } : {}
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, annotations },
    spec: { controller },
  })
}

function controller(
  space = 'ingress-nginx',
  options: { labels?: Labels; hostNetwork?: boolean } = {},
) {
  const { labels = NGINX, hostNetwork = false } = options
  const ips = hostNetwork ? ['192.168.0.1'] : ['10.1.0.1']
  return pod(space, 'controller', { labels, ips, node: hostNetwork ? 'n1' : 'n2', hostNetwork })
}

const BACKEND = service('shop/web', { selector: { app: 'web' } })
const BALANCER = service('ingress-nginx/controller', {
  type: 'LoadBalancer',
  externalTrafficPolicy: 'Local',
  selector: NGINX,
})
const CLASS = ingressClass('nginx', 'k8s.io/ingress-nginx')
const CLOSED = networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Ingress'] })

function letsIn(space: string): KubeObject {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': space } }
  return networkPolicy('shop', 'from-controller', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ namespaceSelector }], ports: [{ port: 8080 }] }],
  })
}

async function paths(
  objects: readonly KubeObject[],
  platformNamespaces = PLATFORM,
): Promise<readonly OutsidePath[]> {
  const cluster = await clusterOf([...BASE, ...objects], {}, { platformNamespaces })
  const reachability = analyse(cluster)
  const web = reachability.classOf('/v1/Pod/shop/web')
  if (web === undefined) throw new Error('no web')
  return pathsFromOutside(cluster, reachability, { to: new Set([web]) })
}

/** The paths of one kind in short: the verdict, then each step. */
async function inShort(
  kind: string,
  objects: readonly KubeObject[],
  platform = PLATFORM,
): Promise<string[]> {
  const found = (await paths(objects, platform)).filter(({ exposure }) => exposure.kind === kind)
  return found.map(({ verdict, hops }) => `${verdict}: ${hops.map(said).join('; ')}`)
}

function said({ from, to, port, verdict }: Hop): string {
  return `${from} -> ${to} ${port ?? 'any'} ${verdict}`
}

async function reasons(
  kind: string,
  objects: readonly KubeObject[],
  platform = PLATFORM,
): Promise<string> {
  const found = (await paths(objects, platform)).filter(({ exposure }) => exposure.kind === kind)
  return found.flatMap(({ hops }) => hops.map(({ because }) => because ?? '')).join(' | ')
}

describe('pathsFromOutside, in one step', () => {
  const office = networkPolicy('shop', 'from-office', {
    podSelector: {},
    ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
  })
  const balanced = (spec: object) =>
    service('shop/web', { type: 'LoadBalancer', selector: { app: 'web' }, ...spec })
  const calico = NODES.map((_, at) =>
    pod('kube-system', `calico-${at}`, {
      owner: 'DaemonSet/calico-node',
      node: `n${at + 1}`,
      ready: true,
    }),
  )

  it('is decided by the policies of the pods, with their rules', async () => {
    const local = balanced({ externalTrafficPolicy: 'Local' })
    expect(await inShort('LoadBalancer', [local])).to.deep.equal([
      'allowed: outside -> shop/Pod/web 8080 allowed',
    ])
    const [denied] = (await paths([local, CLOSED])).filter(
      ({ exposure }) => exposure.kind === 'LoadBalancer',
    )
    expect(denied?.verdict).to.equal('denied')
    expect(denied?.hops[0]?.explanation?.ingress.rules).to.deep.equal([
      { policy: 'networking.k8s.io/v1/NetworkPolicy/shop/closed', pointer: '', effect: 'isolates' },
    ])
  })

  it('asks only the ranges that a load balancer lets in', async () => {
    const only = (range: string) =>
      balanced({ externalTrafficPolicy: 'Local', loadBalancerSourceRanges: [range] })
    expect(await inShort('LoadBalancer', [only('203.0.113.8/32'), office])).to.deep.equal([
      'allowed: outside -> shop/Pod/web 8080 allowed',
    ])
    expect(await inShort('LoadBalancer', [only('198.51.100.0/24'), office])).to.deep.equal([
      'denied: outside -> shop/Pod/web 8080 denied',
    ])
  })

  it('is undecided where policies may see a node instead of the client, and the two differ', async () => {
    expect(await inShort('LoadBalancer', [balanced({}), office])).to.deep.equal([
      'indeterminate: outside -> shop/Pod/web 8080 indeterminate',
    ])
    expect(await reasons('LoadBalancer', [balanced({}), office])).to.contain(
      "externalTrafficPolicy Cluster: policies may see the address of a node instead of the client's, and answer differently",
    )
    const both = networkPolicy('shop', 'from-both', {
      podSelector: {},
      ingress: [
        {
          from: [{ ipBlock: { cidr: '203.0.113.0/24' } }, { ipBlock: { cidr: '192.168.0.0/24' } }],
        },
      ],
    })
    expect(await inShort('LoadBalancer', [balanced({}), both])).to.deep.equal([
      'allowed: outside -> shop/Pod/web 8080 allowed',
    ])
  })

  it("denies for certain only under plugins that tell what a node passes on from the node's own traffic", async () => {
    expect(await reasons('LoadBalancer', [balanced({}), CLOSED])).to.contain(
      "if that is the pod's own node, no policy denies it",
    )
    expect(await inShort('LoadBalancer', [balanced({}), CLOSED, ...calico])).to.deep.equal([
      'denied: outside -> shop/Pod/web 8080 denied',
    ])
  })

  it('keeps the client where a host port opens the pod', async () => {
    const edge = pod('shop', 'edge', {
      ports: [{ containerPort: 8080, hostPort: 80 }],
      labels: { app: 'edge' },
    })
    const cluster = await clusterOf([...BASE, edge, CLOSED])
    const found = pathsFromOutside(cluster, analyse(cluster))
    expect(found.map(({ exposure, verdict }) => `${exposure.kind} ${verdict}`)).to.deep.equal([
      'HostPort denied',
    ])
  })
})

describe('pathsFromOutside, through the controller of an Ingress', () => {
  const all = [BACKEND, BALANCER, CLASS, controller(), ingress({ className: 'nginx' })]

  it('joins what opens the controller with what it may reach', async () => {
    expect(await inShort('Ingress', [...all, CLOSED, letsIn('ingress-nginx')])).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/controller 8080 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
    ])
  })

  it('gives the deciding rules of each step, and what opens the first', async () => {
    const [path] = await paths([...all, CLOSED, letsIn('ingress-nginx')])
    const [first, second] = path?.hops ?? []
    expect(first?.entrance?.source).to.equal('/v1/Service/ingress-nginx/controller')
    expect(second?.explanation?.ingress.rules).to.deep.include({
      policy: 'networking.k8s.io/v1/NetworkPolicy/shop/from-controller',
      pointer: '/spec/ingress/0',
      effect: 'allows',
    })
  })

  it('is denied by policies of the backend, or of the controller', async () => {
    expect(await inShort('Ingress', [...all, CLOSED])).to.deep.equal([
      'denied: outside -> ingress-nginx/Pod/controller 8080 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 denied',
    ])
    const shut = networkPolicy('ingress-nginx', 'shut', {
      podSelector: {},
      policyTypes: ['Ingress'],
    })
    expect(await inShort('Ingress', [...all, shut])).to.deep.equal([
      'denied: outside -> ingress-nginx/Pod/controller 8080 denied; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
    ])
  })

  it('takes the default class, the old annotation, and any controller for an Ingress without class', async () => {
    const others = [BACKEND, BALANCER, controller()]
    const through =
      'allowed: outside -> ingress-nginx/Pod/controller 8080 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed'
    for (const objects of [
      [ingressClass('nginx', 'k8s.io/ingress-nginx', true), ingress()],
      [ingress({ annotation: 'nginx' })],
      [ingress({ className: 'nginx', annotation: 'other' })],
      [ingress()],
    ])
      expect(await inShort('Ingress', [...others, ...objects])).to.deep.equal([through])
  })

  it('keeps a path whose controller was not found, undecided, and says why', async () => {
    for (const [objects, why] of [
      [
        [CLASS, ingress({ className: 'nginx' })],
        'controller not found: no pod of ingress-nginx was found',
      ],
      [
        [ingress({ className: 'nowhere' })],
        'controller not found: no IngressClass is called nowhere',
      ],
      [
        [ingressClass('own', 'example.com/own'), ingress({ className: 'own' })],
        'IngressClass own is of example.com/own, which is not a known controller',
      ],
      [[ingress()], 'it names no class, and no pod of a known controller was found'],
    ] as const) {
      expect(await inShort('Ingress', [BACKEND, CLOSED, ...objects])).to.deep.equal([
        'indeterminate: outside -> a controller that was not found any indeterminate; a controller that was not found -> shop/Pod/web 8080 indeterminate',
      ])
      expect(await reasons('Ingress', [BACKEND, CLOSED, ...objects])).to.contain(why)
    }
  })

  it('denies nothing for certain where only pods outside of the platform look like the controller', async () => {
    const tenant = [BACKEND, CLASS, controller('shop'), ingress({ className: 'nginx' })]
    const denied = [...tenant, CLOSED]
    expect(await reasons('Ingress', denied)).to.contain(
      'ingress-nginx was not recognised in a namespace declared as platform',
    )
    expect((await inShort('Ingress', denied))[0]).to.match(/^indeterminate: /)
  })

  it('is undecided at the first step where nothing in the cluster opens the controller', async () => {
    const unopened = [BACKEND, CLASS, controller(), ingress({ className: 'nginx' })]
    expect(await reasons('Ingress', unopened)).to.contain(
      'nothing in the cluster opens the pods of ingress-nginx',
    )
    expect((await inShort('Ingress', unopened))[0]).to.match(/^indeterminate: /)
  })

  it('passes whatever policies say where the controller is on the network of the node of the pod', async () => {
    const onNode = [
      BACKEND,
      CLASS,
      controller('ingress-nginx', { hostNetwork: true }),
      ingress({ className: 'nginx' }),
      CLOSED,
    ]
    expect(await inShort('Ingress', onNode)).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/controller any allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
    ])
  })

  it('says that a load balancer of a cloud comes from an address that is not known', async () => {
    const alb = [BACKEND, ingressClass('alb', 'ingress.k8s.aws/alb'), ingress({ className: 'alb' })]
    expect(await inShort('Ingress', alb)).to.deep.equal([
      'allowed: outside -> shop/Pod/web 8080 allowed',
    ])
    const some = networkPolicy('shop', 'some', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '10.9.0.0/16' } }] }],
    })
    expect(await reasons('Ingress', [...alb, some])).to.contain(
      'comes from an address that is not known',
    )
    expect(await inShort('Ingress', [...alb, CLOSED])).to.deep.equal([
      'denied: outside -> shop/Pod/web 8080 denied',
    ])
  })

  it("leaves open what policies make of Cilium's own proxy", async () => {
    const cilium = [
      BACKEND,
      ingressClass('cilium', 'cilium.io/ingress-controller'),
      ingress({ className: 'cilium' }),
    ]
    expect(await inShort('Ingress', [...cilium, CLOSED])).to.deep.equal([
      'indeterminate: outside -> the proxy of Cilium on the nodes 80 indeterminate; the proxy of Cilium on the nodes -> shop/Pod/web 8080 indeterminate',
    ])
    expect(await reasons('Ingress', [...cilium, CLOSED])).to.contain(
      'policies see it as the entity ingress',
    )
  })
})

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
