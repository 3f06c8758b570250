import { expect } from 'chai'
import { exposureDifferences } from '../../../src/analyse/diff/exposure-diff.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, namespace, object, pod } from '../builders.ts'

const web = (name = 'web-a', ports: readonly object[] = [{ containerPort: 8080 }]) =>
  pod('shop', name, { labels: { app: 'web' }, owner: 'ReplicaSet/web', ports })

function service(spec: object, name = 'web'): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { app: 'web' }, ...spec },
  })
}

const PORT = { name: 'web', port: 80, targetPort: 8080 }
const NODE_PORT = { type: 'NodePort', ports: [{ ...PORT, nodePort: 30080 }] }
const INGRESS = object({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    ingressClassName: 'nginx',
    defaultBackend: { service: { name: 'web', port: { number: 80 } } },
  },
})

/** What opened and closed, a line each. */
async function differences(before: readonly KubeObject[], after: readonly KubeObject[]) {
  const [one, two] = [
    await clusterOf([namespace('shop'), ...before]),
    await clusterOf([namespace('shop'), ...after]),
  ]
  return exposureDifferences(one, two).map((each) =>
    [
      each.change,
      each.kind,
      `${each.source}#${each.pointer}`,
      each.port,
      each.workload,
      each.targetPort,
      each.through,
    ].join(' '),
  )
}

describe('exposureDifferences', () => {
  it('finds a Service that became a NodePort, and back', async () => {
    const [inner, outer] = [
      [web(), service({ ports: [PORT] })],
      [web(), service(NODE_PORT)],
    ]
    const said = 'NodePort /v1/Service/shop/web#/spec/ports/0 30080 shop/ReplicaSet/web 8080 '
    expect(await differences(inner, outer)).to.deep.equal([`opened ${said}`])
    expect(await differences(outer, inner)).to.deep.equal([`closed ${said}`])
    expect(await differences(outer, outer)).to.deep.equal([])
  })

  it('names the controller of an Ingress, or why it is not known', async () => {
    const found = await differences(
      [web(), service({ ports: [PORT] })],
      [web(), service({ ports: [PORT] }), INGRESS],
    )
    expect(found).to.have.lengthOf(1)
    expect(found[0]).to.match(
      /^opened Ingress networking\.k8s\.io\/v1\/Ingress\/shop\/web#\/spec\/defaultBackend\S* 80 shop\/ReplicaSet\/web 8080 a controller that is not known \(/,
    )
  })

  it('finds host ports by workload, and nothing in pods that were made anew', async () => {
    const open = [{ containerPort: 8080, hostPort: 9090 }]
    expect(await differences([web('web-a', open)], [web('web-b', open)])).to.deep.equal([])
    expect(await differences([web('web-a')], [web('web-b', open)])).to.deep.equal([
      'opened HostPort /v1/Pod/shop/web-b#/spec/containers 9090 shop/ReplicaSet/web 8080 ',
    ])
  })

  it('finds who may come when the addresses that are let in change, and nothing where no pod is behind', async () => {
    const balancer = (loadBalancerSourceRanges: readonly string[]) =>
      service({ type: 'LoadBalancer', ports: [PORT], loadBalancerSourceRanges })
    const found = await differences(
      [web(), balancer(['203.0.113.0/24'])],
      [web(), balancer(['0.0.0.0/0'])],
    )
    expect(found.map((each) => each.split(' ').slice(0, 2).join(' '))).to.deep.equal([
      'opened LoadBalancer',
      'closed LoadBalancer',
    ])
    expect(await differences([], [service(NODE_PORT)])).to.deep.equal([])
  })
})
