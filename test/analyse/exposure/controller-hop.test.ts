import { expect } from 'chai'
import type { KubeObject } from '../../../src/model/object.ts'
import { networkPolicy, object, pod } from '../builders.ts'
import {
  BACKEND,
  CLASS,
  controller,
  ingress,
  inShort,
  NGINX,
  reasons,
  service,
} from '../outside-estate.ts'

const LISTENER = 'Gateway API, Listener.port'
const INGRESS = 'kubernetes.io, "Ingress": HTTP and HTTPS, the only TLS port is 443'
const TRAEFIK = 'doc.traefik.io, "Kubernetes Gateway API": listeners by the ports of entry points'

describe('pathsFromOutside, by the ports at which a controller listens', () => {
  const nginx = [BACKEND, CLASS, controller(), ingress({ className: 'nginx' })]

  it(`takes nothing of a port for metrics, whether policies deny it or not (${INGRESS})`, async () => {
    const metrics = opening({ port: 10254, targetPort: 10254, nodePort: 31254 })
    for (const objects of [[metrics], [metrics, lets(10254)], [metrics, lets(443)]]) {
      expect(await inShort('Ingress', [...nginx, ...objects])).to.deep.equal([
        'indeterminate: outside -> ingress-nginx/Pod/controller any indeterminate; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
      ])
      expect(await reasons('Ingress', [...nginx, ...objects])).to.contain(
        'nothing in the cluster opens the pods of ingress-nginx at TCP 80 or 443; a load balancer outside of it may',
      )
    }
  })

  it(`finds a node port by the port of its Service, at either port of an Ingress (${INGRESS})`, async () => {
    const both = opening(
      { name: 'http', port: 80, targetPort: 8080, nodePort: 31080 },
      { name: 'https', port: 443, targetPort: 8443, nodePort: 31443 },
    )
    const through = (port: number, verdict: string) =>
      `${verdict}: outside -> ingress-nginx/Pod/controller ${String(port)} ${verdict}; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed`
    const ask = (...more: KubeObject[]) => inShort('Ingress', [...nginx, both, ...more])
    expect(await ask()).to.deep.equal([through(8080, 'allowed')])
    expect(await ask(lets(8443))).to.deep.equal([through(8443, 'allowed')])
    expect(await ask(lets(10254))).to.deep.equal([through(8080, 'denied')])
  })

  it('takes whatever leads to the same port of the pods', async () => {
    const balancer = service('ingress-nginx/balancer', {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['198.51.100.0/24'],
      selector: NGINX,
      ports: [{ port: 80, targetPort: 8080 }],
    })
    const other = opening({ port: 9999, targetPort: 8080, nodePort: 31999 })
    const rest = networkPolicy('ingress-nginx', 'rest', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
    })
    const denied = await inShort('Ingress', [...nginx, balancer, rest])
    expect(denied[0]).to.match(/^denied: /)
    const allowed = await inShort('Ingress', [...nginx, balancer, other, rest])
    expect(allowed[0]).to.match(/^allowed: /)
  })

  it('finds a host port, or the port of the container behind it', async () => {
    for (const port of [
      { containerPort: 8080, hostPort: 80 },
      { containerPort: 443, hostPort: 8443 },
    ]) {
      const labels = NGINX
      const own = pod('ingress-nginx', 'own', { labels, ips: ['10.1.0.2'], ports: [port] })
      const objects = [BACKEND, CLASS, own, ingress({ className: 'nginx' })]
      expect((await inShort('Ingress', objects))[0]).to.match(/^allowed: /)
    }
  })

  it('denies nothing for certain where only pods outside of the platform look like the controller', async () => {
    const open = opening({ port: 80, targetPort: 8080, nodePort: 31080 })
    expect((await inShort('Ingress', [...nginx, open, lets(1)], []))[0]).to.match(
      /^indeterminate: .*controller 8080 indeterminate; /,
    )
  })
})

