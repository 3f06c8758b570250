import type {
  Expression,
  Peer,
  PodChoice,
  Policy,
  Rule,
  Selector,
  SelectorRequirement,
  Subject,
  Tier,
} from '../../model/policy.ts'
import { BY_FAMILY } from './entities.ts'
import type { IdentityLabels } from './identity-labels.ts'
import type { CiliumOptions } from './options.ts'

/** What a choice of pods becomes: undefined where it can find none; `why` where that is not certain, and then it finds too many. */
type Rewritten<T> = { readonly to: T | undefined; readonly why?: string }

const VERSION = 'whether a label is part of identities depends on the version of Cilium'
const OF_GROUPS = 'labels of CIDR groups are labels of what matches blocks (policy-cidr-match-mode)'
const UNREAD_FIREWALL = 'whether the host firewall is on was not read'
const CLUSTER_NAME = 'the name of the cluster was not read'

/** A policy as Cilium with these options understands it. */
export function rewritten(policy: Policy, options: CiliumOptions): Policy {
  return {
    ...policy,
    tier: allDefined(policy.tier),
    subject: subjectFor(policy.subject, options),
    rules: policy.rules.flatMap((rule) => rulesFor(rule, options)),
  }
}

/** Cilium says what happens to every protocol: with ports, a rule means these alone. */
function allDefined({ name, order, combine, otherwise }: Tier): Tier {
  return { name, order, combine, otherwise }
}

function subjectFor(subject: Subject, options: CiliumOptions): Subject {
  if (subject.kind === 'nodes') {
    const { to, why } = nodesFor(subject.selector, options)
    const unread = options.hostFirewall === undefined ? UNREAD_FIREWALL : undefined
    const uncertain = subject.uncertain ?? unread ?? why
    return { ...subject, selector: to ?? [], ...(uncertain === undefined ? {} : { uncertain }) }
  }
  if (subject.kind !== 'pods') return subject
  const { to, why } = choiceFor(subject, options)
  if (to === undefined) return { kind: 'node-names', names: [] }
  const { entities } = subject
  const uncertain = subject.uncertain ?? why
  return {
    kind: 'pods',
    ...to,
    ...(entities === undefined ? {} : { entities }),
    ...(uncertain === undefined ? {} : { uncertain }),
  }
}

/** The rule for peers that are certain, and one under a condition for those that are not. */
function rulesFor(rule: Rule, options: CiliumOptions): readonly Rule[] {
  if (rule.peers.length === 0) return [rule]
  const { conditional, ...base } = rule
  const stated = conditional === BY_FAMILY && options.bothFamilies ? undefined : conditional
  const read = rule.peers.map((peer) => peerFor(peer, options))
  const open = read.filter(({ why }) => why !== undefined)
  const sure = read.filter(({ why }) => why === undefined)
  const made = (parts: typeof read, why: string | undefined): Rule[] => {
    const peers = parts.map(({ to }): Peer => to ?? { kind: 'none' })
    return parts.length === 0 ? [] : [{ ...base, peers, ...(why ? { conditional: why } : {}) }]
  }
  return [...made(sure, stated), ...made(open, stated ?? open[0]?.why)]
}

function peerFor(peer: Peer, options: CiliumOptions): Rewritten<Peer> {
  switch (peer.kind) {
    case 'pods': {
      const { to, why } = choiceFor(peer, options)
      const given = why === undefined ? {} : { why }
      return { to: to && { kind: 'pods', ...to }, ...given }
    }
    case 'addresses':
    case 'address-sets':
    case 'service':
      return { to: byAddress(peer, options) }
    case 'nodes': {
      const { to, ...why } = nodesFor(peer.selector, options)
      return { to: to && { ...peer, selector: to }, ...why }
    }
    case 'not':
      return notFor(peer.peer, options)
    case 'all-of':
      return allOf(peer.peers, options)
    default:
      return { to: peer }
  }
}

function notFor(peer: Peer, options: CiliumOptions): Rewritten<Peer> {
  const { to, why } = peerFor(peer, options)
  if (why !== undefined) return { to: { kind: 'any' }, why }
  return { to: { kind: 'not', peer: to ?? { kind: 'none' } } }
}

function nodesFor(selector: Selector, options: CiliumOptions): Rewritten<Selector> {
  const shared = options.blocksMatch?.nodes === false ? [] : sharedOf(selector, options)
  const to = selector.filter((each) => !shared.includes(each))
  return shared.length === 0 ? { to } : { to, why: OF_GROUPS }
}

