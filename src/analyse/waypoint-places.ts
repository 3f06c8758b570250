import { REDACTED } from '../core/redacted.ts'
import type { Namespace, Pod, WaypointUse } from '../model/cluster.ts'
import type { Labels } from '../model/object.ts'
import type { Entrances } from './exposure/entrances.ts'
import type { Gateway } from './objects/gateways.ts'
import { selects, selectsPartlyKnown } from './objects/label-match.ts'
import { mentionedNamespace } from './objects/namespaces.ts'
import { UNKNOWN, waypointNamed } from './objects/waypoint-labels.ts'

/** What says which waypoints there are. */
export type WaypointPlaces = {
  readonly pods: readonly Pod[]
  readonly namespaces: ReadonlyMap<string, Namespace>
  readonly entrances: Pick<Entrances, 'gateways' | 'gatewayClasses'>
}

/** A waypoint for one kind of traffic: that to Services, or to addresses of pods. */
type Found = Pick<WaypointUse, 'waypoint' | 'unsure'>

/** The waypoint that labels name, where it takes traffic of a kind, or may; undefined where none does. */
export function waypointFor(
  traffic: 'service' | 'workload',
  namespace: string,
  labels: Labels,
  world: WaypointPlaces,
): Found | undefined {
  const waypoint = waypointNamed({ labels, home: homeOf(namespace, world) })
  if (waypoint === undefined) return undefined
  if (waypoint === UNKNOWN)
    return hasWaypoints(world)
      ? { waypoint, unsure: 'which waypoint it uses was not read' }
      : undefined
  const gateway = world.entrances.gateways.get(waypoint)
  if (gateway === undefined)
    return { waypoint, unsure: `Gateway ${waypoint} was not found, and without it none is used` }
  const takes = purposeOf(gateway, world)
  if (![traffic, 'all', REDACTED].includes(takes)) return undefined
  const unsure =
    takes === REDACTED
      ? `what goes through waypoint ${waypoint} was redacted`
      : whyUnsure(gateway, namespace, world)
  return { waypoint, ...(unsure === undefined ? {} : { unsure }) }
}

/** For which traffic a waypoint is: its own label counts, then that of its class. */
function purposeOf({ waypointFor, className }: Gateway, { entrances }: WaypointPlaces): string {
  return waypointFor ?? entrances.gatewayClasses.get(className)?.waypointFor ?? 'service'
}

/** Without an address, or where its listener does not let the namespace in, a waypoint is not used. */
function whyUnsure(gateway: Gateway, home: string, world: WaypointPlaces): string | undefined {
  const { namespace, name, pending, listeners } = gateway
  const waypoint = `${namespace}/${name}`
  if (pending === true) return `waypoint ${waypoint} has no address yet`
  const choice = listeners.find(({ protocol, port }) => protocol === 'HBONE' && port === 15008)
    ?.namespaces ?? { from: 'Same' }
  const { labels, read } = homeOf(home, world)
  const match = read ? selects : selectsPartlyKnown
  const isLetIn =
    choice.from === 'All' ||
    (choice.from === 'Same' && namespace === home) ||
    (choice.from === 'Selector' && match(choice.selector, labels) === 'yes')
  return isLetIn ? undefined : `waypoint ${waypoint} may not be for namespace ${home}`
}

function hasWaypoints({ pods, entrances }: WaypointPlaces): boolean {
  return (
    pods.some(({ mesh }) => mesh === 'waypoint') ||
    [...entrances.gateways.values()].some(({ className }) => className === 'istio-waypoint')
  )
}

/** A namespace, also one that was not read. */
export function homeOf(name: string, { namespaces }: WaypointPlaces): Namespace {
  return namespaces.get(name) ?? mentionedNamespace(name)
}
