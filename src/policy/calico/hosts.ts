import type { KubeObject, ObjectKey } from '../../model/object.ts'
import type { Direction, Peer, Policy, Rule, Subject, Tier, Traffic } from '../../model/policy.ts'
import type { CalicoProfile, HostEndpoint } from './endpoints.ts'
import { readFailsafe } from './failsafe.ts'
import { compares, podChoiceOf } from './labels.ts'
import { CALICO, openPolicy, piecesOf } from './policy.ts'
import { isCertain, ONE_INTERFACE, onNodes, profilePolicies } from './profiles.ts'
import type { CalicoPolicy } from './policy.ts'
import type { CalicoSelector } from './selector.ts'
import type { KnownLabels } from '../labels.ts'
import { openRule } from '../open-rules.ts'
import { REDACTED } from '../../core/redacted.ts'

type Ternary = 'yes' | 'no' | 'maybe'

/** What Calico says of nodes with host endpoints: of their own traffic, and of what they forward. */
export function hostPolicies(
  policies: readonly CalicoPolicy[],
  hosts: readonly HostEndpoint[],
  profiles: ReadonlyMap<string, CalicoProfile>,
  objects: readonly KubeObject[],
): readonly Policy[] {
  if (hosts.length === 0) return []
  return [
    ...failsafePolicies(hosts, objects),
    ...policies.flatMap((policy) => policiesForHosts(policy, hosts)),
    ...hosts.flatMap((host) => profilePolicies(host, hosts, profiles)),
  ]
}

/** Whether a selector holds for labels; `maybe` where one that decides was not read or was redacted. */
export function selectorHolds(selector: CalicoSelector, known: KnownLabels): Ternary {
  switch (selector.kind) {
    case 'all':
    case 'global':
      return 'yes'
    case 'not':
      return OPPOSITE[selectorHolds(selector.of, known)]
    case 'and':
    case 'or':
      return decided(
        selector.of.map((each) => selectorHolds(each, known)),
        selector.kind === 'and' ? 'no' : 'yes',
      )
    case 'label':
      return labelHolds(selector, known)
  }
}

const OPPOSITE = { yes: 'no', no: 'yes', maybe: 'maybe' } as const

function decided(answers: readonly Ternary[], decides: 'yes' | 'no'): Ternary {
  if (answers.includes(decides)) return decides
  return answers.includes('maybe') ? 'maybe' : OPPOSITE[decides]
}

function labelHolds(
  { key, operator, values }: Extract<CalicoSelector, { kind: 'label' }>,
  { labels, complete }: KnownLabels,
): Ternary {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  const unknown = value === undefined ? !complete : value === REDACTED && operator !== 'Exists'
  if (unknown) return 'maybe'
  return compares(operator, values, value) ? 'yes' : 'no'
}

/** Tiers before all others: what Calico never cuts off, then packets before they are tracked, then before addresses are translated. */
const FAILSAFE_TIER: Tier = tierAt('failsafe ports of host endpoints', 2)
const UNTRACKED_TIER: Tier = tierAt('untracked traffic of host endpoints', 3)
const PRE_DNAT_TIER: Tier = tierAt('pre-DNAT traffic of host endpoints', 4)
const FORWARD_TIER: Tier = tierAt('traffic forwarded by host endpoints', 5)

/** Tiers in which policies stand in Calico's order, as in those that have a name. */
export const ORDERED_STAGES: readonly Tier[] = [UNTRACKED_TIER, PRE_DNAT_TIER]

function tierAt(name: string, order: number): Tier {
  return { name, order, combine: 'ordered', otherwise: 'next' }
}

/**
 * Calico writes FelixConfiguration `default` when it starts: its ports are one policy over all nodes that have host endpoints. Where it was not
 * read, each host endpoint speaks for its own node.
 */
function failsafePolicies(
  hosts: readonly HostEndpoint[],
  objects: readonly KubeObject[],
): Policy[] {
  const { rules, source } = readFailsafe(objects)
  const stated = { api: CALICO, tier: FAILSAFE_TIER, priority: 0, isolates: [], untranslated: [] }
  const over = (key: ObjectKey, nodes: readonly string[]): Policy => ({
    ...stated,
    ...{ source: key, subject: onNodes(nodes), rules },
  })
  if (source === undefined) return hosts.map((host) => over(host.source, [host.node]))
  return hosts.length === 0
    ? []
    : [
        over(
          source,
          hosts.map(({ node }) => node),
        ),
      ]
}

