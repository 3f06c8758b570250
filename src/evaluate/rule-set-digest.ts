import { appliesToAny, namesAny } from '../analyse/queries/speaks-of.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import { hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { CheckInput } from '../model/check.ts'
import type { ObjectKey } from '../model/object.ts'
import type { AddressSet, Policy, Rule } from '../model/policy.ts'
import type { Endpoint } from '../model/reachability.ts'
import { addressSetsMeant } from './address-sets-meant.ts'
import { ruleOfNamespace } from './scope-of.ts'

/** A policy with those of its rules that are part of a rule set. */
export type RuleSetPart = {
  readonly policy: Policy
  readonly rules: readonly Rule[]
  /** whether all of the policy is part of it, what it isolates too; else only its rules that name subjects in scope */
  readonly whole: boolean
}

/** The rules of one reviewed rule set, one line each, sorted; the same rules give the same lines however they are written down. */
export type RuleSet = {
  readonly lines: readonly string[]
  /** policies of which a part was not understood: nobody can say what was reviewed */
  readonly unread: readonly Policy[]
  /** the objects that hold them */
  readonly sources: ReadonlySet<ObjectKey>
  /** what the lines are made of, for people, in the order of the cluster's policies */
  readonly parts: readonly RuleSetPart[]
  /** the named sets of addresses that its rules may mean */
  readonly sets: readonly AddressSet[]
}

/**
 * The rules that select or name subjects in scope, each once: translated, without names, labels, annotations and status of the objects that hold
 * them. What no scope rule names counts as in scope. In tiers that add up, policies with the same subject are one; where the first match decides, the
 * order stands.
 */
export function ruleSetOf(input: CheckInput): RuleSet {
  const known = ruleSets.get(input.endpoints) ?? madeRuleSet(input)
  ruleSets.set(input.endpoints, known)
  return known
}

/** Checks are given the same endpoints in inputs of their own. */
const ruleSets = new WeakMap<CheckInput['endpoints'], RuleSet>()

function madeRuleSet(input: CheckInput): RuleSet {
  const parts = partsOf(input)
  const policies = parts.map(({ policy }) => policy)
  const peers = parts.flatMap(({ rules }) => rules.flatMap((rule) => rule.peers))
  const sets = addressSetsMeant(input.cluster.addressSets, peers)
  return {
    lines: [...new Set([...parts.flatMap(linesOf), ...sets.map(setLine)])].sort(),
    unread: policies.filter(({ untranslated }) => untranslated.length > 0),
    sources: new Set(policies.map(({ source }) => source)),
    ...{ parts, sets },
  }
}

function partsOf(input: CheckInput): readonly RuleSetPart[] {
  const inScope = endpointsInScope(input)
  return input.cluster.policies.flatMap((policy): readonly RuleSetPart[] => {
    if (isOfScope(input, policy) || appliesToAny(input.reachability, policy, inScope))
      return [{ policy, rules: policy.rules, whole: true }]
    const rules = policy.rules.filter((rule) => namesAny(input.reachability, rule, inScope))
    return rules.length === 0 ? [] : [{ policy, rules, whole: false }]
  })
}

/** The policy objects of a cluster that take part in the rule set of what is in scope, by key, each with its policies. */
export function ruleSetObjects(input: CheckInput): ReadonlyMap<ObjectKey, readonly Policy[]> {
  const policies = ruleSetOf(input).parts.map(({ policy }) => policy)
  return Map.groupBy(policies, ({ source }) => source)
}

/** The digest of a rule set (SHA-256 over its lines). */
export function ruleSetDigest({ lines }: RuleSet): Digest {
  const all = hasher()
  for (const line of lines) all.update(`${line}\n`)
  return all.digest()
}

function endpointsInScope({ endpoints }: CheckInput): ReadonlySet<Endpoint> {
  const isInScope = (classes: readonly string[]) => classes.some((each) => each !== 'out-of-scope')
  return new Set(
    endpoints.filter(({ classes }) => isInScope(classes)).map(({ endpoint }) => endpoint),
  )
}

/** A policy that looks into one namespace of the scope belongs to its rule set, also while it selects no pod. */
function isOfScope({ cluster, organisation: { scope } }: CheckInput, { subject }: Policy): boolean {
  if (subject.kind !== 'pods' || subject.namespaces.kind !== 'name') return false
  const { name } = subject.namespaces
  const rule = scope === undefined ? undefined : ruleOfNamespace(scope, cluster.name, name)
  return rule?.class !== 'out-of-scope'
}

function linesOf({ policy, rules, whole }: RuleSetPart): readonly string[] {
  const { tier, priority, subject, isolates, unlisted = [], under, needs = [] } = policy
  const head = { tier: tier.name, order: tier.order, layer: tier.layer ?? 'network', subject }
  const holder = {
    ...head,
    needs: [...needs],
    ...(under === undefined ? {} : { under: under.plugin }),
  }
  if (tier.combine === 'ordered') {
    const ordered = rules.map(meaningOf).filter((rule) => rule.peers.length > 0)
    return [
      canonicalJson({
        ...holder,
        priority,
        isolates: whole ? [...isolates].sort() : [],
        rules: ordered,
      }),
    ]
  }
  const atoms = [...rules, ...(whole ? unlisted : [])].flatMap(atomsOf)
  const isolated = whole ? isolates.map((direction) => ({ isolates: direction })) : []
  return [...isolated, ...atoms].map((said) => canonicalJson({ ...holder, said }))
}

/** A rule without its place: what it says, its lists in an order of their own. */
function meaningOf({ direction, action, peers, traffic, conditional, unenforced, closed }: Rule) {
  return {
    direction,
    action,
    peers: sorted(peers),
    traffic: traffic === 'all' ? traffic : sorted(traffic),
    ...(conditional === undefined ? {} : { conditional }),
    ...(unenforced === undefined ? {} : { unenforced }),
    ...(closed === undefined ? {} : { closed }),
  }
}

/** One for each peer and traffic: rules whose policy adds up say the same together as apart. */
function atomsOf(rule: Rule) {
  const { peers, traffic, ...rest } = meaningOf(rule)
  const each = traffic === 'all' ? [traffic] : traffic
  return peers.flatMap((peer) => each.map((one) => ({ ...rest, peer, traffic: one })))
}

function sorted<T extends Parameters<typeof canonicalJson>[0]>(values: readonly T[]): readonly T[] {
  const byText = new Map(values.map((value) => [canonicalJson(value), value]))
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

/** A changed address in a named set is a changed rule. */
function setLine({ family, namespace = '', name, labels, blocks }: AddressSet): string {
  return canonicalJson({ set: { family, namespace, name, labels, blocks: sorted(blocks) } })
}
