import { expect } from 'chai'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { clusterOf, listed, namespace, object, pod, SHOP, snapshot } from './builders.ts'

async function blockers(changes: Partial<Snapshot>, objects: readonly KubeObject[] = SHOP) {
  return analyse(await clusterOf(objects, changes)).blockers
}

const { resources } = snapshot()

describe('blockersOf', () => {
  it('finds none where all that is needed was read', async () => {
    expect(await blockers({})).to.deep.equal([])
  })

  it('names policy APIs with objects that are not understood, and not those without any', async () => {
    const more = [
      listed('ciliumlocalredirectpolicies.cilium.io', { count: 3 }),
      listed('authorizationpolicies.security.istio.io', { count: 0 }),
      listed('globalnetworkpolicies.crd.projectcalico.org', { count: 0, status: 'not-served' }),
    ]
    const unknownPolicyApis = ['ciliumlocalredirectpolicies.cilium.io']
    expect(await blockers({ resources: [...resources, ...more], unknownPolicyApis })).to.deep.equal(
      ['segmentation undetermined: 3 ciliumlocalredirectpolicies.cilium.io are not understood'],
    )
  })

  it('names policy APIs that are installed and not collected', async () => {
    expect(await blockers({ unknownPolicyApis: ['security.example/FirewallRule'] })).to.deep.equal([
      'segmentation undetermined: the policy API security.example/FirewallRule is not understood',
    ])
  })

  it('understands what an older version that made the snapshot did not', async () => {
    expect(
      await blockers({ unknownPolicyApis: ['networkpolicies.networking.k8s.io'] }),
    ).to.deep.equal([])
  })

  it('names lists that failed, were refused, were never asked for, or lack a namespace', async () => {
    const given = ['namespaces', 'pods', 'networkpolicies.networking.k8s.io']
    const others = resources.filter(({ resource }) => !given.includes(resource))
    const changed = [
      listed('pods', { status: 'forbidden', reason: 'no permission' }),
      listed('networkpolicies.networking.k8s.io', {}),
      listed('ciliumlocalredirectpolicies.cilium.io', { status: 'failed', count: 0 }),
      listed('secrets', { status: 'forbidden' }),
      ...others,
      listed('authorizationpolicies.security.istio.io', {}),
    ]
    const gaps = [
      {
        resource: 'networkpolicies.networking.k8s.io',
        namespace: 'shop',
        status: 'failed',
        reason: 'too many',
      },
    ] as const
    expect(await blockers({ resources: changed, gaps })).to.deep.equal([
      '1 list was not asked for: namespaces',
      '1 list was not read in namespace shop (too many): networkpolicies.networking.k8s.io',
      '1 list was not read: ciliumlocalredirectpolicies.cilium.io',
      '1 list was refused (forbidden): pods',
    ])
  })

  it('names objects that cannot be read', async () => {
    const broken = { ...pod('shop', 'odd'), spec: 'none' }
    expect(await blockers({}, [broken])).to.deep.equal([
      'Pod shop/odd cannot be read at /spec: an object is expected',
    ])
  })

  it('leaves objects that only open pods to the outside to the checks that read them', async () => {
    const broken = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'odd', namespace: 'shop' },
      spec: 'none',
    }
    expect(await blockers({}, [broken])).to.deep.equal([])
  })

  it('does not leave them to the checks where a policy means what stands behind Services', async () => {
    const broken = object({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'odd', namespace: 'shop' },
      spec: 'none',
    })
    const egress = [{ toServices: [{ k8sService: { serviceName: 'odd', namespace: 'shop' } }] }]
    const policy = object({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'p', namespace: 'shop' },
      spec: { endpointSelector: {}, egress },
    })
    const resources = [
      ...snapshot().resources,
      listed('services', {}),
      listed('endpointslices.discovery.k8s.io', {}),
    ]
    expect(await blockers({ resources }, [...SHOP, policy, broken])).to.deep.equal([
      'Service shop/odd cannot be read at /spec: an object is expected',
    ])
  })
})

describe('assumptionsOf', () => {
  it('lists what the cluster does not say, sorted', async () => {
    const { assumptions } = analyse(
      await clusterOf([...SHOP, pod('ghost', 'x', { hostNetwork: true })]),
    )
    expect(assumptions).to.deep.equal([
      'no policy applies to hostNetwork pods, and only address blocks match them',
      'of 1 namespace only the name is known',
      'policies are taken as declared; whether anything enforces them is unknown: no namespace is declared as platform',
      'policies see the address and port of the pod, after a Service has translated them',
      'traffic between a pod and the node it runs on is always allowed: hostNetwork pods count as allowed on their node, while its kubelet and the pods of the platform on its network are not examined',
    ])
  })

  it('says which workloads without pods are taken to get a proxy of the mesh, where a policy hangs on it', async () => {
    const policy = object({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'nobody', namespace: 'meshed' },
      spec: {},
    })
    const workload = (home: string, name: string, labels: object = {}, more: object[] = []) =>
      object({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: home },
        spec: {
          replicas: 1,
          template: { metadata: { labels }, spec: { containers: [{ name: 'main' }, ...more] } },
        },
      })
    const refuses = { 'sidecar.istio.io/inject': 'false' }
    const asks = { 'sidecar.istio.io/inject': 'true' }
    const objects = [
      namespace('meshed', { 'istio-injection': 'enabled' }),
      namespace('plain'),
      workload('meshed', 'asked'),
      workload('meshed', 'refusing', refuses),
      workload('plain', 'asking', asks),
      workload('plain', 'showing', {}, [{ name: 'istio-proxy' }]),
      workload('plain', 'without'),
      pod('meshed', 'bare'),
    ]
    const told = async (given: readonly KubeObject[]) =>
      analyse(await clusterOf(given)).assumptions.filter((each) =>
        each.includes('proxy of the mesh'),
      )
    expect(await told([...objects, policy])).to.deep.equal([
      '2 workloads without pods are taken to get a proxy of the mesh, as their namespaces or templates ask for',
    ])
    expect(await told(objects)).to.deep.equal([])
  })
})
