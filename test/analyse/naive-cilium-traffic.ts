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

/** What a NetworkPolicy says: it has no denies. */
export function networkPolicySays(ask: Ask): { isolates: boolean; allow: Truth; deny: Truth } {
  const { body } = ask.spec
  const named = body.policyTypes ?? []
  const types =
    named.length > 0 ? named : (body.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  const isolates = types.some((type: string) => type.toLowerCase() === ask.direction)
  if (!isolates) return { isolates, allow: 0, deny: 0 }
  return {
    isolates,
    allow: max(list(body[ask.direction]).map((rule) => networkRuleTruth(ask, rule))),
    deny: 0,
  }
}

function networkRuleTruth(
  { scene, spec, other, direction, self, question }: Ask,
  rule: Raw,
): Truth {
  const peers: Raw[] = rule.from ?? rule.to ?? []
  const ports: Raw[] = rule.ports ?? []
  const target = direction === 'ingress' ? self : other
  const hit = ports.some((item) => networkPortHits(item, question, target))
  if (ports.length > 0 && !hit) return 0
  if (peers.length === 0) return 2
  return max(
    peers.map((peer): Truth => {
      if (peer.ipBlock) return cidrTruth(scene, peer.ipBlock.cidr, peer.ipBlock.except ?? [], other)
      if (other.kind !== 'pod') return 0
      const pods = matchesSelector(scene, peer.podSelector ?? {}, other)
      if (!peer.namespaceSelector) return other.namespace === spec.home ? pods : 0
      return Math.min(pods, namespaceTruth(scene, peer.namespaceSelector, other)) as Truth
    }),
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

function networkPortHits(item: Raw, { protocol, port }: NaiveQuestion, target: Identity): boolean {
  if ((item.protocol ?? 'TCP') !== protocol) return false
  if (item.port === undefined) return true
  if (typeof item.port === 'number') return item.port <= port && port <= (item.endPort ?? item.port)
  return hasPort(target, item.port, protocol, port)
}
