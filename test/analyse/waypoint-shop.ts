import type { KubeObject, Labels } from '../../src/model/object.ts'
import { namespace, object } from './builders.ts'
import { member, policy, shop } from './mesh-shop.ts'

/** The address of the Service before db, whose port 80 leads to the pod's 8080. */
export const SERVICE = '10.96.0.1'

/** The Gateway of a waypoint, as it is served; `purpose`: what goes through it. */
export function gateway(home: string, purpose?: string, changes: object = {}): KubeObject {
  return object({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {
      name: 'wp',
      namespace: home,
      labels: purpose === undefined ? {} : { 'istio.io/waypoint-for': purpose },
    },
    spec: {
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
      ...changes,
    },
    status: { addresses: [{ type: 'IPAddress', value: '10.96.0.9' }] },
  })
}

/** The one pod of a waypoint, under an account of its own. */
export function waypoint(home: string): KubeObject {
  const labels = {
    'gateway.networking.k8s.io/gateway-name': 'wp',
    'gateway.istio.io/managed': 'istio.io-mesh-controller',
  }
  const made = member(home, 'wp', '10.0.0.9', 'none', { labels })
  return object({
    ...made,
    spec: { serviceAccountName: 'wp', containers: [{ name: 'istio-proxy' }] },
  })
}

/** A Service before db. */
export function service(labels: Labels = {}, changes: object = {}): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace: 'shop', labels },
    spec: {
      clusterIP: SERVICE,
      selector: { app: 'db' },
      ports: [{ port: 80, targetPort: 8080 }],
      ...changes,
    },
  })
}

/** Labels that ask for the waypoint of the own namespace. */
export const USED: Labels = { 'istio.io/use-waypoint': 'wp' }

/** The shop in an ambient mesh whose namespace has these labels, with further objects. */
export function ambientShop(labels: Labels, ...more: readonly KubeObject[]): readonly KubeObject[] {
  const others = shop('ambient').filter(({ kind, metadata }) =>
    kind === 'Namespace' ? metadata.name !== 'shop' : true,
  )
  return [...others, namespace('shop', labels), ...more]
}

/** The policy of pods that take what waypoints send, and nothing else. */
export const ONLY_WAYPOINT = policy(
  {
    selector: { matchLabels: { app: 'db' } },
    rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/wp'] } }] }],
  },
  { name: 'only-waypoint' },
)
