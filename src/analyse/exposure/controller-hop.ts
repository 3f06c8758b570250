import type { Exposure } from '../../model/cluster.ts'
import type { Hop, Passage } from '../../model/passage.ts'
import type { PodClass } from '../../model/reachability.ts'
import { describeEndpoint } from '../names.ts'
import { hopFromOutside, OUTSIDE, RANK } from './outside-hop.ts'
import type { OutsideWorld } from './outside-hop.ts'

/**
 * The step from outside to the controller of an Ingress or a route, by what opens its pods where the controller listens for it: the best of several.
 * Where nothing does, something outside of the cluster may, whatever else opens these pods: a port for metrics says nothing of the traffic that is passed on.
 */
export function hopToController(
  world: OutsideWorld,
  entrances: readonly Exposure[],
  controller: PodClass,
  exposure: Exposure,
  { controller: name, recognised }: Extract<Passage, { kind: 'pods' }>,
): Hop {
  const hops = entrancesTo(exposure, entrances).map((each) =>
    hopFromOutside(world, each, controller),
  )
  const [best] = hops.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict])
  if (best?.verdict === 'denied' && !recognised)
    return { ...best, verdict: 'indeterminate', because: othersMayServe(name) }
  if (best !== undefined) return best
  const listened = listenerPorts(exposure).join(' or ')
  return {
    from: OUTSIDE,
    to: describeEndpoint(controller),
    protocol: exposure.protocol,
    verdict: 'indeterminate',
    because: `nothing in the cluster opens the pods of ${name} at ${exposure.protocol} ${listened}; a load balancer outside of it may`,
  }
}

/** Why what pods of a controller are denied is not denied for certain. */
export function othersMayServe(name: string): string {
  return `${name} was not recognised in a namespace declared as platform: other pods may serve it`
}

/**
 * What opens the pods of a controller where it listens for an exposure, that of its own port first. A Service or a host port shows the outside the port of the
 * listener, and so does whatever leads to the same port of the pods; where none of them shows it, the pods' own port may be it (Traefik takes listeners by the
 * ports of its entry points: doc.traefik.io, "Kubernetes Gateway API").
 */
function entrancesTo(exposure: Exposure, entrances: readonly Exposure[]): readonly Exposure[] {
  const listened = listenerPorts(exposure)
  const spoken = entrances
    .filter(({ protocol }) => protocol === exposure.protocol)
    .flatMap((each) => atPorts(each, listened))
  const shown = spoken.filter((each) => isAmong(shownPort(each), listened))
  const targets = shown.flatMap(({ targetPort }) => targetPort ?? [])
  const served = targets.length > 0 ? targets : listened
  const found = spoken.filter((each) => shown.includes(each) || isAmong(each.targetPort, served))
  const isOwn = (each: Exposure) => (shownPort(each) === exposure.port ? 0 : 1)
  return found.toSorted((a, b) => isOwn(a) - isOwn(b))
}

/**
 * Ingresses are of HTTP and HTTPS, at 80 and 443 (kubernetes.io, "Ingress": "The Ingress only supports a single TLS port, 443"), and one with TLS may be served at
 * both; routes say the port of their listener (Gateway API, Listener.port), OpenShift's router has one for each kind.
 */
function listenerPorts({ kind, port }: Exposure): readonly number[] {
  if (kind === 'Ingress') return [80, 443]
  return port === undefined ? [] : [port]
}

/** A pod on the network of its node that names no port may listen on any. */
function atPorts(entrance: Exposure, listened: readonly number[]): readonly Exposure[] {
  if (entrance.kind !== 'HostNetwork' || entrance.port !== undefined) return [entrance]
  return listened.map((port) => ({ ...entrance, port }))
}

/** The port that clients ask for; before a node port stands whatever asks the Service's port. */
function shownPort({ kind, port, servicePort }: Exposure): number | undefined {
  return kind === 'NodePort' ? servicePort : port
}

function isAmong(port: number | undefined, ports: readonly number[]): boolean {
  return port !== undefined && ports.includes(port)
}
