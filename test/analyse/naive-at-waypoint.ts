import type { Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** Policies that targets attach to it to a waypoint decide by what is asked of it, which the connection to it does not show. */
export function atWaypoint(objects: readonly Raw[], { metadata }: Raw): Truth {
  const name = metadata.labels['gateway.networking.k8s.io/gateway-name']
  const attached = objects.filter(
    (each) =>
      each.kind === 'AuthorizationPolicy' &&
      each.spec.targetRefs?.some(
        (target: Raw) =>
          target.kind === 'Service' ||
          (target.name === name && each.metadata.namespace === metadata.namespace),
      ),
  )
  const decides = attached.some(
    ({ spec }) => spec.action === 'ALLOW' || (spec.action === 'DENY' && spec.rules.length > 0),
  )
  return decides ? 1 : 2
}
