import fc from 'fast-check'
import type { KubeObject, Labels } from '../../src/model/object.ts'
import { NAMESPACES, defined } from './estate-parts.ts'
import { randomMeshEstate, withObjects, withPods } from './estates.ts'
import type { RandomEstate } from './estates.ts'
import { gateway, waypoint } from './waypoint-shop.ts'

const NONE: Labels = {}
const USED: Labels = { 'istio.io/use-waypoint': 'wp' }
const REFUSED: Labels = { 'istio.io/use-waypoint': 'none' }
const FOREIGN: Labels = { ...USED, 'istio.io/use-waypoint-namespace': 'red' }

const uses = (...all: readonly Labels[]) =>
  fc.array(fc.constantFrom(...all), { minLength: 12, maxLength: 12 })

const parts = fc.record({
  namespaces: uses(USED, USED, FOREIGN, NONE),
  services: uses(NONE, NONE, USED, REFUSED, FOREIGN),
  pods: uses(NONE, NONE, NONE, USED, REFUSED),
  waypoints: fc.array(
    fc.record({
      made: fc.constantFrom('both', 'both', 'both', 'both', 'gateway', 'pod', 'neither'),
      purpose: fc.constantFrom(undefined, 'service', 'all', 'all', 'workload', 'none'),
      from: fc.constantFrom('Same', 'All'),
    }),
    { minLength: NAMESPACES.length, maxLength: NAMESPACES.length },
  ),
  policies: fc.array(
    fc.record({
      home: fc.constantFrom(...NAMESPACES),
      action: fc.constantFrom('ALLOW', 'DENY', 'AUDIT'),
      kind: fc.constantFrom('Gateway', 'Gateway', 'Service'),
      rules: fc.constantFrom([], [{}]),
    }),
    { maxLength: 2 },
  ),
  /** the account of waypoints is let in everywhere, most of the time */
  open: fc.constantFrom(true, true, false),
})

/** An estate of a mesh, some of whose pods are reached through waypoints. */
export const randomWaypointEstate: fc.Arbitrary<RandomEstate> = fc
  .tuple(randomMeshEstate, parts)
  .map(([estate, { namespaces, services, pods, waypoints, policies, open }]) => {
    const labelled = withPods(estate, (pod, at) => withLabels(pod, pods[at % 12]))
    const objects = labelled.objects.map((each, at) => {
      if (each.kind === 'Namespace') return withLabels(each, namespaces[at % 12])
      return each.kind === 'Service' ? withLabels(each, services[at % 12]) : each
    })
    const made = waypoints.flatMap(({ made, purpose, from }, at) => {
      const home = NAMESPACES[at] ?? ''
      return [
        ...(made === 'both' || made === 'gateway' ? [gatewayOf(home, purpose, from)] : []),
        ...(made === 'both' || made === 'pod' ? [waypoint(home)] : []),
      ]
    })
    return withObjects({ ...labelled, objects }, [
      ...made,
      ...policies.map(({ home, kind, ...spec }, at) => attached(home, kind, spec, at)),
      ...(open ? NAMESPACES.map((home) => letIn(home)) : []),
    ])
  })

function withLabels(each: KubeObject, labels: Labels = NONE): KubeObject {
  const { metadata } = each
  const json: unknown = {
    ...each,
    metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
  }
  return json as KubeObject
}

function gatewayOf(home: string, purpose: string | undefined, from: string): KubeObject {
  const listener = { name: 'mesh', port: 15008, protocol: 'HBONE' }
  return gateway(home, purpose, {
    listeners: [{ ...listener, allowedRoutes: { namespaces: { from } } }],
  })
}

function attached(home: string, kind: string, spec: object, at: number): KubeObject {
  const group = kind === 'Gateway' ? 'gateway.networking.k8s.io' : ''
  return made(`attached-${at}`, home, { ...spec, targetRefs: [{ group, kind, name: 'wp' }] })
}

function letIn(home: string): KubeObject {
  return made('let-in', home, { rules: [{ from: [{ source: { principals: ['*/sa/wp'] } }] }] })
}

function made(name: string, namespace: string, spec: object): KubeObject {
  const json: unknown = defined({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace },
    spec,
  })
  return json as KubeObject
}