function allOf(peers: readonly Peer[], options: CiliumOptions): Rewritten<Peer> {
  const parts = peers.map((each) => peerFor(each, options))
  const why = parts.find((part) => part.why !== undefined)?.why
  const to: Peer = { kind: 'all-of', peers: parts.map((part) => part.to ?? { kind: 'none' }) }
  return { to, ...(why === undefined ? {} : { why }) }
}

/**
 * Address blocks match pods and nodes as policy-cidr-match-mode says; where that differs between nodes, it stays open. A block of all addresses
 * stands for the world, which nodes are no part of unless the mode has pods, too (pkg/policy/types/selector.go, matchesCIDRWildcard).
 */
function byAddress<T extends Extract<Peer, { kind: 'addresses' | 'address-sets' | 'service' }>>(
  peer: T,
  { blocksMatch }: CiliumOptions,
): T {
  if (peer.matchesPods !== 'by-enforcer' || blocksMatch === undefined) return peer
  const world = peer.kind === 'addresses' && peer.cidr.endsWith('/0')
  return {
    ...peer,
    matchesPods: blocksMatch.pods ? 'yes' : 'no',
    matchesNodes: blocksMatch.nodes && (blocksMatch.pods || !world) ? 'yes' : 'no',
  }
}

function choiceFor(
  { namespaces, pods, where }: PodChoice,
  options: CiliumOptions,
): Rewritten<PodChoice> {
  const shared = options.blocksMatch?.pods === false ? [] : sharedOf(pods, options)
  const own = pods.filter((each) => !shared.includes(each))
  const selected = selectorFor(own, options.labels)
  const facts = where === undefined ? { to: undefined } : expressionFor(where, options)
  if (selected.to === undefined) return { to: undefined }
  const known = selected.why ?? ('why' in facts ? facts.why : undefined)
  const why = shared.length > 0 ? OF_GROUPS : known
  return {
    to: {
      namespaces,
      pods: selected.to,
      ...(facts.to === undefined ? {} : { where: facts.to }),
    },
    ...(why === undefined ? {} : { why }),
  }
}

/** Requirements on labels that a CIDR group may bring: a key without source is one of any (pkg/endpoint, computeCIDRLabelsRLocked). */
function sharedOf(selector: Selector, { groupLabels }: CiliumOptions): Selector {
  return selector.filter(({ key }) => groupLabels.has(key))
}

/** Labels that are no part of an identity are absent to Cilium. */
function selectorFor(pods: Selector, labels: IdentityLabels | undefined): Rewritten<Selector> {
  if (labels === undefined) return { to: pods }
  const kept = pods.map((each) => ({ each, kept: labels(each.key) }))
  if (kept.some((one) => one.kept === 'no' && asksFor(one.each))) return { to: undefined }
  const unsure = kept.some((one) => one.kept === 'maybe')
  return {
    to: kept.filter((one) => one.kept === 'yes' || asksFor(one.each)).map(({ each }) => each),
    ...(unsure ? { why: VERSION } : {}),
  }
}

function asksFor({ operator }: Pick<SelectorRequirement, 'operator'>): boolean {
  return operator === 'In' || operator === 'Exists'
}

const ALWAYS: Expression = { kind: 'all', of: [] }
const NEVER: Expression = { kind: 'any', of: [] }

/** Facts that only the options know: the cluster's name, and whether service accounts are part of identities. */
function expressionFor(where: Expression, options: CiliumOptions): Rewritten<Expression> {
  if (where.kind === 'all') {
    const parts = where.of.map((each) => expressionFor(each, options))
    const why = parts.find((part) => part.why !== undefined)?.why
    const of = parts.map(({ to }) => to ?? ALWAYS)
    return { to: { kind: 'all', of }, ...(why === undefined ? {} : { why }) }
  }
  if (where.kind !== 'requirement' || where.of !== 'facts') return { to: where }
  if (where.key === 'cluster') return clusterFor(where, options.clusterName)
  const kept = options.labels?.('io.cilium.k8s.policy.serviceaccount') ?? 'yes'
  if (where.key !== 'service-account' || kept === 'yes') return { to: where }
  return { to: positive(where) ? NEVER : ALWAYS }
}

type Requirement = Extract<Expression, { kind: 'requirement' }>

function positive({ operator }: Requirement): boolean {
  return operator === 'In' || operator === 'Exists'
}

function clusterFor(requirement: Requirement, name: string | undefined): Rewritten<Expression> {
  const { operator, values } = requirement
  if (operator === 'Exists') return { to: ALWAYS }
  if (operator === 'DoesNotExist') return { to: NEVER }
  if (name === undefined) return { to: ALWAYS, why: CLUSTER_NAME }
  return { to: values.includes(name) === (operator === 'In') ? ALWAYS : NEVER }
}
