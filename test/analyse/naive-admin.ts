import { ciliumApplies, ciliumEffect, sceneOf } from './naive-cilium-admin.ts'
import { hasCilium } from './naive-cilium.ts'
import { and, inCidr, labelsMatch, namespaceMatches, or } from './naive.ts'
import type { NaiveEnd, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** What a tier may decide; `next` where no rule matches or one passes. */
export type Outcome = 'allow' | 'deny' | 'next'

/**
 * Everything that the policies of one tier of network-policy-api may decide for one end of a connection: several answers where a label is not
 * known, or where policies of equal priority may come in either order.
 *
 * Written from network-policy-api apis/v1alpha1 and apis/v1alpha2.
 */
export function adminOutcomes(
  objects: readonly Raw[],
  tier: 'Admin' | 'Baseline',
  end: NaiveEnd,
): ReadonlySet<Outcome> {
  const policies = objects.filter((each) => tierOf(each) === tier)
  const placed = policies.filter((each) => !isMisplaced(each))
  const outcomes = new Set<Outcome>()
  for (const order of policies.filter(isMisplaced).reduce(anywhereOrNot, ordersOf(placed)))
    for (const each of decide(objects, order, end)) outcomes.add(each)
  return outcomes
}

/** A priority is 0 to 1000, which the API server insists on: whoever takes the policy all the same may put it anywhere. */
function isMisplaced({ spec }: Raw): boolean {
  return spec.priority < 0 || spec.priority > 1000
}

function anywhereOrNot(orders: Raw[][], policy: Raw): Raw[][] {
  return orders.flatMap((order) => [
    order,
    ...[...order, policy].map((_, at) => order.toSpliced(at, 0, policy)),
  ])
}

function tierOf({ kind, spec }: Raw): string | undefined {
  if (kind === 'AdminNetworkPolicy') return 'Admin'
  if (kind === 'BaselineAdminNetworkPolicy') return 'Baseline'
  return kind === 'ClusterNetworkPolicy' ? spec.tier : undefined
}

/** All orders that the priorities allow. */
function ordersOf(policies: readonly Raw[]): Raw[][] {
  const priorities = [...new Set(policies.map(({ spec }) => spec.priority ?? 0))].sort(
    (a, b) => a - b,
  )
  return priorities.reduce<Raw[][]>(
    (orders, priority) => {
      const level = policies.filter(({ spec }) => (spec.priority ?? 0) === priority)
      return orders.flatMap((order) => permutations(level).map((next) => [...order, ...next]))
    },
    [[]],
  )
}

function permutations(items: readonly Raw[]): Raw[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  )
}

/** Where it is not known whether a policy applies, both is tried. */
function decide(objects: readonly Raw[], order: readonly Raw[], end: NaiveEnd): Set<Outcome> {
  const [policy, ...rest] = order
  if (policy === undefined) return new Set(['next'])
  const { applies, effect } = readerOf(objects, policy, end)
  const found = applies === 2 ? new Set<Outcome>() : decide(objects, rest, end)
  if (applies === 0) return found
  for (const rule of policy.spec[end.direction.toLowerCase()] ?? []) {
    const { action, match } = effect(rule)
    if (match > 0) found.add(action)
    if (match === 2) return found
  }
  for (const each of decide(objects, rest, end)) found.add(each)
  return found
}

/** Where Cilium is assumed from its policies, nothing shows that it enforces any policy of an administrator. */
function readerOf(objects: readonly Raw[], policy: Raw, end: NaiveEnd) {
  const { applies, effect } = meaningOf(objects, policy, end)
  return { applies: and([applies, hasCilium(objects) ? 1 : 2]), effect }
}

/** Whether a policy selects, and what its rules do, as the API says or as Cilium reads it. */
function meaningOf(objects: readonly Raw[], policy: Raw, end: NaiveEnd) {
  if (policy.kind !== 'ClusterNetworkPolicy' || !hasCilium(objects))
    return {
      applies: podsMatch(objects, policy.spec.subject, end.subject),
      effect: (rule: Raw) => effectOf(objects, rule, end),
    }
  const scene = sceneOf(objects)
  return {
    applies: ciliumApplies(scene, policy, end.subject),
    effect: (rule: Raw) => ciliumEffect(scene, rule, end),
  }
}

