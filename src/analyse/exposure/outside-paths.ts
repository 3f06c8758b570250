import type { Cluster, Exposure, Pod } from '../../model/cluster.ts'
import type { Hop, OutsidePath, Passage } from '../../model/passage.ts'
import type { AddressCell, PodClass, Reachability } from '../../model/reachability.ts'
import { describeEndpoint, describePort } from '../names.ts'
import { hopToController, othersMayServe } from './controller-hop.ts'
import { fromProxy, intoProxy, nodeProxyOf } from './node-proxy.ts'
import { explainNodeLocal, meetingOf } from '../node-traffic.ts'
import { allOf, bestOf, hopFromOutside, isOpen, OUTSIDE, RANK } from './outside-hop.ts'
import type { Asked, OutsideWorld } from './outside-hop.ts'

/** What paths from outside are decided by; made once for many questions. */
export type PathWorld = OutsideWorld & {
  /** what opens each pod directly, by its key */
  readonly entrances: ReadonlyMap<string, readonly Exposure[]>
}

/** What is asked of the paths from outside. */
export type PathsOptions = {
  /** absent: to every pod that something opens */
  readonly to?: ReadonlySet<PodClass>
  /** the ranges from which somebody may come; absent: any address */
  readonly from?: readonly AddressCell[]
}

/**
 * Every path by which something of the cluster leads from outside to pods: one step where a Service, a host port or a host network opens them, two where an
 * Ingress or a route does, through the controller that was found. A path whose controller was not found stays, undecided.
 *
 * Each step is decided by the policies on both sides, so that a path can be denied although something opens it. In the order of the exposures.
 */
export function pathsFromOutside(
  cluster: Cluster,
  reachability: Reachability,
  { to, from }: PathsOptions = {},
): readonly OutsidePath[] {
  const world = pathWorld(cluster, reachability, from)
  return cluster.exposures.flatMap((exposure) => pathsOf(world, exposure, to))
}

/** A world for the paths of single exposures. */
export function pathWorld(
  cluster: Cluster,
  reachability: Reachability,
  from: readonly AddressCell[] = reachability.addressCells,
): PathWorld {
  return { cluster, reachability, clients: from, entrances: entrancesOf(cluster) }
}

/** The paths of one exposure, to all of its pods or to some classes only. */
export function pathsOf(
  world: PathWorld,
  exposure: Exposure,
  to?: ReadonlySet<PodClass>,
): readonly OutsidePath[] {
  return classesOf(world.reachability, exposure.pods)
    .filter((destination) => to?.has(destination) !== false)
    .flatMap((destination) =>
      waysOf(world, exposure, destination).map((hops) => ({
        exposure,
        destination,
        hops,
        verdict: allOf(hops.map(({ verdict }) => verdict)),
      })),
    )
}

/** Of several paths the one that gets furthest. */
export function furthest(paths: readonly OutsidePath[]): OutsidePath | undefined {
  return paths.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict])[0]
}

/** A path for people: `outside -> edge/Deployment/proxy TCP 8443 -> shop/Deployment/web TCP 8080`, with what is not decided. */
export function describePath({ hops, verdict }: OutsidePath): string {
  const steps = hops.map(({ to, protocol, port }) => `${to} ${describePort(protocol, port)}`)
  const open = hops.find((hop) => hop.verdict === verdict && hop.because !== undefined)?.because
  const why = open === undefined ? '' : ` (${open})`
  const words = {
    allowed: 'policies let it pass',
    denied: 'policies deny it',
    indeterminate: 'not decided',
  }
  return `${[OUTSIDE, ...steps].join(' -> ')}: ${words[verdict]}${why}`
}

function entrancesOf({ exposures }: Cluster): PathWorld['entrances'] {
  const found = new Map<string, Exposure[]>()
  for (const exposure of exposures) {
    if (isRoute(exposure)) continue
    for (const { key } of exposure.pods) {
      const list = found.get(key)
      if (list === undefined) found.set(key, [exposure])
      else list.push(exposure)
    }
  }
  return found
}

const ROUTES: ReadonlySet<Exposure['kind']> = new Set(['Ingress', 'Gateway', 'Route'])

function isRoute({ kind }: Exposure): boolean {
  return ROUTES.has(kind)
}

function classesOf(reachability: Reachability, pods: readonly Pod[]): readonly PodClass[] {
  return [...new Set(pods.flatMap(({ key }) => reachability.classOf(key) ?? []))]
}

function waysOf(
  world: PathWorld,
  exposure: Exposure,
  target: PodClass,
): readonly (readonly Hop[])[] {
  const through = exposure.through ?? (isRoute(exposure) ? NOT_KNOWN : undefined)
  if (through === undefined) return [[hopFromOutside(world, exposure, target)]]
  switch (through.kind) {
    case 'pods':
      return classesOf(world.reachability, through.pods).map((controller) => [
        hopToController(world, entrancesTo(world, controller), controller, exposure, through),
        hopFromController(world, controller, exposure, target, through),
      ])
    case 'outside':
      return [[hopFromBalancer(world, exposure, target, through.controller)]]
    case 'node-proxy':
      return [throughNodes(world, exposure, target, through.controller)]
    case 'unknown':
      return [throughUnknown(world, exposure, target, through.why)]
  }
}

