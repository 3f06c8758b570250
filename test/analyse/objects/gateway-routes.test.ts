import { expect } from 'chai'
import type { Exposure } from '../../../src/model/cluster.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, namespace, object, pod } from '../builders.ts'

const WEB = pod('shop', 'web', { labels: { app: 'web' } })

function service(namespace: string, name = 'web', ports: object[] = [{ port: 80 }]): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports },
  })
}

function ofGatewayApi(kind: string, place: string, spec: object, version = 'v1'): KubeObject {
  const [namespace, name] = place.split('/')
  return object({
    apiVersion: `gateway.networking.k8s.io/${version}`,
    kind,
    metadata: { name, namespace },
    spec,
  })
}

const PLAIN = { name: 'plain', port: 80, protocol: 'HTTP' }
const SAFE = { name: 'safe', port: 443, protocol: 'HTTPS' }
const ALL = { namespaces: { from: 'All' } }

function gateway(listeners: object[], spec: object = {}, place = 'shop/edge'): KubeObject {
  return ofGatewayApi('Gateway', place, { gatewayClassName: 'any', listeners, ...spec })
}

const BACKEND = { name: 'web', port: 80 }

function route(spec: object, kind = 'HTTPRoute', place = 'shop/site'): KubeObject {
  return ofGatewayApi(kind, place, {
    parentRefs: [{ name: 'edge' }],
    rules: [{ backendRefs: [BACKEND] }],
    ...spec,
  })
}

/** Exposures in short: protocol, port, pod port, pods, hosts and TLS. */
async function exposures(...objects: KubeObject[]): Promise<string[]> {
  const cluster = await clusterOf([WEB, service('shop'), ...objects])
  expect(cluster.unreadable).to.deep.equal([])
  return cluster.exposures.map(inShort)
}

function inShort({ protocol, port, targetPort, hosts, tls, pods }: Exposure): string {
  const names = pods.map(({ name }) => name).join('+') || 'no pod'
  const end = [...hosts, ...(tls === undefined ? [] : [tls ? 'tls' : 'plain'])]
  return [`${protocol} ${port ?? 'any'}->${targetPort ?? 'any'} ${names}`, ...end].join(' ')
}

async function unreadable(...objects: KubeObject[]): Promise<string[]> {
  const cluster = await clusterOf([WEB, service('shop'), ...objects])
  return cluster.unreadable.map(({ key, pointer, why }) => `${key} ${pointer}: ${why}`)
}

const OPEN_PLAIN = ['TCP 80->80 web plain']
const CLOSED = ['TCP any->any no pod']

