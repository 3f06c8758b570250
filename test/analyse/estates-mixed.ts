import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { adminPolicy } from './estates-admin.ts'
import { calicoContext, calicoPolicy } from './estates-calico.ts'
import { networkPolicy } from './builders.ts'
import { randomCiliumEstate } from './estates-cilium.ts'
import { randomHostEstate } from './estates-hosts.ts'
import { controlPlaneOn, meshParts, meshPolicy, meshedPod } from './estates-istio.ts'
import { randomAdminEstate, randomCalicoEstate, withObjects, withPods } from './estates.ts'
import type { RandomEstate } from './estates.ts'

/** Policies of administrators that come in one order only: how those of equal priority are told apart is each plug-in's own. */
const adminPolicies = fc
  .array(adminPolicy, { minLength: 1, maxLength: 3 })
  .map((policies) => policies.map((make, at) => ranked(make(at), at)))
  .map((policies) =>
    policies.filter(
      (each, at) =>
        each.kind !== 'BaselineAdminNetworkPolicy' ||
        policies.findIndex(({ kind }) => kind === each.kind) === at,
    ),
  )

function ranked(policy: KubeObject, at: number): KubeObject {
  const spec = policy.spec as Record<string, unknown>
  return 'priority' in spec ? { ...policy, spec: { ...spec, priority: 10 + at } } : policy
}

/** An estate with policies of administrators as well. */
function governed(estates: fc.Arbitrary<RandomEstate>): fc.Arbitrary<RandomEstate> {
  return fc.tuple(estates, adminPolicies).map(([estate, policies]) => withObjects(estate, policies))
}

/** An estate whose pods take part in a mesh as well, whatever enforces its other policies. */
function meshed(estates: fc.Arbitrary<RandomEstate>): fc.Arbitrary<RandomEstate> {
  return fc
    .record({
      estate: estates,
      mesh: meshParts,
      policies: fc.array(meshPolicy, { minLength: 3, maxLength: 6 }),
    })
    .map(({ estate, mesh, policies }) => {
      const nodes = estate.objects.filter(({ kind }) => kind === 'Node')
      const names = nodes.map(({ metadata }) => metadata.name)
      const inMesh = withPods(estate, (pod, at) => meshedPod(pod, mesh, at))
      const objects = inMesh.objects.map((each) => withMeshLabels(each, mesh.namespaces))
      return withObjects({ ...inMesh, objects, platform: mesh.platform }, [
        ...controlPlaneOn(names),
        ...mesh.listeners,
        ...policies.map((make, at) => make(at)),
      ])
    })
}

const ISOLATED: readonly KubeObject[] = ['red', 'green'].map((namespace) =>
  networkPolicy(namespace, 'closed', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
)

/** An estate of which it is not known whether Calico enforces its policies or another plug-in, and in which both deny much. */
function besideCalico(estates: fc.Arbitrary<RandomEstate>): fc.Arbitrary<RandomEstate> {
  const policies = fc.array(calicoPolicy, { minLength: 1, maxLength: 3 })
  return fc
    .tuple(estates, policies, calicoContext)
    .map(([estate, own, context]) =>
      withObjects(estate, [...ISOLATED, ...context, ...own.map((make, at) => make(at))]),
    )
}

const HOMES = ['red', 'green', 'blue']

function withMeshLabels(each: KubeObject, labels: readonly object[]): KubeObject {
  const at = each.kind === 'Namespace' ? HOMES.indexOf(each.metadata.name) : -1
  if (at < 0) return each
  return {
    ...each,
    metadata: { ...each.metadata, labels: { ...each.metadata.labels, ...labels[at] } },
  }
}

/** Random clusters with several policy APIs at once, as real ones have them; by what they hold. */
export const MIXED_ESTATES: Readonly<Record<string, fc.Arbitrary<RandomEstate>>> = {
  'of Cilium and administrators': governed(randomCiliumEstate),
  'of Cilium beside Calico': besideCalico(randomCiliumEstate),
  'of Calico and administrators': governed(randomCalicoEstate),
  'of Calico with host endpoints': randomHostEstate,
  'of Calico with host endpoints, administrators and a mesh': meshed(governed(randomHostEstate)),
  'of administrators and a mesh': meshed(randomAdminEstate),
  'of Cilium, administrators and a mesh': meshed(governed(randomCiliumEstate)),
  'of Calico and a mesh': meshed(randomCalicoEstate),
}
