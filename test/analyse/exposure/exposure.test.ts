import { expect } from 'chai'
import type { Exposure } from '../../../src/model/cluster.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, object, pod } from '../builders.ts'

const WEB = pod('shop', 'web', {
  labels: { app: 'web' },
  ips: ['10.0.0.1'],
  ports: [{ name: 'http', containerPort: 8080 }],
})
const OLD = pod('shop', 'old', {
  labels: { app: 'web' },
  ips: ['10.0.0.2'],
  ports: [{ name: 'http', containerPort: 8081 }],
})

function service(spec: object): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec,
  })
}

/** Exposures in short: kind, ports, ranges, hosts, tls and pods. */
async function exposures(...objects: KubeObject[]): Promise<string[]> {
  const cluster = await clusterOf(objects)
  return cluster.exposures.map(inShort)
}

function inShort({ kind, port, targetPort, sourceRanges, hosts, tls, pods }: Exposure): string {
  const names = pods.map(({ name }) => name).join('+') || 'no pod'
  const extra = [...sourceRanges, ...hosts, ...(tls === undefined ? [] : [tls ? 'tls' : 'plain'])]
  return [`${kind} ${port ?? 'any'}->${targetPort ?? 'any'} ${names}`, ...extra].join(' ')
}

describe('exposuresOf', () => {
  it('shows a NodePort with the pod port behind it, resolved by name on each pod', async () => {
    const ports = [{ port: 80, targetPort: 'http', nodePort: 30080 }]
    expect(
      await exposures(WEB, OLD, service({ type: 'NodePort', selector: { app: 'web' }, ports })),
    ).to.deep.equal(['NodePort 30080->8080 web', 'NodePort 30080->8081 old'])
  })

  it('shows both ways into a LoadBalancer, and narrows only the balanced one by its source ranges', async () => {
    const spec = {
      type: 'LoadBalancer',
      selector: { app: 'web' },
      ports: [{ port: 443, targetPort: 8080, nodePort: 31000 }],
      loadBalancerSourceRanges: ['203.0.113.0/24'],
    }
    expect(await exposures(WEB, service(spec))).to.deep.equal([
      'LoadBalancer 443->8080 web 203.0.113.0/24',
      'NodePort 31000->8080 web',
    ])
  })

  it('says who holds to the source ranges of a load balancer: nodes where they see its address, nobody where there are node ports', async () => {
    const spec = {
      type: 'LoadBalancer',
      selector: { app: 'web' },
      ports: [{ port: 443, targetPort: 8080 }],
      allocateLoadBalancerNodePorts: false,
      loadBalancerSourceRanges: ['203.0.113.0/24'],
    }
    const held = async (changes: object, ingress: readonly object[]) => {
      const status = { loadBalancer: { ingress } }
      const made = { ...service({ ...spec, ...changes }), status } as KubeObject
      const cluster = await clusterOf([WEB, made])
      return cluster.exposures.find(({ kind }) => kind === 'LoadBalancer')?.rangesHeldBy
    }
    const [vip, proxy] = [{ ip: '192.0.2.1' }, { ip: '192.0.2.2', ipMode: 'Proxy' }]
    expect(await held({}, [vip])).to.equal('nodes')
    expect(await held({}, [{ ...vip, ipMode: 'VIP' }])).to.equal('nodes')
    expect(await held({}, [vip, proxy])).to.equal('balancer')
    expect(await held({}, [{ hostname: 'lb.example' }])).to.equal('balancer')
    expect(await held({}, [])).to.equal('balancer')
    expect(await held({ allocateLoadBalancerNodePorts: true }, [vip])).to.equal(undefined)
    expect(await held({ allocateLoadBalancerNodePorts: undefined }, [vip])).to.equal(undefined)
    const ports = [{ port: 443, targetPort: 8080, nodePort: 31000 }]
    expect(await held({ ports }, [vip])).to.equal(undefined)
    expect(await held({ loadBalancerSourceRanges: [] }, [vip])).to.equal(undefined)
  })

  it('shows external addresses of a ClusterIP Service, and nothing of one without', async () => {
    const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] }
    expect(await exposures(WEB, service(spec))).to.deep.equal([])
    expect(await exposures(WEB, service({ ...spec, externalIPs: ['198.51.100.7'] }))).to.deep.equal(
      ['ExternalIP 80->80 web'],
    )
  })

  it('finds the pods of a Service without selector by its EndpointSlices, in any namespace', async () => {
    const slice = object({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'web-1',
        namespace: 'edge',
        labels: { 'kubernetes.io/service-name': 'web' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['192.0.2.1'] }],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    })
    const outside = object({
      ...service({ type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30080 }] }),
      metadata: { name: 'web', namespace: 'edge' },
    })
    expect(await exposures(WEB, slice, outside)).to.deep.equal(['NodePort 30080->8080 web'])
  })

  it('keeps an exposure that leads to no pod', async () => {
    const spec = {
      type: 'NodePort',
      selector: { app: 'gone' },
      ports: [{ port: 80, targetPort: 'http', nodePort: 30080 }],
    }
    expect(await exposures(WEB, service(spec))).to.deep.equal(['NodePort 30080->any no pod'])
  })

  it('shows host ports, and the whole network of the node', async () => {
    const host = pod('shop', 'agent', { hostNetwork: true })
    const port = pod('shop', 'edge', { ports: [{ containerPort: 8080, hostPort: 80 }] })
    expect(await exposures(host, port)).to.deep.equal([
      'HostNetwork any->any agent',
      'HostPort 80->8080 edge',
    ])
  })

  it('shows a host port at the address that it is bound to, and none that only the node reaches (core/v1, ContainerPort.hostIP)', async () => {
    const bound = (hostIP: string, hostNetwork = false) =>
      exposures(
        pod('shop', 'edge', { ports: [{ containerPort: 80, hostPort: 80, hostIP }], hostNetwork }),
      )
    for (const loopback of ['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'])
      expect(await bound(loopback), loopback).to.deep.equal([])
    for (const any of ['', '0.0.0.0', '::'])
      expect(await bound(any), any).to.deep.equal(['HostPort 80->80 edge'])
    expect(await bound('192.168.0.1')).to.deep.equal(['HostPort 80->80 edge 192.168.0.1'])
    expect(await bound('127.0.0.1', true)).to.deep.equal(['HostNetwork 80->80 edge'])
    expect(await bound('no address')).to.deep.equal([])
  })

  it('follows an Ingress to the pods, and says which hosts have TLS', async () => {
    const backend = { service: { name: 'web', port: { name: 'front' } } }
    const ingress = object({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'site', namespace: 'shop' },
      spec: {
        tls: [{ hosts: ['shop.example', '*.pay.example'] }],
        defaultBackend: { service: { name: 'missing', port: { number: 80 } } },
        rules: ['shop.example', 'a.pay.example', 'a.b.pay.example', 'old.example'].map((host) => ({
          host,
          http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
        })),
      },
    })
    const front = service({
      selector: { app: 'web' },
      ports: [{ name: 'front', port: 80, targetPort: 'http' }],
    })
    expect(await exposures(WEB, front, ingress)).to.deep.equal([
      'Ingress 80->any no pod plain',
      'Ingress 443->8080 web shop.example tls',
      'Ingress 443->8080 web a.pay.example tls',
      'Ingress 80->8080 web a.b.pay.example plain',
      'Ingress 80->8080 web old.example plain',
    ])
  })

  it('reads an Ingress and an EndpointSlice of v1beta1 alike', async () => {
    const ingress = object({
      apiVersion: 'networking.k8s.io/v1beta1',
      kind: 'Ingress',
      metadata: { name: 'site', namespace: 'shop' },
      spec: {
        tls: [{ hosts: ['shop.example'] }],
        backend: { serviceName: 'web', servicePort: 80 },
        rules: [
          {
            host: 'shop.example',
            http: { paths: [{ backend: { serviceName: 'web', servicePort: 'front' } }] },
          },
        ],
      },
    })
    const slice = object({
      apiVersion: 'discovery.k8s.io/v1beta1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        labels: { 'kubernetes.io/service-name': 'web' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], topology: { zone: 'a' } }],
      ports: [{ name: 'front', port: 8080 }],
    })
    const front = service({ ports: [{ name: 'front', port: 80 }] })
    expect(await exposures(WEB, slice, front, ingress)).to.deep.equal([
      'Ingress 80->8080 web plain',
      'Ingress 443->8080 web shop.example tls',
    ])
  })

  it('adds to what a Service selects the pods of slices that somebody else wrote for it', async () => {
    const slice = (manager: string) =>
      object({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: 'web-1',
          namespace: 'shop',
          labels: {
            'kubernetes.io/service-name': 'web',
            'endpointslice.kubernetes.io/managed-by': manager,
          },
        },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.0.0.9'] }],
        ports: [{ port: 5432 }],
      })
    const ledger = pod('pay', 'ledger', { ips: ['10.0.0.9'] })
    const ports = [{ port: 80, targetPort: 8080, nodePort: 30080 }]
    const open = service({ type: 'NodePort', selector: { app: 'web' }, ports })
    const selected = ['NodePort 30080->8080 web']
    const managed = slice('endpointslice-controller.k8s.io')
    expect(await exposures(WEB, ledger, open, managed)).to.deep.equal(selected)
    expect(await exposures(WEB, ledger, open, slice('someone'))).to.deep.equal([
      'NodePort 30080->5432 ledger',
      ...selected,
    ])
  })

  it('reads Endpoints where no EndpointSlice was made of them, and gives no pod twice', async () => {
    const endpoints = object({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', namespace: 'shop' },
      subsets: [
        {
          addresses: [{ ip: '10.0.0.1' }],
          notReadyAddresses: [{ ip: '10.0.0.2' }],
          ports: [{ name: 'http', port: 8080 }],
        },
      ],
    })
    const slice = object({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        labels: { 'kubernetes.io/service-name': 'web' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'] }],
      ports: [{ name: 'http', port: 8080 }],
    })
    const open = service({
      type: 'NodePort',
      ports: [{ name: 'http', port: 80, nodePort: 30080 }],
    })
    const both = ['NodePort 30080->8080 web+old']
    expect(await exposures(WEB, OLD, endpoints, open)).to.deep.equal(both)
    expect(await exposures(WEB, OLD, slice, endpoints, open)).to.deep.equal(both)
  })

  it('follows an Ingress through names that stand for others', async () => {
    const ingress = object({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'site', namespace: 'edge' },
      spec: { defaultBackend: { service: { name: 'alias', port: { number: 80 } } } },
    })
    const alias = (externalName: string, name = 'alias') =>
      object({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'edge' },
        spec: { type: 'ExternalName', externalName },
      })
    const web = service({ selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] })
    const pods = [WEB, web, ingress]
    for (const name of ['web.shop.svc.cluster.local', 'WEB.shop.svc', '0.web.shop.svc.k8s.example'])
      expect(await exposures(...pods, alias(name)), name).to.deep.equal([
        'Ingress 80->8080 web plain',
      ])
    const twice = [alias('other.edge.svc'), alias('web.shop.svc', 'other')]
    expect(await exposures(...pods, ...twice)).to.deep.equal(['Ingress 80->8080 web plain'])
    expect(await exposures(...pods, alias('10.0.0.1'))).to.deep.equal(['Ingress 80->80 web plain'])
    for (const name of ['shop.example', 'alias.edge.svc', 'gone.shop.svc'])
      expect(await exposures(...pods, alias(name)), name).to.deep.equal([
        'Ingress 80->any no pod plain',
      ])
  })
})