/** A peer or port without any field fails closed. */
function effectOf(
  objects: readonly Raw[],
  rule: Raw,
  end: NaiveEnd,
): { action: Outcome; match: Truth } {
  const peers: Raw[] = rule.from ?? rule.to
  const ports: Raw[] | undefined = rule.ports ?? rule.protocols
  const action = { Allow: 'allow', Accept: 'allow', Deny: 'deny', Pass: 'next' }[
    String(rule.action)
  ] as Outcome
  if ([...peers, ...(ports ?? [])].some((each) => Object.keys(each).length === 0))
    return action === 'allow' ? { action, match: 0 } : { action: 'deny', match: 2 }
  const port: Truth = ports === undefined || ports.some((each) => portMatches(each, end)) ? 2 : 0
  return {
    action,
    match: and([port, or([0, ...peers.map((each) => peerMatches(objects, each, end))])]),
  }
}

function podsMatch(objects: readonly Raw[], choice: Raw, pod: Raw): Truth {
  if (pod.spec.hostNetwork) return 0
  const { namespace, labels } = pod.metadata
  if (choice.namespaces) return namespaceMatches(objects, choice.namespaces, namespace)
  return and([
    namespaceMatches(objects, choice.pods.namespaceSelector ?? {}, namespace),
    labelsMatch(choice.pods.podSelector, labels ?? {}, undefined),
  ])
}

function peerMatches(objects: readonly Raw[], peer: Raw, { other, otherIp }: NaiveEnd): Truth {
  if (peer.networks) return addressIn(peer.networks, 'ip' in other ? other.ip : otherIp)
  if (peer.domainNames) return 'ip' in other ? 1 : 0
  if (peer.nodes) return onNodes(objects, peer.nodes, other, otherIp)
  return 'ip' in other ? 0 : podsMatch(objects, peer, other.pod)
}

function addressIn(networks: readonly string[], ip: string | undefined): Truth {
  if (ip === undefined) return 1
  return networks.some((each) => inCidr(each, ip)) ? 2 : 0
}

function onNodes(
  objects: readonly Raw[],
  selector: Raw,
  other: NaiveEnd['other'],
  otherIp: string | undefined,
): Truth {
  const nodes = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Node' && labelsMatch(selector, metadata.labels ?? {}, undefined) === 2,
  )
  const addresses = nodes.flatMap(({ status }) => status.addresses.map((each: Raw) => each.address))
  const ip = 'ip' in other ? other.ip : otherIp
  if (ip !== undefined) return addresses.includes(ip) ? 2 : 0
  return 'pod' in other && other.pod.spec.hostNetwork ? 1 : 0
}

function portMatches(item: Raw, { destination, question: { protocol, port } }: NaiveEnd): boolean {
  const name = item.namedPort ?? item.destinationNamedPort
  if (name !== undefined)
    return (destination?.spec?.containers ?? []).some((container: Raw) =>
      (container.ports ?? []).some(
        (each: Raw) =>
          each.name === name &&
          (each.protocol ?? 'TCP') === protocol &&
          each.containerPort === port,
      ),
    )
  const [wanted, from, to] = boundsOf(item)
  return protocol === wanted && from <= port && port <= to
}

function boundsOf(item: Raw): [string, number, number] {
  if (item.portNumber)
    return [item.portNumber.protocol ?? 'TCP', item.portNumber.port, item.portNumber.port]
  if (item.portRange)
    return [item.portRange.protocol ?? 'TCP', item.portRange.start, item.portRange.end]
  const [[protocol, { destinationPort }]] = Object.entries<Raw>(item) as [[string, Raw]]
  const { number, range } = destinationPort
  return [protocol.toUpperCase(), range?.start ?? number, range?.end ?? number]
}
