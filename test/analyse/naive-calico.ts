import { networkPolicyRules } from './naive.ts'
import type { NaiveEnd, Truth } from './naive.ts'
import { ruleMatches, subjectMatches } from './naive-calico-rules.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

type Verdict = 'allow' | 'deny'
type Step = Verdict | 'next' | 'none'

/** A policy with what is to be known of it here: whether it applies, and its rules as action and match. */
type Seen = {
  readonly order: number
  readonly tie: string
  readonly applies: Truth
  readonly rules: () => { readonly action: Step; readonly match: Truth }[]
}

/** Whether a cluster has policies of Calico. */
export function hasCalico(objects: readonly Raw[]): boolean {
  return objects.some(isCalicoPolicy)
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
  const tiers: [name: string, order: number, action: Step][] = [['default', 1_000_000, 'deny']]
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
    if (tier === undefined) return new Set(['allow'])
    const found = new Set<Verdict>()
    const [name, , action] = tier
    const policies = policiesIn(name, objects, end, podsByAddress)
    for (const step of walk(policies, false, action))
      if (step === 'allow' || step === 'deny') found.add(step)
      else for (const each of from(at + 1)) found.add(each)
    return found
  }
  return from(0)
}

/** `none` after the last policy stands for the end of the tier: its default action where some policy applied, else the next tier. */
function walk(policies: readonly Seen[], applied: boolean, action: Step): Set<Step> {
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
  const version = objects.find(({ kind }) => kind === 'ClusterInformation')?.spec.calicoVersion
  const named = (ns: string | undefined, name: string, old: string, kind: string): string =>
    version === 'v3.28.0'
      ? `${ns === undefined ? '' : `${ns}/`}${old}`
      : `${name}/${ns ?? ''}/${kind}`
  const own = objects
    .filter((each) => isCalicoPolicy(each) && (each.spec.tier ?? 'default') === tier)
    .filter(({ spec }) => typesOf(spec).includes(end.direction))
    .map((each): Seen => {
      const { name, namespace } = each.metadata
      const old = name.includes('.') ? name : `default.${name}`
      return {
        order: each.spec.order ?? Infinity,
        tie: named(namespace, name, old, each.kind),
        applies: subjectMatches(objects, each, end.subject),
        rules: () =>
          (each.spec[end.direction.toLowerCase()] ?? []).map((rule: Raw) => ({
            action: ACTIONS[String(rule.action)],
            match: ruleMatches(objects, rule, namespace, end),
          })),
      }
    })
  const converted = objects.filter(
    ({ apiVersion, kind }) => kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1',
  )
  const kubernetes = converted.map((each): Seen => {
    const { name, namespace } = each.metadata
    const { applies, rules } = networkPolicyRules(objects, each, end, podsByAddress)
    return {
      order: 1000,
      tie: named(namespace, name, `knp.default.${name}`, 'KubernetesNetworkPolicy'),
      applies,
      rules: () => rules.map((match) => ({ action: 'allow', match })),
    }
  })
  return [...own, ...(tier === 'default' ? kubernetes : [])].sort((a, b) =>
    a.order === b.order ? (a.tie < b.tie ? -1 : 1) : a.order - b.order,
  )
}

const ACTIONS: Record<string, Step> = { Allow: 'allow', Deny: 'deny', Pass: 'next', Log: 'none' }

function typesOf({ types, ingress, egress }: Raw): string[] {
  if (types !== undefined) return types
  if ((egress ?? []).length === 0) return ['Ingress']
  return (ingress ?? []).length === 0 ? ['Egress'] : ['Ingress', 'Egress']
}
