import { expect } from 'chai'
import type { Exposure } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, object, pod } from './builders.ts'

const WEB = pod('shop', 'web', {
  labels: { app: 'web' },
  ports: [{ name: 'http', containerPort: 8080 }],
})

function service(name: string, spec: object): KubeObject {
  return object({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec })
}

/** Exposures in short: port, pod port, pods, hosts and TLS. */
async function exposures(...objects: KubeObject[]): Promise<string[]> {
  const cluster = await clusterOf(objects)
  return cluster.exposures.map(inShort)
}

function inShort({ kind, port, targetPort, hosts, tls, pods }: Exposure): string {
  const names = pods.map(({ name }) => name).join('+') || 'no pod'
  const end = [...hosts, tls === true ? 'tls' : 'plain'].join(' ')
  return `${kind} ${port ?? 'any'}->${targetPort ?? 'any'} ${names} ${end}`
}

/** A Route of OpenShift to Service web. */
function route(spec: object): KubeObject {
  return object({
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name: 'site', namespace: 'shop' },
    spec: { host: 'shop.example', to: { kind: 'Service', name: 'web', weight: 100 }, ...spec },
  })
}

describe('exposuresOf Routes', () => {
  const METRICS = [
    { name: 'front', port: 80, targetPort: 'http' },
    { name: 'metrics', port: 9090, targetPort: 9091 },
    { name: 'dns', port: 53, protocol: 'UDP' },
  ]
  const web = service('web', { selector: { app: 'web' }, ports: METRICS })

  it('leads to every TCP port of its Service where it names none', async () => {
    expect(await exposures(WEB, web, route({}))).to.deep.equal([
      'Route 80->8080 web shop.example plain',
      'Route 80->9091 web shop.example plain',
    ])
  })

  it('takes a text for the name of the port of an endpoint, and a number for its number', async () => {
    const ports: readonly (readonly [unknown, string[]])[] = [
      ['front', ['Route 80->8080 web shop.example plain']],
      [9091, ['Route 80->9091 web shop.example plain']],
      ['9091', ['Route 80->9091 web shop.example plain']],
      ['http', ['Route 80->any no pod shop.example plain']],
      [80, ['Route 80->any no pod shop.example plain']],
      [53, ['Route 80->any no pod shop.example plain']],
    ]
    for (const [targetPort, expected] of ports)
      expect(
        await exposures(WEB, web, route({ port: { targetPort } })),
        String(targetPort),
      ).to.deep.equal(expected)
  })

  it('states TLS by its termination, and plain HTTP beside it only where that is let in', async () => {
    const tls: readonly (readonly [object, string[]])[] = [
      [{ termination: 'edge' }, ['443 tls']],
      [{ termination: 'passthrough', insecureEdgeTerminationPolicy: 'None' }, ['443 tls']],
      [{ termination: 'reencrypt', insecureEdgeTerminationPolicy: 'Redirect' }, ['443 tls']],
      [{ termination: 'edge', insecureEdgeTerminationPolicy: 'Allow' }, ['80 plain', '443 tls']],
    ]
    for (const [stated, expected] of tls) {
      const cluster = await clusterOf([
        WEB,
        web,
        route({ port: { targetPort: 'front' }, tls: stated }),
      ])
      expect(
        cluster.exposures.map(({ port, tls: secure }) => `${port} ${secure ? 'tls' : 'plain'}`),
      ).to.deep.equal(expected)
    }
  })

  it('leads to its alternate backends too, whatever their weight, and says where each stands', async () => {
    const other = service('other', { ports: [{ name: 'front', port: 80 }] })
    const slice = object({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'other-1',
        namespace: 'shop',
        labels: { 'kubernetes.io/service-name': 'other' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.3'] }],
      ports: [{ name: 'front', port: 8081 }],
    })
    const spec = {
      port: { targetPort: 'front' },
      alternateBackends: [{ kind: 'Service', name: 'other', weight: 0 }, { name: 'gone' }],
    }
    const late = pod('shop', 'late', { ips: ['10.0.0.3'] })
    const cluster = await clusterOf([WEB, late, web, other, slice, route(spec)])
    expect(
      cluster.exposures.map((each) => [each.pointer, each.targetPort, each.pods[0]?.name]),
    ).to.deep.equal([
      ['/spec/alternateBackends/0', 8081, 'late'],
      ['/spec/alternateBackends/1', undefined, undefined],
      ['/spec/to', 8080, 'web'],
    ])
  })

  it('answers for any host where none is stated, and for all beside it where its policy is Subdomain', async () => {
    const hosts = async (spec: object) => {
      const cluster = await clusterOf([WEB, web, route({ port: { targetPort: 'front' }, ...spec })])
      return cluster.exposures.flatMap((each) => each.hosts)
    }
    expect(await hosts({ host: '' })).to.deep.equal([])
    expect(await hosts({ wildcardPolicy: 'None' })).to.deep.equal(['shop.example'])
    expect(await hosts({ host: 'www.shop.example', wildcardPolicy: 'Subdomain' })).to.deep.equal([
      '*.shop.example',
    ])
  })

  it('is unreadable where it says what its API does not know', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ to: { kind: 'Deployment', name: 'web' } }, '/spec/to/kind'],
      [{ to: { kind: 'Service' } }, '/spec/to/name'],
      [{ alternateBackends: {} }, '/spec/alternateBackends'],
      [{ port: { targetPort: 70000 } }, '/spec/port/targetPort'],
      [{ tls: {} }, '/spec/tls/termination'],
      [{ tls: { termination: 'open' } }, '/spec/tls/termination'],
      [
        { tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Yes' } },
        '/spec/tls/insecureEdgeTerminationPolicy',
      ],
      [{ wildcardPolicy: 'All' }, '/spec/wildcardPolicy'],
    ]
    for (const [spec, pointer] of wrong) {
      const cluster = await clusterOf([WEB, web, route(spec)])
      expect(cluster.unreadable.map((each) => each.pointer)).to.deep.equal([pointer])
      expect(cluster.exposures).to.deep.equal([])
    }
  })
})
