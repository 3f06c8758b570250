import { appliesToAny, namesAny } from '../analyse/queries/speaks-of.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import { hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { CheckInput } from '../model/check.ts'
import type { ObjectKey } from '../model/object.ts'
import type { AddressSet, Peer, Policy, Rule } from '../model/policy.ts'
import type { Endpoint } from '../model/reachability.ts'
import { ruleOfNamespace } from './scope-of.ts'

/** The rules of one reviewed rule set, one line each, sorted; the same rules give the same lines however they are written down. */
export type RuleSet = {
  readonly lines: readonly string[]
  /** policies of which a part was not understood: nobody can say what was reviewed */
  readonly unread: readonly Policy[]
  /** the objects that hold them */
  readonly sources: ReadonlySet<ObjectKey>
}

/**
 * The rules that select or name subjects in scope, each once: translated, without names, labels, annotations and status of the objects that hold
 * them. What no scope rule names counts as in scope. In tiers that add up, policies with the same subject are one; where the first match decides, the
 * order stands.
 */
export function ruleSetOf(input: CheckInput): RuleSet {
  const known = ruleSets.get(input) ?? madeRuleSet(input)
  ruleSets.set(input, known)
  return known
}

const ruleSets = new WeakMap<CheckInput, RuleSet>()

function madeRuleSet(input: CheckInput): RuleSet {
  const inScope = endpointsInScope(input)
  const lines = new Set<string>()
  const unread: Policy[] = []
  const sources = new Set<ObjectKey>()
  const families = new Map<string, Peer>()
  for (const policy of input.cluster.policies) {
    const whole = isOfScope(input, policy) || appliesToAny(input.reachability, policy, inScope)
    const rules = whole
      ? policy.rules
      : policy.rules.filter((rule) => namesAny(input.reachability, rule, inScope))
    if (!whole && rules.length === 0) continue
    sources.add(policy.source)
    if (policy.untranslated.length > 0) unread.push(policy)
    for (const line of linesOf(policy, rules, whole)) lines.add(line)
    for (const peer of rules.flatMap(({ peers }) => peers).flatMap(setsIn))
      families.set(canonicalJson(peer), peer)
  }
  for (const line of [...families.values()].flatMap((peer) => setLines(input, peer)))
    lines.add(line)
  return { lines: [...lines].sort(), unread, sources }
}

/** The policy objects of a cluster that take part in the rule set of what is in scope, by key, each with its policies. */
export function ruleSetObjects(input: CheckInput): ReadonlyMap<ObjectKey, readonly Policy[]> {
  const inScope = endpointsInScope(input)
  const own = input.cluster.policies.filter(
    (policy) =>
      isOfScope(input, policy) ||
      appliesToAny(input.reachability, policy, inScope) ||
      policy.rules.some((rule) => namesAny(input.reachability, rule, inScope)),
  )
  return Map.groupBy(own, ({ source }) => source)
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

function linesOf(policy: Policy, rules: readonly Rule[], whole: boolean): readonly string[] {
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

function setsIn(peer: Peer): readonly Peer[] {
  switch (peer.kind) {
    case 'address-sets':
      return [peer]
    case 'not':
      return setsIn(peer.peer)
    case 'all-of':
      return peer.peers.flatMap(setsIn)
    default:
      return []
  }
}

/** The named sets of addresses that a peer may mean: a changed address in one is a changed rule. */
function setLines({ cluster }: CheckInput, peer: Peer): readonly string[] {
  if (peer.kind !== 'address-sets') return []
  return cluster.addressSets
    .filter(({ family, name }) => family === peer.family && (peer.name ?? name) === name)
    .map(({ family, namespace = '', name, labels, blocks }: AddressSet) =>
      canonicalJson({ set: { family, namespace, name, labels, blocks: sorted(blocks) } }),
    )
}