describe('exposuresOf routes of the Gateway API', () => {
  it('opens one way for each listener that the route attaches to', async () => {
    const edge = gateway([PLAIN, SAFE])
    expect(await exposures(edge, route({}))).to.deep.equal([
      'TCP 80->80 web plain',
      'TCP 443->80 web tls',
    ])
    const section = { parentRefs: [{ name: 'edge', sectionName: 'safe' }] }
    expect(await exposures(edge, route(section))).to.deep.equal(['TCP 443->80 web tls'])
    const port = { parentRefs: [{ name: 'edge', port: 80 }] }
    expect(await exposures(edge, route(port))).to.deep.equal(OPEN_PLAIN)
    const twice = { parentRefs: [{ name: 'edge' }, { name: 'edge', sectionName: 'plain' }] }
    expect(await exposures(edge, route(twice))).to.have.length(2)
  })

  it('keeps a route that attaches to nothing, with no pods', async () => {
    const edge = gateway([PLAIN])
    expect(await exposures(route({}))).to.deep.equal(CLOSED)
    for (const parent of [
      { name: 'other' },
      { name: 'edge', namespace: 'infra' },
      { name: 'edge', sectionName: 'safe' },
      { name: 'edge', port: 443 },
    ])
      expect(await exposures(edge, route({ parentRefs: [parent] }))).to.deep.equal(CLOSED)
  })

  it('attaches from other namespaces only where the listener allows them', async () => {
    const spec = { parentRefs: [{ name: 'edge', namespace: 'infra' }] }
    const listener = (namespaces?: object) =>
      gateway(
        [{ ...PLAIN, ...(namespaces && { allowedRoutes: { namespaces } }) }],
        {},
        'infra/edge',
      )
    const selector = { matchLabels: { team: 'shop' } }
    const labelled = namespace('shop', { team: 'shop' })
    const other = namespace('shop', { team: 'blog' })
    const chosen = listener({ from: 'Selector', selector })
    expect(await exposures(listener(), route(spec))).to.deep.equal(CLOSED)
    expect(await exposures(listener({ from: 'Same' }), route(spec))).to.deep.equal(CLOSED)
    expect(await exposures(listener({ from: 'None' }), route(spec))).to.deep.equal(CLOSED)
    expect(await exposures(listener({ from: 'All' }), route(spec))).to.deep.equal(OPEN_PLAIN)
    expect(await exposures(labelled, chosen, route(spec))).to.deep.equal(OPEN_PLAIN)
    expect(await exposures(other, chosen, route(spec))).to.deep.equal(CLOSED)
    expect(await exposures(chosen, route(spec)), 'labels not read').to.deep.equal(OPEN_PLAIN)
  })

  it('attaches each kind to the protocols that go with it, or to what the listener names', async () => {
    const listeners = [
      PLAIN,
      { name: 'tls', port: 8443, protocol: 'TLS' },
      { name: 'tcp', port: 5432, protocol: 'TCP' },
      { name: 'udp', port: 53, protocol: 'UDP' },
      { name: 'own', port: 15008, protocol: 'example.com/OWN' },
    ]
    const web = service('shop', 'web', [{ port: 80 }, { port: 80, protocol: 'UDP' }])
    const of = (kind: string) => exposures(web, gateway(listeners), route({}, kind))
    expect(await of('GRPCRoute')).to.deep.equal(['TCP 80->80 web plain', 'TCP 15008->80 web'])
    expect(await of('TLSRoute')).to.deep.equal(['TCP 8443->80 web tls', 'TCP 15008->80 web'])
    expect(await of('TCPRoute')).to.deep.equal([
      'TCP 5432->80 web',
      'TCP 8443->80 web tls',
      'TCP 15008->80 web',
    ])
    expect(await of('UDPRoute')).to.deep.equal(['UDP 53->80 web', 'UDP 15008->80 web'])
    const named = gateway([{ ...PLAIN, allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }])
    expect(await exposures(named, route({}))).to.deep.equal(CLOSED)
    expect(await exposures(named, route({}, 'GRPCRoute'))).to.deep.equal(OPEN_PLAIN)
    const foreign = { group: 'example.com', kind: 'HTTPRoute' }
    const strange = gateway([{ ...PLAIN, allowedRoutes: { kinds: [foreign] } }])
    expect(await exposures(strange, route({}))).to.deep.equal(CLOSED)
  })

  it('answers for the hosts that route and listener share', async () => {
    const hosts = async (hostname: string | undefined, hostnames: string[]) => {
      const edge = gateway([{ ...PLAIN, ...(hostname !== undefined && { hostname }) }])
      return (await exposures(edge, route({ hostnames }))).map((each) =>
        each.replace(/^\S+ \S+ /, ''),
      )
    }
    expect(await hosts(undefined, [])).to.deep.equal(['web plain'])
    expect(await hosts(undefined, ['a.example'])).to.deep.equal(['web a.example plain'])
    expect(await hosts('a.example', [])).to.deep.equal(['web a.example plain'])
    expect(await hosts('*.example', ['a.b.example', 'x.test'])).to.deep.equal([
      'web a.b.example plain',
    ])
    expect(await hosts('a.example', ['*.example'])).to.deep.equal(['web a.example plain'])
    expect(await hosts('*.b.example', ['*.example'])).to.deep.equal(['web *.b.example plain'])
    for (const strange of ['example', 'b.test', '*.test'])
      expect(await hosts('*.example', [strange]), strange).to.deep.equal([`no pod ${strange}`])
  })

  it('reaches into another namespace only where a ReferenceGrant there lets it', async () => {
    const backend = { rules: [{ backendRefs: [{ ...BACKEND, namespace: 'pay' }] }] }
    const pay = [pod('pay', 'api', { labels: { app: 'web' } }), service('pay'), gateway([PLAIN])]
    const group = 'gateway.networking.k8s.io'
    const from = { group, kind: 'HTTPRoute', namespace: 'shop' }
    const to = { group: '', kind: 'Service' }
    const grant = (spec: object, place = 'pay/grant') =>
      exposures(...pay, route(backend), ofGatewayApi('ReferenceGrant', place, spec, 'v1beta1'))
    const open = ['TCP 80->80 api plain']
    const closed = ['TCP 80->any no pod plain']
    expect(await exposures(...pay, route(backend))).to.deep.equal(closed)
    expect(await grant({ from: [from], to: [to] })).to.deep.equal(open)
    expect(await grant({ from: [from], to: [{ ...to, name: 'web' }] })).to.deep.equal(open)
    expect(await grant({ from: [from], to: [{ ...to, name: 'other' }] })).to.deep.equal(closed)
    expect(await grant({ from: [from], to: [{ ...to, kind: 'Secret' }] })).to.deep.equal(closed)
    expect(await grant({ from: [from], to: [to] }, 'shop/grant')).to.deep.equal(closed)
    for (const wrong of [{ namespace: 'blog' }, { kind: 'GRPCRoute' }, { group: '' }])
      expect(await grant({ from: [{ ...from, ...wrong }], to: [to] })).to.deep.equal(closed)
  })

  it('follows copies and questions that filters send to Services, and looks at no weight', async () => {
    const filters = [{ type: 'RequestMirror', requestMirror: { backendRef: BACKEND } }]
    const edge = gateway([PLAIN])
    expect(await exposures(edge, route({ rules: [{ filters }] }))).to.deep.equal(OPEN_PLAIN)
    const inner = [{ filters: [{ externalAuth: { backendRef: BACKEND } }], name: 'gone', port: 1 }]
    expect(await exposures(edge, route({ rules: [{ backendRefs: inner }] }))).to.deep.equal([
      'TCP 80->any no pod plain',
      'TCP 80->80 web plain',
    ])
    const unused = [{ ...BACKEND, weight: 0 }]
    expect(await exposures(edge, route({ rules: [{ backendRefs: unused }] }))).to.deep.equal(
      OPEN_PLAIN,
    )
    expect(await exposures(edge, route({ rules: [{ filters: [{ type: 'RequestRedirect' }] }] }))).to
      .be.empty
  })

  it('attaches through a ListenerSet, where its Gateway takes any', async () => {
    const spec = { parentRefs: [{ kind: 'ListenerSet', name: 'more' }] }
    const more = ofGatewayApi('ListenerSet', 'shop/more', {
      parentRef: { name: 'edge', namespace: 'infra' },
      listeners: [SAFE],
    })
    const edge = (allowedListeners: object) => gateway([PLAIN], allowedListeners, 'infra/edge')
    const open = edge({ allowedListeners: ALL })
    const same = edge({ allowedListeners: { namespaces: { from: 'Same' } } })
    expect(await exposures(open, more, route(spec))).to.deep.equal(['TCP 443->80 web tls'])
    expect(await exposures(edge({}), more, route(spec))).to.deep.equal(CLOSED)
    expect(await exposures(same, more, route(spec))).to.deep.equal(CLOSED)
    expect(await exposures(more, route(spec))).to.deep.equal(CLOSED)
  })

  it('opens nothing for a route that only steers a mesh', async () => {
    const spec = { parentRefs: [{ group: '', kind: 'Service', name: 'web', port: 80 }] }
    expect(await exposures(gateway([PLAIN]), route(spec))).to.deep.equal([])
  })
})

