import { REDACTED } from '../../core/redacted.ts'
import type { Namespace } from '../../model/cluster.ts'
import type { Labels } from '../../model/object.ts'

/** Labels that say through which waypoint something is reached (istio/api, label/labels.yaml). */
const USE = 'istio.io/use-waypoint'
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace'
const INGRESS = 'istio.io/ingress-use-waypoint'

/** The labels of an object of a namespace, and those of the namespace. */
export type Labelled = { readonly labels: Labels; readonly home: Namespace }

/** The waypoint that labels name, `namespace/name`; `unknown` where they were not read or were redacted; undefined: none. */
export function waypointNamed({ labels, home }: Labelled): string | undefined {
  const own = namedIn(labels, home.name)
  if (own !== undefined) return own === 'none' ? undefined : own
  if (!home.read) return UNKNOWN
  const shared = namedIn(home.labels, home.name)
  return shared === 'none' ? undefined : shared
}

/** Stands for a waypoint of which labels do not say which one it is. */
export const UNKNOWN = 'unknown'

/** Whether gateways of Istio are asked to go through the waypoint, too: the object decides, unless it says nothing. */
export function asksGateways({ labels, home }: Labelled): boolean {
  return (labels[INGRESS] ?? home.labels[INGRESS] ?? '').toLowerCase() === 'true'
}

/** `none` where the label says so, which the namespace cannot overrule (istio, ambient/waypoints.go, getUseWaypoint). */
function namedIn(labels: Labels, home: string): string | undefined {
  const name = labels[USE]
  if (name === undefined || name === 'none') return name
  const namespace = labels[USE_NAMESPACE] ?? home
  return [name, namespace].includes(REDACTED) ? UNKNOWN : `${namespace}/${name}`
}
