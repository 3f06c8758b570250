import type { UndeclaredMesh } from '../../src/analyse/mesh.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { askedOf, clusterOf, namespace, node, object, pod } from './builders.ts'
import type { Estate } from './builders.ts'

type Part = 'sidecar' | 'ambient' | 'none'

/** A pod of the shop's size: `web` and `db` are accounts of their own. */
export function member(
  home: string,
  name: string,
  ip: string,
  part: Part,
  changes: object = {},
): KubeObject {
  const plain = pod(home, name, { labels: { app: name }, ips: [ip] }) as {
    spec: { containers: object[] }
  } & KubeObject
  const labels = {
    ...plain.metadata.labels,
    ...(part === 'ambient' ? { 'istio.io/dataplane-mode': 'ambient' } : {}),
  }
  return object({
    ...plain,
    metadata: { ...plain.metadata, labels, ...changes },
    spec: {
      ...plain.spec,
      serviceAccountName: name,
      containers: [
        ...plain.spec.containers,
        ...(part === 'sidecar' ? [{ name: 'istio-proxy' }] : []),
      ],
    },
  })
}

const CONTROL_PLANE = [
  node('n1', '10.9.0.1'),
  pod('istio-system', 'istiod', { owner: 'Deployment/istiod', ready: true, node: 'n1' }),
  pod('istio-system', 'ztunnel', { owner: 'DaemonSet/ztunnel', ready: true, node: 'n1' }),
]

/** web and db take part in the mesh as said, client of another namespace, too; stranger does not. */
export function shop(db: Part, others: Part = db): readonly KubeObject[] {
  return [
    ...CONTROL_PLANE,
    namespace('shop'),
    namespace('other'),
    member('shop', 'web', '10.0.0.1', others),
    member('shop', 'db', '10.0.0.2', db),
    member('other', 'client', '10.1.0.1', others),
    member('other', 'stranger', '10.1.0.2', 'none'),
  ]
}

/** The analysis of objects in a cluster whose platform namespaces are these; `undeclared`: what is taken of the mesh where there are none. */
export async function mesh(
  objects: readonly KubeObject[],
  platform = ['istio-system'],
  undeclared: UndeclaredMesh = {},
): Promise<Estate> {
  const cluster = await clusterOf(objects, {}, { platformNamespaces: platform, ...undeclared })
  return askedOf(cluster, analyse(cluster, { podsByAddress: true }))
}

/** An AuthorizationPolicy. */
export function policy(spec: object, changes: object = {}, home = 'shop'): KubeObject {
  return object({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'policy', namespace: home, ...changes },
    spec,
  })
}

/** A PeerAuthentication. */
export function mtls(mode: string, home = 'shop', more: object = {}): KubeObject {
  return object({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'mtls', namespace: home },
    spec: { mtls: { mode }, ...more },
  })
}