function policiesForHosts(policy: CalicoPolicy, hosts: readonly HostEndpoint[]): Policy[] {
  const answers = hosts.map((host) => ({ host, answer: selectorHolds(policy.selector, host) }))
  const { unreadable } = policy
  if (unreadable !== undefined)
    return [openPolicy(policy, onNodes(hosts.map(({ node }) => node)), unreadable)]
  const met = answers.filter(({ answer }) => answer !== 'no')
  if (met.length === 0) return []
  const sure = met.filter(({ host, answer }) => answer === 'yes' && isCertain(host, hosts))
  const perhaps = met.filter((each) => !sure.includes(each))
  const nodesOf = (list: typeof met) => onNodes(list.map(({ host }) => host.node))
  return [
    ...(sure.length === 0 ? [] : localPolicies(policy, nodesOf(sure))),
    ...(perhaps.length === 0
      ? []
      : localPolicies(policy, { ...nodesOf(perhaps), uncertain: ONE_INTERFACE })),
    ...(policy.forward || policy.stage !== 'normal' ? forwardPolicies(policy) : []),
  ]
}

/** What a policy says of traffic of the nodes themselves. */
function localPolicies(policy: CalicoPolicy, subject: Subject): readonly Policy[] {
  const pieces = piecesOf(policy, subject).map((piece) => ({
    ...piece,
    rules: piece.rules.flatMap(withoutNames),
  }))
  if (policy.stage === 'normal') return pieces
  const tier = policy.stage === 'untracked' ? UNTRACKED_TIER : PRE_DNAT_TIER
  const lasting = (rule: Rule): Rule[] => {
    if (policy.stage === 'pre-DNAT') return rule.direction === 'ingress' ? [rule] : []
    const why = 'packets of untracked connections are judged each on its own, replies too'
    return [rule.action === 'deny' ? rule : { ...rule, conditional: rule.conditional ?? why }]
  }
  return pieces.map((piece) => ({
    ...piece,
    tier,
    isolates: [],
    rules: piece.rules.flatMap(lasting),
  }))
}

/** Named ports of a node are those that its host endpoint names, of which nothing is known here. */
function withoutNames(rule: Rule): Rule[] {
  if (rule.direction === 'egress' || rule.traffic === 'all') return [rule]
  const named = rule.traffic.flatMap(protocolsNamed)
  if (named.length === 0) return [rule]
  const numbers = rule.traffic.filter((each) => protocolsNamed(each).length === 0)
  const conditional = 'a named port of a host endpoint'
  return [
    ...(numbers.length === 0 ? [] : [{ ...rule, traffic: numbers }]),
    { ...rule, traffic: named, conditional },
  ]
}

function protocolsNamed(traffic: Traffic): readonly Traffic[] {
  switch (traffic.kind) {
    case 'named':
      return [{ kind: 'ports', protocol: traffic.protocol }]
    case 'ports':
      return []
    case 'less':
      return [...(traffic.of === 'all' ? [] : traffic.of), ...traffic.less].flatMap(protocolsNamed)
  }
}

/**
 * What a policy may do to traffic of pods that a node forwards: denied is perhaps what it denies, and, after connections are tracked and
 * addresses translated, what it does not allow. Which traffic passes which interface is not known, so nothing is denied for certain.
 */
function forwardPolicies(policy: CalicoPolicy): Policy[] {
  const { source, order, types, rules, stage } = policy
  const why = 'it depends on whether a host endpoint forwards the traffic'
  const ends: readonly Direction[] = stage === 'normal' ? types : []
  return [
    {
      source,
      api: CALICO,
      tier: FORWARD_TIER,
      priority: order,
      subject: { kind: 'pods', ...podChoiceOf({ kind: 'all' }), uncertain: why },
      isolates: [],
      rules: [
        ...rules.flatMap(({ rule, within }) => forwardRule(rule, within, stage)),
        ...ends.map((direction) => openRule(direction, '/spec', why, 'deny')),
      ],
      untranslated: [],
    },
  ]
}

function forwardRule(
  rule: Rule,
  within: readonly Peer[] | undefined,
  stage: CalicoPolicy['stage'],
): Rule[] {
  const why = 'it is meant for what a host endpoint forwards'
  // before addresses are translated, the destination is a Service or a node
  const exact = within === undefined && (stage === 'normal' || rule.traffic === 'all')
  const narrowed = exact ? rule : { ...rule, conditional: rule.conditional ?? why }
  if (rule.action === 'deny') return [narrowed]
  if (rule.action === 'allow') return [{ ...narrowed, action: 'pass' }]
  return [
    { ...rule, action: 'deny', conditional: why },
    { ...rule, conditional: why, action: 'pass' },
  ]
}