describe('pathsFromOutside, by the ports of the listeners of Gateways', () => {
  const proxy = pod('ingress-nginx', 'proxy', {
    labels: {
      'gateway.envoyproxy.io/owning-gateway-name': 'edge',
      'gateway.envoyproxy.io/owning-gateway-namespace': 'shop',
      proxy: 'edge',
    },
    ips: ['10.2.0.1'],
    node: 'n2',
  })
  const gateway = object({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'shop', name: 'edge' },
    spec: {
      gatewayClassName: 'main',
      listeners: [
        { name: 'web', port: 80, protocol: 'HTTP' },
        { name: 'sql', port: 5432, protocol: 'TCP' },
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'odd', port: 8000, protocol: 'TCP' },
      ],
    },
  })
  const estate = (kind: string, section: string, ...ports: object[]) => [
    service('shop/web', {
      selector: { app: 'web' },
      ports: [
        { name: 't', port: 80, targetPort: 8080 },
        { name: 'u', protocol: 'UDP', port: 80, targetPort: 8080 },
      ],
    }),
    proxy,
    gateway,
    object({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind,
      metadata: { namespace: 'shop', name: 'route' },
      spec: {
        parentRefs: [{ name: 'edge', sectionName: section }],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      },
    }),
    service('ingress-nginx/edge', {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      selector: { proxy: 'edge' },
      ports,
    }),
  ]
  const WEB = { name: 'web', port: 80, targetPort: 10080 }
  const SQL = { name: 'sql', port: 5432, targetPort: 5432 }
  const STATUS = { name: 'status', port: 15021, targetPort: 15021 }
  const DNS = { name: 'dns', port: 53, targetPort: 53 }
  const first = async (objects: KubeObject[]) =>
    (await inShort('Gateway', objects)).map((each) => each.split('; ')[0])

  it(`is denied where policies deny the listener's port and let another one in (${LISTENER})`, async () => {
    expect(await first([...estate('TCPRoute', 'sql', WEB, SQL), lets(10080)])).to.deep.equal([
      'denied: outside -> ingress-nginx/Pod/proxy 5432 denied',
    ])
    expect(await first([...estate('HTTPRoute', 'web', WEB, SQL), lets(10080)])).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/proxy 10080 allowed',
    ])
  })

  it(`is undecided where nothing opens the listener's port, or its protocol (${LISTENER})`, async () => {
    const open = [
      ['HTTPRoute', 'web', STATUS],
      ['UDPRoute', 'dns', DNS],
    ] as const
    for (const [kind, section, port] of open)
      expect(await first([...estate(kind, section, port), lets(15021)])).to.deep.equal([
        'indeterminate: outside -> ingress-nginx/Pod/proxy any indeterminate',
      ])
    expect(await reasons('Gateway', estate('UDPRoute', 'dns', DNS))).to.contain('at UDP 53;')
    const udp = { ...DNS, protocol: 'UDP' }
    expect(await first(estate('UDPRoute', 'dns', udp))).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/proxy 53 allowed',
    ])
  })

  it(`takes the pods' own port where no Service shows the listener's (${TRAEFIK})`, async () => {
    const entry = { name: 'web', port: 80, targetPort: 8000 }
    expect(await first(estate('TCPRoute', 'odd', entry))).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/proxy 8000 allowed',
    ])
    const shown = { name: 'odd', port: 8000, targetPort: 9000 }
    expect(await first([...estate('TCPRoute', 'odd', entry, shown), lets(8000)])).to.deep.equal([
      'denied: outside -> ingress-nginx/Pod/proxy 9000 denied',
    ])
  })
})

/** A Service that opens the controller by node ports that keep the client's address. */
function opening(...ports: object[]): KubeObject {
  return service('ingress-nginx/opening', {
    type: 'NodePort',
    externalTrafficPolicy: 'Local',
    selector: NGINX,
    ports,
  })
}

/** A policy that lets anyone in to the controllers at one port only. */
function lets(port: number): KubeObject {
  return networkPolicy('ingress-nginx', 'ports', {
    podSelector: {},
    ingress: [{ ports: [{ port }] }],
  })
}
