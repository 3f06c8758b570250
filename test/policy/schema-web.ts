import type { KubeObject } from '../../src/model/object.ts'
import { namespace, object, pod } from '../analyse/builders.ts'

/** An object at a place, `namespace/name`; without a namespace it has none. */
export function made(apiVersion: string, kind: string, place: string, content: object): KubeObject {
  const [home, name] = place.split('/')
  const metadata = home === '' ? { name } : { name, namespace: home }
  return object({ apiVersion, kind, metadata, ...content })
}

/** Ports of a Service of TCP. */
export const PORTS = [{ name: 'http', port: 80, targetPort: 8080 }]

const UDP = { name: 'udp', port: 80, protocol: 'UDP', targetPort: 8053 }

/** A pod in each of two namespaces. */
export const WEB = [
  namespace('shop', { team: 'shop' }),
  namespace('other', { team: 'other' }),
  pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'] }),
  pod('other', 'web', { labels: { app: 'web' }, ips: ['10.1.0.1'] }),
]

/** A Service for each of them. */
export const SERVICES = ['shop', 'other'].map((home) =>
  made('v1', 'Service', `${home}/web`, {
    spec: { selector: { app: 'web' }, ports: [...PORTS, UDP] },
  }),
)
