import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf, object, pod } from '../builders.ts'

const WEB = pod('shop', 'web', { labels: { app: 'web' }, ports: [{ containerPort: 8080 }] })
const SERVICE = object({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
})

/** Annotations of an Ingress. */
export type Annotations = Readonly<Record<string, string>>

/** A class of a controller. */
export function ingressClass(name: string, controller: string, more: object = {}): KubeObject {
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name },
    spec: { controller, ...more },
  })
}

/** An Ingress to the Service of the host a.example. */
export function ingress(annotations: Annotations, spec: object): KubeObject {
  const backend = { service: { name: 'web', port: { number: 80 } } }
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace: 'shop', annotations },
    spec: {
      rules: [{ host: 'a.example', http: { paths: [{ pathType: 'Prefix', backend }] } }],
      ...spec,
    },
  })
}

/** TLS of its host. */
export const TLS = { tls: [{ hosts: ['a.example'], secretName: 'a' }] }

/** The doors of the host: `443 redirected`, or `80 served, 443 served`; `80` where it has no TLS. */
export async function doors(...objects: KubeObject[]): Promise<string> {
  const { exposures } = await clusterOf([WEB, SERVICE, ...objects])
  return exposures
    .map(({ port, plain }) => [port, ...(plain === undefined ? [] : [plain.answer])].join(' '))
    .join(', ')
}

/** Of an Ingress with TLS under a class of a controller. */
export function under(controller: string, annotations: Annotations = {}, spec: object = TLS) {
  return doors(
    ingressClass('c', controller),
    ingress(annotations, { ingressClassName: 'c', ...spec }),
  )
}

/** Where both are served. */
export const SERVED = '80 served, 443 served'
