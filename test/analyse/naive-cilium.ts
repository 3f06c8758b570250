import { max, nodeLabelsMatch, peersTruth } from './naive-cilium-peers.ts'
import type { Ask, Spec } from './naive-cilium-peers.ts'
import { leavesOpen, refusalTruth } from './naive-cilium-refusals.ts'
import { networkPolicySays, trafficTruth } from './naive-cilium-traffic.ts'
import { identityOf, matchesSelector } from './naive-identities.ts'
import type { Identity, Scene } from './naive-identities.ts'
import type { NaiveEnd, NaiveQuestion, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** What one policy says to one endpoint of one connection. */
type Say = {
  readonly applies: Truth
  readonly isolates: boolean
  readonly allow: Truth
  readonly deny: Truth
}

/** What is decided for one end; where no rule matches, `isolated` if something isolates it, and `next` if not. */
type Outcome = 'allow' | 'deny' | 'isolated' | 'next'

/** Whether a cluster has policies of Cilium. */
export function hasCilium(objects: readonly Raw[]): boolean {
  return objects.some(isCiliumPolicy)
}

function isCiliumPolicy({ kind }: Raw): boolean {
  return /^Cilium(Clusterwide)?NetworkPolicy$/.test(kind)
}

/**
 * Everything that Cilium may decide for one end of a connection: every endpoint has an identity, which is a set of labels, and rules select
 * identities. Tried are all worlds in which policies that perhaps apply do or do not.
 *
 * Written from cilium/cilium: Documentation/security/policy (intro, layer3, layer4, deny, host) and pkg/policy. NetworkPolicies are rules of Cilium
 * too (pkg/k8s/network_policy.go).
 */
export function ciliumOutcomes(
  objects: readonly Raw[],
  end: NaiveEnd,
  ownIp: string | undefined,
): ReadonlySet<Outcome> {
  const { says, scene, self } = heard(objects, end, ownIp)
  const always = scene.config['enable-policy'] === 'always' && self.kind === 'pod'
  const open = says.filter(({ applies }) => applies === 1)
  const outcomes = new Set<Outcome>()
  for (let world = 0; world < 2 ** open.length; world++) {
    const here = says.filter((say) => say.applies === 2 || ((world >> open.indexOf(say)) & 1) === 1)
    const isolated = always || here.some(({ isolates }) => isolates)
    const deny = max(here.map((say) => say.deny))
    const allow = max(here.map((say) => say.allow))
    if (deny > 0) outcomes.add('deny')
    if (deny === 2) continue
    if (allow > 0) outcomes.add('allow')
    if (allow < 2) outcomes.add(isolated ? 'isolated' : 'next')
  }
  return outcomes
}

/** Whether what surely applies isolates the subject. */
export function ciliumIsolates(
  objects: readonly Raw[],
  end: NaiveEnd,
  ownIp: string | undefined,
): boolean {
  const { says, scene, self } = heard(objects, end, ownIp)
  const always = scene.config['enable-policy'] === 'always' && self.kind === 'pod'
  return always || says.some(({ applies, isolates }) => applies === 2 && isolates)
}

/** What each spec that may apply says of a connection. */
function heard(
  objects: readonly Raw[],
  { direction: asked, subject, other: side, otherIp, question }: NaiveEnd,
  ownIp: string | undefined,
) {
  const config = objects.find(({ kind }) => kind === 'ConfigMap')?.data
  const scene: Scene = { objects, config: config ?? {}, read: config !== undefined }
  const self = identityOf(scene, { pod: subject }, ownIp)
  const other = identityOf(scene, side, otherIp)
  const direction = asked === 'Egress' ? 'egress' : 'ingress'
  const groups = objects.filter(({ kind }) => kind === 'CiliumCIDRGroup')
  const shared = new Set(groups.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})))
  const says = objects
    .flatMap((object) => specsOf(scene, object))
    .map((spec) => {
      const own = spec.kind === 'cnp' ? { ...scene, shared } : scene
      return sayOf(own, spec, direction, self, other, question)
    })
    .filter(({ applies }) => applies > 0)
  return { says, scene, self }
}

function specsOf(scene: Scene, object: Raw): Spec[] {
  const home = object.metadata?.namespace
  const on = switchTruth(scene, object)
  if (object.kind === 'NetworkPolicy') return [{ body: object.spec, home, kind: 'np', taken: on }]
  if (!isCiliumPolicy(object)) return []
  const bodies: Raw[] = [...(object.spec ? [object.spec] : []), ...(object.specs ?? [])]
  const taken = Math.min(on, refusalTruth(scene, bodies)) as Truth
  const deaf = bodies.some(leavesOpen)
  return bodies.map((body) => ({ body, home, kind: 'cnp', taken, deaf }))
}

