import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type {
  Expression,
  Peer,
  Policy,
  Rule,
  Selector,
  Subject,
  Tier,
  Untranslated,
} from '../../model/policy.ts'
import { frozen, isGiven, refuseUnknown } from '../fields.ts'
import { EVERYTHING } from '../selector.ts'

/**
 * The namespace whose policies hold for the whole mesh, unless MeshConfig names another (istio, mesh/v1alpha1 config.proto, rootNamespace); MeshConfig is
 * in a ConfigMap that is not read.
 */
export const ROOT_NAMESPACE = 'istio-system'

/** Proxies that are Envoy and stand beside a pod or for themselves; the one of a node; and the one before Services. */
export const ENVOYS = ['gateway', 'sidecar'] as const
export const ZTUNNEL = ['ambient'] as const
export const WAYPOINTS = ['waypoint'] as const

/** How a pod takes part in the mesh, as expressions name it. */
export type Mode = (typeof ENVOYS | typeof ZTUNNEL | typeof WAYPOINTS)[number]

/** Whether the mesh enforces at all comes first, then mutual TLS, then what is authorized. The mesh decides on its own, at the destination. */
export const PRESENCE_TIER: Tier = frozen({
  name: 'mesh',
  layer: 'mesh',
  order: 100,
  combine: 'ordered',
  otherwise: 'next',
})

export const MTLS_TIER: Tier = frozen({
  name: 'PeerAuthentication',
  layer: 'mesh',
  order: 200,
  combine: 'ordered',
  otherwise: 'next',
})

/**
 * CUSTOM, DENY and ALLOW: whatever denies comes first, and without a match an endpoint that an ALLOW policy selects is denied the rest
 * (security/v1beta1/authorization_policy.proto). CUSTOM may deny and never allows, so that its place before DENY makes no difference.
 */
export const AUTHORIZATION_TIER: Tier = frozen({
  name: 'AuthorizationPolicy',
  layer: 'mesh',
  order: 300,
  combine: 'union',
  otherwise: 'deny',
})

/** A condition that pods take part in the mesh in one of some ways. */
export function inModes(modes: readonly Mode[]): Expression {
  return {
    kind: 'requirement',
    of: 'facts',
    key: 'mesh',
    operator: 'In',
    values: [...modes].sort(),
  }
}

/** Pods of some of whose traffic their proxy sees nothing. */
export const BYPASSING: Expression = frozen({
  kind: 'requirement',
  of: 'facts',
  key: 'mesh-bypass',
  operator: 'Exists',
  values: [],
})

/** Stands for "on a port on which no HTTP is spoken" until the Services of the cluster say which ports these are. */
export const STREAM = 'istio-stream'

/** A subject of which a further condition holds. */
export function narrowedBy(subject: Subject, condition: Expression): Subject {
  if (subject.kind !== 'pods') return subject
  const { where: own } = subject
  const where = own === undefined ? [] : own.kind === 'all' ? own.of : [own]
  return { ...subject, where: { kind: 'all', of: [...where, condition] } }
}

/** The pods of one namespace, or of the whole mesh, that a selector finds and that take part in one of some ways. */
export function meshSubject(namespace: string, pods: Selector, modes: readonly Mode[]): Subject {
  return {
    kind: 'pods',
    namespaces:
      namespace === ROOT_NAMESPACE
        ? { kind: 'selector', selector: EVERYTHING }
        : { kind: 'name', name: namespace },
    pods,
    where: inModes(modes),
  }
}

/** A WorkloadSelector: labels that a pod has, all of them (type/v1beta1/selector.proto). undefined, with a fault, where it is anything else. */
export function readWorkloadSelector(
  value: JsonValue | undefined,
  faults: Untranslated[],
): Selector | undefined {
  if (!isGiven(value)) return EVERYTHING
  const at = '/spec/selector'
  if (!isJsonObject(value)) {
    faults.push({ pointer: at, why: 'a selector is an object' })
    return undefined
  }
  const before = faults.length
  refuseUnknown(value, ['matchLabels'], at, faults)
  const labels = isGiven(value.matchLabels) ? value.matchLabels : {}
  const pointer = pointerTo(at, 'matchLabels')
  if (!isJsonObject(labels)) faults.push({ pointer, why: 'matchLabels is an object' })
  const pairs = Object.entries(isJsonObject(labels) ? labels : {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const selector = pairs.flatMap(([key, text]): Selector => {
    if (typeof text === 'string') return [{ key, operator: 'In', values: [text] }]
    faults.push({ pointer: pointerTo(pointer, key), why: 'a label value is text' })
    return []
  })
  return faults.length > before ? undefined : selector
}

/** Whether a rule looks at the identity of the other side, which only mutual TLS gives. */
export function asksIdentity({ peers }: Rule): boolean {
  return peers.some(isIdentity)
}

function isIdentity(peer: Peer): boolean {
  if (peer.kind === 'not') return isIdentity(peer.peer)
  return peer.kind === 'all-of' ? peer.peers.some(isIdentity) : peer.kind === 'pods'
}

/** A policy whose rules may match anyone where they look at an identity that may be missing. */
export function withoutIdentity<T extends Pick<Policy, 'rules'>>(policy: T, why: string): T {
  const rules = policy.rules.map((rule) =>
    asksIdentity(rule) ? { ...rule, peers: [{ kind: 'any' } as const], conditional: why } : rule,
  )
  return { ...policy, rules }
}