function entrancesTo({ entrances }: PathWorld, { pods }: PodClass): readonly Exposure[] {
  return [...new Set(pods.flatMap(({ key }) => entrances.get(key) ?? []))]
}

const NOT_KNOWN: Passage = { kind: 'unknown', why: 'nothing says what serves it' }

function hopFromController(
  { reachability }: PathWorld,
  controller: PodClass,
  exposure: Exposure,
  target: PodClass,
  { controller: name, recognised }: Extract<Passage, { kind: 'pods' }>,
): Hop {
  const asked = askedOf(exposure)
  const hop = { from: describeEndpoint(controller), to: describeEndpoint(target), ...asked }
  const meeting = meetingOf(controller, target)
  const { verdict } = bestOf(reachability, [controller], target, asked)
  if (meeting?.kind === 'on' && verdict !== 'allowed') {
    const explanation = explainNodeLocal(
      controller,
      target,
      meeting.node,
      asked.protocol,
      asked.port,
    )
    return { ...hop, verdict: 'allowed', explanation }
  }
  const explanation = reachability.explain(controller, target, asked.protocol, asked.port)
  if (verdict !== 'denied') return { ...hop, verdict, explanation }
  if (meeting?.kind === 'unplaced')
    return {
      ...hop,
      verdict: 'indeterminate',
      explanation,
      because: 'on which node they would run is not known',
    }
  if (recognised) return { ...hop, verdict, explanation }
  return { ...hop, verdict: 'indeterminate', explanation, because: othersMayServe(name) }
}

function askedOf({ protocol, targetPort }: Exposure): Asked {
  return { protocol, ...(targetPort === undefined ? {} : { port: targetPort }) }
}

/** A load balancer of a cloud speaks to the pods, or to node ports, from an address of its own that is not known. */
function hopFromBalancer(
  world: PathWorld,
  exposure: Exposure,
  target: PodClass,
  name: string,
): Hop {
  const asked = askedOf(exposure)
  const hop = hopFromOutside(world, { ...exposure, client: 'kept' }, target)
  const denied = world.clients.some(
    (cell) => bestOf(world.reachability, [cell], target, asked).verdict === 'denied',
  )
  if (hop.verdict !== 'allowed' || !denied) return hop
  const because = `${name} comes from an address that is not known, and policies let only some in`
  return { ...hop, verdict: 'indeterminate', because }
}

/** Both steps as the plug-in's own proxy decides them; undecided where it is not known that it is there. */
function throughNodes(
  world: PathWorld,
  exposure: Exposure,
  target: PodClass,
  name: string,
): readonly Hop[] {
  const nodeProxy = nodeProxyOf(world.cluster, world.reachability)
  if (nodeProxy === undefined) return throughUnseenProxy(world, exposure, target, name)
  const proxy = proxyName(name)
  const asked = askedOf(exposure)
  return [
    { ...toProxy(exposure, proxy), ...intoProxy(nodeProxy, world.clients, asked) },
    {
      from: proxy,
      to: describeEndpoint(target),
      ...asked,
      ...fromProxy(nodeProxy, target, asked),
    },
  ]
}

function proxyName(name: string): string {
  return `the proxy of ${name} on the nodes`
}

function toProxy({ protocol, port }: Exposure, proxy: string) {
  return { from: OUTSIDE, to: proxy, protocol, ...(port === undefined ? {} : { port }) }
}

function throughUnseenProxy(
  world: PathWorld,
  exposure: Exposure,
  target: PodClass,
  name: string,
): readonly Hop[] {
  const proxy = proxyName(name)
  const open = isOpen(world.reachability, target)
  return [
    {
      ...toProxy(exposure, proxy),
      verdict: 'indeterminate',
      because: `that ${name} alone enforces policies is not known`,
    },
    {
      from: proxy,
      to: describeEndpoint(target),
      ...askedOf(exposure),
      verdict: open ? 'allowed' : 'indeterminate',
      because: open
        ? `no policy isolates ingress of ${describeEndpoint(target)}`
        : `to policies of ${name} it is the entity ingress`,
    },
  ]
}

/** A controller that was not found may have any labels, in any namespace. */
function throughUnknown(
  world: PathWorld,
  exposure: Exposure,
  target: PodClass,
  why: string,
): readonly Hop[] {
  const controller = 'a controller that was not found'
  const open = isOpen(world.reachability, target)
  return [
    {
      from: OUTSIDE,
      to: controller,
      protocol: exposure.protocol,
      verdict: 'indeterminate',
      because: `controller not found: ${why}`,
    },
    {
      from: controller,
      to: describeEndpoint(target),
      ...askedOf(exposure),
      verdict: open ? 'allowed' : 'indeterminate',
      because: open
        ? `no policy isolates ingress of ${describeEndpoint(target)}`
        : 'it may have any labels, and stand in any namespace',
    },
  ]
}
