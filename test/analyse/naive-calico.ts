import { adminOutcomes } from './naive-admin.ts'
import { networkPolicyRules } from './naive.ts'
import type { NaiveEnd, Truth } from './naive.ts'
import { forwardingMayDeny, stageOf } from './naive-calico-hosts.ts'
import { ruleMatches, subjectMatches } from './naive-calico-rules.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

export type Verdict = 'allow' | 'deny'
export type Step = Verdict | 'next' | 'none'

/** A policy with what is to be known of it here: whether it applies, and its rules as action and match. */
export type Seen = {
  readonly order: number
  readonly tie: string
  readonly applies: Truth
  readonly rules: () => { readonly action: Step; readonly match: Truth }[]
}

/** Whether a cluster has policies of Calico, or nodes that they may be for. */
export function hasCalico(objects: readonly Raw[]): boolean {
  return objects.some((each) => isCalicoPolicy(each) || each.kind === 'HostEndpoint')
}

/**
 * Everything that Calico may decide for a pod in one direction, tier by tier: several answers where a label or address is not known.
 *
 * Written from projectcalico/calico: app-policy/checker/check.go, felix/calc/policy_sorter.go, felix/rules/policy.go and
 * libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go.
 */
export function calicoVerdicts(
  objects: readonly Raw[],
  end: NaiveEnd,
  podsByAddress: boolean | 'unknown',
): ReadonlySet<Verdict> {
  const steps = (tier: string, action: Step): ReadonlySet<Step> => {
    const admin = ADMIN[tier]
    return admin === undefined
      ? walk(policiesIn(tier, objects, end, podsByAddress), false, action)
      : adminOutcomes(objects, admin, end)
  }
  const found = throughTiers(objects, steps, ['allow'])
  return forwardingMayDeny(objects, end) ? found.add('deny') : found
}

/** What is decided by tiers in their order, where `steps` says what one of them may do. */
export function throughTiers(
  objects: readonly Raw[],
  steps: (tier: string, action: Step) => ReadonlySet<Step>,
  last: readonly Verdict[],
): Set<Verdict> {
  const tiers: [name: string, order: number, action: Step][] = [
    ['kube-admin', 1000, 'next'],
    ['default', 1_000_000, 'deny'],
    ['kube-baseline', 10_000_000, 'next'],
  ]
  for (const { kind, metadata, spec } of objects)
    if (kind === 'Tier')
      tiers.push([
        metadata.name,
        spec.order ?? Infinity,
        spec.defaultAction === 'Pass' ? 'next' : 'deny',
      ])
  tiers.sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x - y))
  const from = (at: number): Set<Verdict> => {
    const tier = tiers[at]
    if (tier === undefined) return new Set(last)
    const found = new Set<Verdict>()
    for (const step of steps(tier[0], tier[2]))
      if (step === 'allow' || step === 'deny') found.add(step)
      else for (const each of from(at + 1)) found.add(each)
    return found
  }
  return from(0)
}

/** Where the policies of administrators stand (api/pkg/apis/projectcalico/v3/tier.go). */
const ADMIN: Record<string, 'Admin' | 'Baseline'> = {
  'kube-admin': 'Admin',
  'kube-baseline': 'Baseline',
}

/** `none` after the last policy stands for the end of the tier: its default action where some policy applied, else the next tier. */
export function walk(policies: readonly Seen[], applied: boolean, action: Step): Set<Step> {
  const [policy, ...others] = policies
  if (policy === undefined) return new Set([applied ? action : 'next'])
  const found = policy.applies < 2 ? walk(others, applied, action) : new Set<Step>()
  if (policy.applies > 0) for (const each of inPolicy(policy, others, action)) found.add(each)
  return found
}