const SWITCHES: Readonly<Record<string, string>> = {
  NetworkPolicy: 'enable-k8s-networkpolicy',
  CiliumNetworkPolicy: 'enable-cilium-network-policy',
  CiliumClusterwideNetworkPolicy: 'enable-cilium-clusterwide-network-policy',
}

/** Whether agents look at a kind of object (pkg/policy/k8s/cell.go); a CiliumNodeConfig says so for some of them. */
function switchTruth({ objects, config }: Scene, { kind }: Raw): Truth {
  const key = SWITCHES[kind] ?? ''
  const words = objects
    .filter((object) => object.kind === 'CiliumNodeConfig')
    .flatMap(({ spec }) => spec.defaults[key] ?? [])
  if (words.some((word: string) => word !== config[key])) return 1
  return config[key] === 'false' ? 0 : 2
}

function sayOf(
  scene: Scene,
  spec: Spec,
  direction: 'ingress' | 'egress',
  self: Identity,
  other: Identity,
  question: NaiveQuestion,
): Say {
  const applies = Math.min(subjectTruth(scene, spec, self), spec.taken ?? 2) as Truth
  const ask = { scene, spec, direction, self, other, question }
  if (spec.kind === 'np') {
    const { perhaps, ...says } = networkPolicySays(ask)
    return { applies: perhaps ? (Math.min(1, applies) as Truth) : applies, ...says }
  }
  const { body } = spec
  const allows: readonly Raw[] = body[direction] ?? []
  const denies: readonly Raw[] = body[`${direction}Deny`] ?? []
  const filled = allows.length > 0 || denies.length > 0
  const isolates = isolatesIn(scene, spec, direction) ?? filled
  const allow = max(allows.map((rule) => ruleTruth(ask, rule)))
  return {
    applies,
    isolates,
    // Whether a direction without any rule is isolated by the flag alone differs between versions.
    allow: body.enableDefaultDeny?.[direction] && !filled ? 1 : allow,
    deny: max([siftTruth(ask, allows, filled), ...denies.map((rule) => ruleTruth(ask, rule))]),
  }
}

/** Whether a proxy may deny what rules of layer 7 do not let pass, beside others that allow it: where no isolation is stated, even if its flag is not looked at. */
function siftTruth(ask: Ask, allows: readonly Raw[], filled: boolean): Truth {
  const stated = ask.spec.body.enableDefaultDeny?.[ask.direction] ?? filled
  return stated ? 0 : max(allows.map((rule) => proxyTruth(ask, rule)))
}

/** What a specification says of isolation; where its flags are not looked at, versions differ in what is isolated instead. */
function isolatesIn(
  { config }: Scene,
  { body, deaf }: Spec,
  direction: 'ingress' | 'egress',
): boolean | undefined {
  if (deaf && config['enable-non-default-deny-policies'] === 'false') return true
  return body.enableDefaultDeny?.[direction]
}

function subjectTruth(scene: Scene, { body, home, kind }: Spec, self: Identity): Truth {
  if (kind === 'np') {
    if (self.kind !== 'pod' || self.namespace !== home) return 0
    return matchesSelector(scene, body.podSelector ?? {}, self)
  }
  if (body.nodeSelector) return hostTruth(scene, body, self)
  if (self.kind !== 'pod' || (home !== undefined && self.namespace !== home)) return 0
  return matchesSelector(scene, body.endpointSelector, self)
}

/** Without its settings it is not known whether the host firewall is on. */
function hostTruth(scene: Scene, body: Raw, self: Identity): Truth {
  const { config, read } = scene
  if (self.kind !== 'node') return 0
  if (read && config['enable-host-firewall'] !== 'true') return 0
  const match = nodeLabelsMatch(scene, body.nodeSelector, self)
  return read ? match : (Math.min(match, 1) as Truth)
}

/** `[{}]` names nobody; ports alone mean anyone; an empty list of peers means nobody. */
function ruleTruth(ask: Ask, rule: Raw): Truth {
  const peers = peersTruth(ask, rule)
  const filled = [rule.toPorts, rule.icmps].some((each) => (each ?? []).length > 0)
  if (peers === undefined && !filled) return 0
  return Math.min(peers ?? 2, filled ? trafficTruth(ask, rule) : 2) as Truth
}

function proxyTruth(ask: Ask, rule: Raw): Truth {
  const proxied = (rule.toPorts ?? []).filter((each: Raw) => each.rules)
  if (proxied.length === 0) return 0
  const peers = peersTruth(ask, rule) ?? 2
  return Math.min(1, peers, trafficTruth(ask, { toPorts: proxied })) as Truth
}
