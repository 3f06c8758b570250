import { expect } from 'chai'
import { pathsFromOutside } from '../../../src/analyse/exposure/outside-paths.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import { clusterOf, networkPolicy, pod } from '../builders.ts'
import { BASE, CLOSED, inShort, NODES, paths, reasons, service } from '../outside-estate.ts'

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
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/shop/closed',
        pointer: '/spec',
        effect: 'isolates',
      },
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
