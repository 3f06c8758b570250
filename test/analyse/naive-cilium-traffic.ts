import { cidrTruth, list, max } from './naive-cilium-peers.ts'
import type { Ask } from './naive-cilium-peers.ts'
import { matchesSelector } from './naive-identities.ts'
import type { Identity, Scene } from './naive-identities.ts'
import type { NaiveQuestion, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** Whether a connection is among the traffic of a rule. */
export function trafficTruth({ direction, self, question, spec }: Ask, rule: Raw): Truth {
  const { protocol, port } = question
  const byIcmp = (rule.icmps ?? []).some(
    (each: Raw) => protocol === 'ICMP' && each.fields.some((field: Raw) => field.family !== 'IPv6'),
  )
  const own = direction === 'ingress' && spec.body.nodeSelector === undefined
  return max([
    byIcmp ? 1 : 0,
    ...list(rule.toPorts).flatMap((portRule) =>
      list(portRule.ports).map((item): Truth => {
        const answer = portTruth(item, protocol, port, own ? self : undefined)
        return portRule.rules ? (Math.min(1, answer) as Truth) : answer
      }),
    ),
  ])
}

/** A name is looked up on the pod itself at ingress; at egress over all peers, which is left open. */
function portTruth(item: Raw, protocol: string, port: number, own: Identity | undefined): Truth {
  const wanted = (item.protocol ?? 'ANY').toUpperCase()
  const any = wanted === 'ANY'
  const fits = any ? ['TCP', 'UDP', 'SCTP'].includes(protocol) : wanted === protocol
  if (!fits) return any && item.port === '0' ? 1 : 0
  if (item.port === '0') return 2
  if (/^\d+$/.test(item.port)) return inRange(item, port) ? 2 : 0
  if (own === undefined) return 1
  return hasPort(own, item.port.toLowerCase(), protocol, port) ? 2 : 0
}

function inRange(item: Raw, port: number): boolean {
  const first = Number(item.port)
  return first <= port && port <= (item.endPort ?? first)
}

function hasPort({ ports }: Identity, name: string, protocol: string, port: number): boolean {
  return ports.some(
    (each) => each.name === name && each.protocol === protocol && each.port === port,
  )
}

/** What a NetworkPolicy says, which has no denies; of a direction that its types leave out only perhaps, if it has rules. */
export function networkPolicySays(ask: Ask): {
  readonly perhaps?: true
  readonly isolates: boolean
  readonly allow: Truth
  readonly deny: Truth
} {
  const { body } = ask.spec
  const named = body.policyTypes ?? []
  const types =
    named.length > 0 ? named : (body.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  const listed = types.some((type: string) => type.toLowerCase() === ask.direction)
  const rules = list(body[ask.direction])
  if (!listed && rules.length === 0) return { isolates: false, allow: 0, deny: 0 }
  return {
    ...(listed ? {} : { perhaps: true }),
    isolates: true,
    allow: max(rules.map((rule) => networkRuleTruth(ask, rule))),
    deny: 0,
  }
}

function networkRuleTruth(
  { scene, spec, other, direction, self, question }: Ask,
  rule: Raw,
): Truth {
  const peers: Raw[] = rule.from ?? rule.to ?? []
  const ports: Raw[] = rule.ports ?? []
  const target = direction === 'ingress' ? self : undefined
  const hit = max(ports.map((item) => networkPortTruth(item, question, target)))
  const traffic = ports.length > 0 ? hit : 2
  if (peers.length === 0) return traffic
  const who = max(
    peers.map((peer): Truth => {
      if (peer.ipBlock) return cidrTruth(scene, peer.ipBlock.cidr, peer.ipBlock.except ?? [], other)
      if (other.kind !== 'pod') return asksForNothing(scene, peer, other) ? 1 : 0
      const pods = matchesSelector(scene, peer.podSelector ?? {}, other)
      if (!peer.namespaceSelector) return other.namespace === spec.home ? pods : 0
      return Math.min(pods, namespaceTruth(scene, peer.namespaceSelector, other)) as Truth
    }),
  )
  return Math.min(traffic, who) as Truth
}

/** Whether selectors that no label is asked by fit an end without labels: a node has one of its cluster, an outside address has not. */
function asksForNothing({ config }: Scene, peer: Raw, { kind }: Identity): boolean {
  if (kind === 'outside' && config['policy-default-local-cluster'] === 'true') return false
  return isNegative(peer.namespaceSelector, peer.podSelector)
}

/** Whether a selector of namespaces and one of pods ask for no label; one of all namespaces asks for that of the namespace. */
export function isNegative(namespaces: Raw, pods: Raw): boolean {
  const all = [namespaces, pods]
  return (
    list(namespaces?.matchExpressions).length > 0 &&
    all.every((each) => Object.keys(each?.matchLabels ?? {}).length === 0) &&
    all.every((each) =>
      list(each?.matchExpressions).every(({ operator }) => !/^(In|Exists)$/.test(operator)),
    )
  )
}

/** Labels of the namespace are labels of the identity, with a prefix. */
function namespaceTruth(scene: Scene, selector: Raw, other: Identity): Truth {
  const prefix = 'k8s:io.cilium.k8s.namespace.labels.'
  const pairs = Object.entries(selector.matchLabels ?? {})
  return matchesSelector(
    scene,
    {
      matchLabels: Object.fromEntries(pairs.map(([key, value]) => [`${prefix}${key}`, value])),
      matchExpressions: list(selector.matchExpressions).map((each) => ({
        ...each,
        key: `${prefix}${each.key}`,
      })),
    },
    other,
  )
}

function networkPortTruth(
  item: Raw,
  { protocol, port }: NaiveQuestion,
  target: Identity | undefined,
): Truth {
  if ((item.protocol ?? 'TCP') !== protocol) return 0
  if (item.port === undefined) return 2
  if (typeof item.port === 'number')
    return item.port <= port && port <= (item.endPort ?? item.port) ? 2 : 0
  if (target === undefined) return 1
  return hasPort(target, item.port, protocol, port) ? 2 : 0
}
