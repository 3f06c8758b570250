import { pathsFromOutside } from '../../src/analyse/exposure/outside-paths.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject, Labels } from '../../src/model/object.ts'
import type { Hop, OutsidePath } from '../../src/model/passage.ts'
import { clusterOf, namespace, networkPolicy, node, object, pod } from './builders.ts'

export const PLATFORM = ['ingress-nginx', 'kube-system']
export const NGINX: Labels = {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
}

export const WEB = pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'], node: 'n1' })
export const NODES = [node('n1', '192.168.0.1'), node('n2', '192.168.0.2')]
export const BASE = [namespace('shop'), namespace('ingress-nginx'), ...NODES, WEB]

/** A Service `namespace/name` with one port. */
export function service(place: string, spec: object): KubeObject {
  const [space, name] = place.split('/')
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: space, name },
    spec: { ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }], ...spec },
  })
}

/** An Ingress of namespace shop that leads to web. */
export function ingress(changes: { className?: string; annotation?: string } = {}): KubeObject {
  const { className, annotation } = changes
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      namespace: 'shop',
      name: 'site',
      ...(annotation && { annotations: { 'kubernetes.io/ingress.class': annotation } }),
    },
    spec: {
      ...(className && { ingressClassName: className }),
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
    },
  })
}

/** An Ingress of namespace shop that leads to web.Class */
export function ingressClass(name: string, controller: string, isDefault = false): KubeObject {
  const annotations = isDefault ? { 'ingressclass.kubernetes.io/is-default-class': 'true' } : {}
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, annotations },
    spec: { controller },
  })
}

/** The pod of a controller. */
export function controller(
  space = 'ingress-nginx',
  options: { labels?: Labels; hostNetwork?: boolean } = {},
) {
  const { labels = NGINX, hostNetwork = false } = options
  const ips = hostNetwork ? ['192.168.0.1'] : ['10.1.0.1']
  return pod(space, 'controller', { labels, ips, node: hostNetwork ? 'n1' : 'n2', hostNetwork })
}

export const BACKEND = service('shop/web', { selector: { app: 'web' } })
export const BALANCER = service('ingress-nginx/controller', {
  type: 'LoadBalancer',
  externalTrafficPolicy: 'Local',
  selector: NGINX,
})
export const CLASS = ingressClass('nginx', 'k8s.io/ingress-nginx')
export const CLOSED = networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Ingress'] })

/** A policy that lets a namespace in to web. */
export function letsIn(space: string): KubeObject {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': space } }
  return networkPolicy('shop', 'from-controller', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ namespaceSelector }], ports: [{ port: 8080 }] }],
  })
}

/** The paths from outside to web. */
export async function paths(
  objects: readonly KubeObject[],
  platformNamespaces = PLATFORM,
): Promise<readonly OutsidePath[]> {
  const cluster = await clusterOf([...BASE, ...objects], {}, { platformNamespaces })
  const reachability = analyse(cluster)
  const web = reachability.classOf('/v1/Pod/shop/web')
  if (web === undefined) throw new Error('no web')
  return pathsFromOutside(cluster, reachability, { to: new Set([web]) })
}

/** The paths of one kind in short: the verdict, then each step. */
export async function inShort(
  kind: string,
  objects: readonly KubeObject[],
  platform = PLATFORM,
): Promise<string[]> {
  const found = (await paths(objects, platform)).filter(({ exposure }) => exposure.kind === kind)
  return found.map(({ verdict, hops }) => `${verdict}: ${hops.map(said).join('; ')}`)
}

function said({ from, to, port, verdict }: Hop): string {
  return `${from} -> ${to} ${port ?? 'any'} ${verdict}`
}

/** Why steps of the paths of one kind are not decided. */
export async function reasons(
  kind: string,
  objects: readonly KubeObject[],
  platform = PLATFORM,
): Promise<string> {
  const found = (await paths(objects, platform)).filter(({ exposure }) => exposure.kind === kind)
  return found.flatMap(({ hops }) => hops.map(({ because }) => because ?? '')).join(' | ')
}