describe('what is not followed of the Gateway API', () => {
  const KEY = 'gateway.networking.k8s.io/v1/HTTPRoute/shop/site'

  it('is said: parents that are no Gateways, and backends that are no Services', async () => {
    const parent = { group: 'example.com', kind: 'Mesh', name: 'x' }
    expect(await unreadable(route({ parentRefs: [parent] }))).to.deep.equal([
      `${KEY} /spec/parentRefs/0: a parent of kind Mesh of example.com is not followed`,
    ])
    expect(await unreadable(route({ useDefaultGateways: 'All' }))).to.deep.equal([
      `${KEY} /spec/useDefaultGateways: Gateways that take routes by default are not followed`,
    ])
    const backend = { group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name: 'web' }
    const strange = route({ rules: [{ backendRefs: [BACKEND, backend] }] })
    expect(await unreadable(gateway([PLAIN]), strange)).to.deep.equal([
      `${KEY} /spec/rules/0/backendRefs/1: a backend of kind ServiceImport of multicluster.x-k8s.io is not followed`,
    ])
    const cluster = await clusterOf([WEB, service('shop'), gateway([PLAIN]), strange])
    expect(cluster.exposures.map(inShort)).to.deep.equal(OPEN_PLAIN)
  })

  it('is not said of a route that attaches to nothing', async () => {
    const backend = { group: 'example.com', kind: 'Bucket', name: 'x' }
    expect(await unreadable(route({ rules: [{ backendRefs: [backend] }] }))).to.deep.equal([])
  })

  it('makes an object unreadable where its fields are not what the API defines', async () => {
    const wrong: readonly (readonly [KubeObject, string])[] = [
      [gateway([PLAIN], { gatewayClassName: '' }), '/spec/gatewayClassName'],
      [gateway([{ name: 'x', protocol: 'HTTP' }]), '/spec/listeners/0'],
      [gateway([{ ...PLAIN, protocol: 1 }]), '/spec/listeners/0/protocol'],
      [
        gateway([{ ...PLAIN, allowedRoutes: { namespaces: { from: 'Some' } } }]),
        '/spec/listeners/0/allowedRoutes/namespaces/from',
      ],
      [
        gateway([{ ...PLAIN, allowedRoutes: { namespaces: { from: 'Selector' } } }]),
        '/spec/listeners/0/allowedRoutes/namespaces/selector',
      ],
      [route({ rules: [{ backendRefs: [{ name: 'web' }] }] }), '/spec/rules/0/backendRefs/0'],
      [route({ parentRefs: [{}] }), '/spec/parentRefs/0/name'],
      [route({ hostnames: [''] }), '/spec/hostnames/0'],
      [ofGatewayApi('ReferenceGrant', 'shop/x', { from: [{}] }), '/spec/from/0/kind'],
      [
        ofGatewayApi('ListenerSet', 'shop/x', { parentRef: { kind: 'Service', name: 'x' } }),
        '/spec/parentRef',
      ],
      [ofGatewayApi('HTTPRoute', 'shop/x', {}, 'v9'), '/apiVersion'],
    ]
    for (const [wrongly, pointer] of wrong) {
      const cluster = await clusterOf([wrongly])
      expect(cluster.unreadable.map((each) => each.pointer)).to.deep.equal([pointer])
    }
  })
})