/** What a policy that applies decides, rule by rule, and what comes after it. */
function inPolicy(policy: Seen, others: readonly Seen[], action: Step): Set<Step> {
  const found = new Set<Step>()
  for (const rule of policy.rules()) {
    const match = rule.action === 'none' ? 0 : rule.match
    if (match > 0) found.add(rule.action)
    if (match === 2) return found
  }
  for (const each of walk(others, true, action)) found.add(each)
  return found
}

function isCalicoPolicy({ apiVersion, kind }: Raw): boolean {
  return apiVersion.includes('projectcalico.org') && kind.endsWith('NetworkPolicy')
}

function policiesIn(
  tier: string,
  objects: readonly Raw[],
  end: NaiveEnd,
  podsByAddress: boolean | 'unknown',
): Seen[] {
  const named = tieNames(objects)
  const own = ownPoliciesIn(tier, objects, end)
    .filter(({ spec }) => stageOf(spec) === 'normal')
    .map((each): Seen => ({
      order: each.spec.order ?? Infinity,
      tie: named(each.metadata, each.kind),
      applies: subjectMatches(objects, each, end.subject),
      rules: () => calicoRules(each, end, (rule) => ruleMatches(objects, rule, each, end)),
    }))
  const converted = objects.filter(
    ({ apiVersion, kind }) => kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1',
  )
  // Names of ports are looked up at endpoints: pods on the network of a node are none (felix/calc/rule_scanner.go).
  const { destination, ...rest } = end
  const known = destination?.spec?.hostNetwork === true ? { ...rest, destination: {} } : end
  const kubernetes = converted.map((each): Seen => {
    const { applies, rules } = networkPolicyRules(objects, each, known, podsByAddress)
    return {
      order: 1000,
      tie: named(each.metadata, 'KubernetesNetworkPolicy'),
      applies,
      rules: () => rules.map((match) => ({ action: 'allow', match })),
    }
  })
  return inOrder([...own, ...(tier === 'default' ? kubernetes : [])])
}

/** Policies of Calico of one tier and direction. */
export function ownPoliciesIn(
  tier: string,
  objects: readonly Raw[],
  { direction }: NaiveEnd,
): Raw[] {
  return objects
    .filter((each) => isCalicoPolicy(each) && (each.spec.tier ?? 'default') === tier)
    .filter(({ spec }) => typesOf(spec).includes(direction))
}

/** By order, then by name as the version compares names. */
export function inOrder(policies: readonly Seen[]): Seen[] {
  return policies.toSorted((a, b) =>
    a.order === b.order ? (a.tie < b.tie ? -1 : 1) : a.order - b.order,
  )
}

/** What policies of the same order are sorted by. */
export function tieNames(objects: readonly Raw[]): (metadata: Raw, kind: string) => string {
  const version = objects.find(({ kind }) => kind === 'ClusterInformation')?.spec.calicoVersion
  return ({ name, namespace }, kind) => {
    if (version !== 'v3.28.0') return `${name}/${namespace ?? ''}/${kind}`
    const long = kind.startsWith('Kubernetes') ? `knp.default.${name}` : `default.${name}`
    const old = name.includes('.') && !kind.startsWith('Kubernetes') ? name : long
    return `${namespace === undefined ? '' : `${namespace}/`}${old}`
  }
}

/** The rules of a policy in one direction. */
export function calicoRules(
  { spec }: Raw,
  { direction }: NaiveEnd,
  matches: (rule: Raw) => Truth,
): { action: Step; match: Truth }[] {
  return (spec[direction.toLowerCase()] ?? []).map((rule: Raw) => ({
    action: ACTIONS[String(rule.action)],
    match: matches(rule),
  }))
}

const ACTIONS: Record<string, Step> = { Allow: 'allow', Deny: 'deny', Pass: 'next', Log: 'none' }

function typesOf({ types, ingress, egress }: Raw): string[] {
  if (types !== undefined) return types
  if ((egress ?? []).length === 0) return ['Ingress']
  return (ingress ?? []).length === 0 ? ['Egress'] : ['Ingress', 'Egress']
}
