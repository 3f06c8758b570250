import {
  calicoRules,
  inOrder,
  ownPoliciesIn,
  throughTiers,
  tieNames,
  walk,
} from './naive-calico.ts'
import type { Seen, Verdict } from './naive-calico.ts'
import { ruleMatches } from './naive-calico-rules.ts'
import { selects, setLabels } from './naive-calico-selectors.ts'
import { and, inCidr, or } from './naive.ts'
import type { NaiveEnd, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** Packets meet the stages of a host endpoint one after the other. */
type Stage = 'untracked' | 'pre-DNAT' | 'normal'

/** Whether a cluster has host endpoints. */
export function hasHosts(objects: readonly Raw[]): boolean {
  return objects.some(({ kind }) => kind === 'HostEndpoint')
}

/** The stage that a policy is for. */
export function stageOf({ doNotTrack, preDNAT }: Raw): Stage {
  if (doNotTrack === true) return 'untracked'
  return preDNAT === true ? 'pre-DNAT' : 'normal'
}

/**
 * Everything that Calico may decide for traffic of a node itself, where one host endpoint stands for all of its interfaces.
 *
 * Written from projectcalico/calico felix/rules/endpoints.go (HostEndpointToFilterChains, HostEndpointToRawChains, HostEndpointToMangleIngressChains)
 * and felix/config/config_params.go (failsafe ports), and docs.tigera.io, "Protect hosts".
 */
export function hostVerdicts(objects: readonly Raw[], end: NaiveEnd): ReadonlySet<Verdict> {
  const host = objects.find(
    ({ kind, spec }) => kind === 'HostEndpoint' && spec.node === end.subject.spec.nodeName,
  )
  const failsafe = host === undefined ? 2 : failsafeTruth(objects, end)
  const found = new Set<Verdict>(failsafe === 0 ? [] : ['allow'])
  if (failsafe === 2) return found
  let passed = false
  for (const { action, match } of untracked(objects, host, end)) {
    if (match === 0 || action === 'none') continue
    // Replies meet the same rules on their way back, so that allowed is allowed perhaps, and passed on perhaps.
    if (action === 'next') passed = true
    else found.add(action)
    if (action !== 'deny' || match < 2) continue
    if (!passed) return found
    break
  }
  for (const each of tracked(objects, host, end)) found.add(each)
  return found
}

/** What comes in meets the policies for packets before their addresses are translated first; they have no end of their tier. */
function tracked(objects: readonly Raw[], host: Raw, end: NaiveEnd): ReadonlySet<Verdict> {
  if (end.direction === 'Egress') return normally(objects, host, end)
  const found = new Set<Verdict>()
  const steps = walk(policiesFor(objects, host, end, 'pre-DNAT', 'default'), false, 'next')
  for (const step of steps)
    if (step === 'allow' || step === 'deny') found.add(step)
    else for (const each of normally(objects, host, end)) found.add(each)
  return found
}

function normally(objects: readonly Raw[], host: Raw, end: NaiveEnd): ReadonlySet<Verdict> {
  const profiles: string[] = host.spec.profiles ?? []
  const allows = profiles.includes('projectcalico-default-allow')
  const last: Verdict[] = allows ? ['allow'] : profiles.length === 0 ? ['deny'] : ['allow', 'deny']
  return throughTiers(
    objects,
    (tier, action) => walk(policiesFor(objects, host, end, 'normal', tier), false, action),
    last,
  )
}

function untracked(objects: readonly Raw[], host: Raw, end: NaiveEnd) {
  return policiesFor(objects, host, end, 'untracked', 'default').flatMap(({ rules }) => rules())
}

function policiesFor(
  objects: readonly Raw[],
  host: Raw,
  end: NaiveEnd,
  stage: Stage,
  tier: string,
): Seen[] {
  const named = tieNames(objects)
  return inOrder(
    ownPoliciesIn(tier, objects, end)
      .filter((each) => stageOf(each.spec) === stage && isFor(objects, each, host))
      .map((each) => ({
        order: each.spec.order ?? Infinity,
        tie: named(each.metadata, each.kind),
        applies: 2,
        rules: () => calicoRules(each, end, (rule) => hostRuleMatches(objects, rule, each, end)),
      })),
  )
}

/**
 * Global policies only. Beside a selector of namespaces or of service accounts, all() means those that have one
 * (updateprocessors/globalnetworkpolicyprocessor.go), which no host endpoint does.
 */
function isFor(objects: readonly Raw[], { kind, spec }: Raw, host: Raw): boolean {
  const { selector = '', namespaceSelector = '', serviceAccountSelector = '' } = spec
  const labels = setLabels(objects, host)
  const narrowed = namespaceSelector !== '' || serviceAccountSelector !== ''
  const withOne = (text: string) => text.replaceAll('all()', 'has(projectcalico.org/namespace)')
  const truths = [
    selects(narrowed ? withOne(selector) : selector, labels, ''),
    selects(withOne(namespaceSelector), labels, 'pcns.'),
    selects(withOne(serviceAccountSelector), labels, 'pcsa.'),
  ]
  return kind === 'GlobalNetworkPolicy' && and(truths) === 2
}

/** A host endpoint names its ports itself, which no answer looks at: a rule by names matches perhaps. */
function hostRuleMatches(objects: readonly Raw[], rule: Raw, policy: Raw, end: NaiveEnd): Truth {
  const { ports = [], notPorts = [] } = rule.destination ?? {}
  const isName = (each: Raw) => typeof each === 'string' && !/^[\d:]+$/.test(each)
  if (end.direction === 'Egress' || ![...ports, ...notPorts].some(isName))
    return ruleMatches(objects, rule, policy, end)
  const numbers = ports.filter((each: Raw) => !isName(each))
  const byNumber = { ...rule, destination: { ...rule.destination, ports: numbers } }
  if (
    numbers.length > 0 &&
    !notPorts.some(isName) &&
    ruleMatches(objects, byNumber, policy, end) === 2
  )
    return 2
  const whatever = { ...rule.destination, ports: [], notPorts: [] }
  return and([1, ruleMatches(objects, { ...rule, destination: whatever }, policy, end)])
}

const INBOUND = 'tcp:22 udp:68 tcp:179 tcp:2379 tcp:2380 tcp:5473 tcp:6443 tcp:6666 tcp:6667'
const OUTBOUND = 'udp:53 udp:67 tcp:179 tcp:2379 tcp:2380 tcp:5473 tcp:6443 tcp:6666 tcp:6667'

/** What Felix keeps open whatever policies say, so that nobody locks themselves out. */
function failsafeTruth(objects: readonly Raw[], { direction, otherIp, question }: NaiveEnd): Truth {
  const felix = objects.find(({ kind }) => kind === 'FelixConfiguration')?.spec ?? {}
  const [stated, usual] =
    direction === 'Ingress'
      ? [felix.failsafeInboundHostPorts, INBOUND]
      : [felix.failsafeOutboundHostPorts, OUTBOUND]
  const ports: Raw[] =
    stated ??
    usual.split(' ').map((each) => {
      const [protocol, port] = each.split(':')
      return { protocol, port: Number(port) }
    })
  return or([
    0,
    ...ports
      .filter(
        ({ protocol, port }) =>
          protocol.toUpperCase() === question.protocol && port === question.port,
      )
      .map(({ net }): Truth => {
        if (net === undefined) return 2
        return otherIp === undefined ? 1 : inCidr(net, otherIp) ? 2 : 0
      }),
  ])
}

/**
 * Whether something that a node forwards to or from a pod may be dropped at a host endpoint: by a policy for forwarded traffic, or for packets before
 * they are tracked or translated. Which interface they pass is not known, so nothing is dropped for certain.
 */
export function forwardingMayDeny(objects: readonly Raw[], end: NaiveEnd): boolean {
  const hosts = objects.filter(({ kind }) => kind === 'HostEndpoint')
  const tiers = [
    'default',
    ...objects.flatMap(({ kind, metadata }) => (kind === 'Tier' ? [metadata.name] : [])),
  ]
  return tiers
    .flatMap((tier: string) => ownPoliciesIn(tier, objects, end))
    .filter(({ spec }) => spec.applyOnForward === true || stageOf(spec) !== 'normal')
    .filter((each) => hosts.some((host) => isFor(objects, each, host)))
    .some((each) => mayDrop(objects, each, end))
}

function mayDrop(objects: readonly Raw[], policy: Raw, end: NaiveEnd): boolean {
  const normal = stageOf(policy.spec) === 'normal'
  const own = end.direction === 'Ingress' ? 'destination' : 'source'
  for (const rule of (policy.spec[end.direction.toLowerCase()] ?? []) as Raw[]) {
    const match = ruleMatches(objects, { ...rule, [own]: portsOf(rule[own]) }, policy, end)
    if (match === 0 || rule.action === 'Log') continue
    if (rule.action !== 'Allow') return true
    if (match === 2 && isPlain(rule, own, normal)) return false
  }
  return normal
}

/** Only what a rule says of ports counts of its own side: whose addresses a packet shows there is not known. */
function portsOf({ ports, notPorts }: Raw = {}): Raw {
  return { ports, notPorts }
}

/** Before addresses are translated, the destination is a Service or a node, so that ports mean nothing yet. */
function isPlain(rule: Raw, own: string, normal: boolean): boolean {
  const said = Object.entries(rule[own] ?? {}).some(
    ([field, each]) => each !== undefined && !/ports$/i.test(field),
  )
  const anything = ['protocol', 'notProtocol', 'icmp'].every((field) => rule[field] === undefined)
  return !said && (normal || anything)
}
