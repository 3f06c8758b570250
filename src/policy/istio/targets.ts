import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Expression, Subject, Untranslated } from '../../model/policy.ts'
import { isGiven, listOrNothing, refuseUnknown } from '../fields.ts'
import { ENVOYS, ROOT_NAMESPACE, WAYPOINTS, inModes, meshSubject } from './mesh.ts'
import type { Mode } from './mesh.ts'
import { EVERYTHING } from '../selector.ts'

/** Pods that a policy is attached to, and where they stand: at a gateway it decides connections to it, at a waypoint those that go through it. */
export type Target = { readonly at: 'gateway' | 'waypoint'; readonly subject: Subject }

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name'

/**
 * The pods that `targetRefs`, or the older `targetRef`, attach a policy to; undefined where it has none. Such a policy is never enforced beside a pod or
 * on its node (istio, pilot/pkg/model/policyattachment.go, ShouldAttachPolicy).
 */
export function readTargets(
  spec: JsonObject,
  home: string,
  faults: Untranslated[],
): readonly Target[] | undefined {
  const list = listOrNothing(spec.targetRefs, '/spec/targetRefs', faults) ?? []
  const items: (readonly [JsonValue, string])[] = list.map((item, index) => [
    item,
    pointerTo('/spec/targetRefs', index),
  ])
  if (isGiven(spec.targetRef)) items.push([spec.targetRef, '/spec/targetRef'])
  if (isGiven(spec.targetRefs) && isGiven(spec.targetRef))
    faults.push({ pointer: '/spec/targetRef', why: 'either targetRef or targetRefs' })
  if (items.length > 0 && isGiven(spec.selector))
    faults.push({ pointer: '/spec/selector', why: 'either a selector or targets' })
  if (items.length === 0) return undefined
  return items.flatMap(([item, pointer]) => targetsOf(item, pointer, home, faults))
}

function targetsOf(
  item: JsonValue,
  pointer: string,
  home: string,
  faults: Untranslated[],
): readonly Target[] {
  const reference = isJsonObject(item) ? item : {}
  if (!isJsonObject(item)) faults.push({ pointer, why: 'a target is an object' })
  refuseUnknown(reference, ['group', 'kind', 'name', 'namespace'], pointer, faults)
  const text = (name: string): string | undefined => {
    const value = reference[name]
    if (!isGiven(value)) return undefined
    if (typeof value === 'string') return value
    faults.push({ pointer: pointerTo(pointer, name), why: 'text is expected' })
    return undefined
  }
  const [group = '', kind, name, namespace = ''] = ['group', 'kind', 'name', 'namespace'].map(text)
  if (kind === undefined || name === undefined)
    faults.push({ pointer, why: 'a target has a kind and a name' })
  if (namespace !== '' && namespace !== home) return []
  return attached(`${group === 'core' ? '' : group}/${kind ?? ''}`, name ?? '', home)
}

/** A reference to another namespace attaches to nothing; one of a kind that is not known may attach to any gateway or waypoint. */
function attached(kind: string, name: string, home: string): readonly Target[] {
  switch (kind) {
    case 'gateway.networking.k8s.io/Gateway':
      return [
        { at: 'gateway', subject: namedGateway(home, name, ENVOYS) },
        { at: 'waypoint', subject: namedGateway(home, name, WAYPOINTS) },
      ]
    case '/Service':
    case 'networking.istio.io/ServiceEntry':
      return [
        unsure(
          WAYPOINTS,
          `it is attached to the waypoint of ${kind.slice(kind.indexOf('/') + 1)} ${name}`,
        ),
      ]
    case 'gateway.networking.k8s.io/GatewayClass':
      return home === ROOT_NAMESPACE && name === 'istio-waypoint'
        ? [unsure(WAYPOINTS, 'it is attached to all waypoints')]
        : []
    default:
      return [unsure([...ENVOYS, ...WAYPOINTS], `it is attached to ${kind} ${name}`)]
  }
}

function namedGateway(home: string, name: string, modes: readonly Mode[]): Subject {
  return {
    kind: 'pods',
    namespaces: { kind: 'name', name: home },
    pods: [{ key: GATEWAY_NAME, operator: 'In', values: [name] }],
    where: inModes(modes),
  }
}

/** Proxies that stand for others; a sidecar is never meant. */
function unsure(modes: readonly Mode[], why: string): Target {
  const subject = meshSubject(ROOT_NAMESPACE, EVERYTHING, modes)
  const where: Expression = inModes(modes.filter((mode) => mode !== 'sidecar'))
  return {
    at: 'waypoint',
    subject: { ...subject, ...(subject.kind === 'pods' ? { where } : {}), uncertain: why },
  }
}
