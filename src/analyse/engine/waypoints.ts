import type { Cluster, Pod, WaypointUse } from '../../model/cluster.ts'
import type { Answers } from './answers.ts'
import type { ClassRecord } from './classes.ts'
import type { ConnectionSets } from './connection-sets.ts'
import { TUNNEL_PORT } from './tunnels.ts'

type Tables = {
  readonly records: readonly ClassRecord[]
  readonly answers: Answers
  readonly sets: ConnectionSets
  readonly waypoints: ReadonlyMap<string, readonly number[]>
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name'

/** Numbers of the classes of waypoints, by `namespace/name` of the Gateway whose name they bear. */
export function waypointClasses(
  records: readonly ClassRecord[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const [number, { sample }] of records.entries()) {
    const name = sample.labels[GATEWAY_NAME]
    if (sample.mesh !== 'waypoint' || name === undefined) continue
    const key = `${sample.namespace}/${name}`
    const known = found.get(key)
    if (known === undefined) found.set(key, [number])
    else known.push(number)
  }
  return found
}

const SIDECAR = 'versions of Istio differ in whether sidecars send through waypoints'
const GATEWAY = 'versions of Istio differ in whether gateways send through waypoints'
const PASSED_BY = 'annotations of the pod let some of its traffic pass its proxy by'

/** A waypoint that one endpoint goes through to another; `replaces`: what goes straight to the pod takes it, too. */
export type Way = WaypointUse & { readonly replaces: boolean }

/**
 * The waypoints through which one endpoint reaches another, for its proxy sends through them: that of its node does (ztunnel, src/proxy/outbound.rs,
 * build_request), a gateway of Istio where it is asked to (istio, pilot/pkg/xds/endpoints, findServiceWaypoint), a sidecar in no release, though some
 * builds let it. Who is not in the mesh, a waypoint and a node go straight to the pod.
 */
export function waysBetween(
  { records, cluster }: { readonly records: readonly ClassRecord[]; readonly cluster: Cluster },
  source: number,
  destination: number,
): readonly Way[] {
  const uses = records[destination]?.sample.waypoints
  const from = records[source]?.sample
  return uses === undefined || from === undefined ? NO_WAYS : waysOf(from, uses, cluster)
}

const NO_WAYS: readonly Way[] = []

function waysOf(
  { mesh, meshBypass }: Pod,
  uses: readonly WaypointUse[],
  { mesh: presence }: Cluster,
): readonly Way[] {
  const ofServices = uses.filter(({ service }) => service !== undefined)
  const perhaps = (use: WaypointUse, unsure: string) => ({ unsure, ...use })
  if (mesh === 'ambient') {
    const doubt = presence.ambient ?? (meshBypass === true ? PASSED_BY : undefined)
    return uses.map((use) => ({
      ...(doubt === undefined ? use : perhaps(use, doubt)),
      replaces: use.service === undefined,
    }))
  }
  if (mesh === 'sidecar')
    return ofServices.map((use) => ({ ...perhaps(use, SIDECAR), replaces: false }))
  return mesh === 'gateway'
    ? ofServices
        .filter(({ ingress }) => ingress === true)
        .map((use) => ({ ...perhaps(use, GATEWAY), replaces: true }))
    : NO_WAYS
}

/**
 * The answer through one waypoint, in two connections: what reaches it, in the tunnel to its port, and what it lets through, reaches the pod as the
 * waypoint's own. Nothing but TCP goes this way. Where the waypoint has no pod that is known, or it is not certain that it is used, nothing is allowed for certain.
 */
export function throughWaypoint(
  { answers, sets, waypoints }: Tables,
  use: WaypointUse,
  between: (from: number, to: number) => number,
  source: number,
  destination: number,
): number {
  const ports = portsOf(use, sets)
  const pods = waypoints.get(use.waypoint)
  if (pods === undefined) return answers.of(sets.none, ports)
  const all = pods.map((pod) => {
    const [to, from] = [between(source, pod), between(pod, destination)]
    const carried = (first: number, second: number) =>
      sets.has(first, 'TCP', TUNNEL_PORT) ? sets.intersect(second, ports) : sets.none
    const may = carried(answers.mayOf(to), answers.mayOf(from))
    const must = carried(answers.mustOf(to), answers.mustOf(from))
    return answers.of(use.unsure === undefined ? must : sets.none, may)
  })
  return all.reduce((a, b) => answers.join(a, b), answers.closed)
}

/** An answer of which a waypoint takes the TCP: through it, or perhaps through it, instead of straight. */
export function instead(
  { answers, sets }: Tables,
  direct: number,
  use: WaypointUse,
  through: number,
): number {
  const tcp = portsOf(use, sets)
  const merged = (straight: number, taken: number) =>
    sets.union(sets.subtract(straight, tcp), taken)
  const must = merged(answers.mustOf(direct), answers.mustOf(through))
  const may = merged(answers.mayOf(direct), answers.mayOf(through))
  return use.unsure === undefined
    ? answers.of(must, may)
    : answers.of(
        sets.intersect(answers.mustOf(direct), must),
        sets.union(answers.mayOf(direct), may),
      )
}

function portsOf({ ports }: WaypointUse, sets: ConnectionSets): number {
  return sets.of(
    ports?.map((port) => ({ protocol: 'TCP', from: port, to: port })) ?? [{ protocol: 'TCP' }],
  )
}
