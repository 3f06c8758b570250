import type { Direction, Policy, Rule } from '../../src/model/policy.ts'
import type { ReachVerdict } from '../../src/model/reachability.ts'

/** A policy reduced to one direction of one pod pair and one connection: which of its rules match. */
type Seen = { readonly policy: Policy; readonly rules: readonly Rule[] }

/** What every unknown is decided as in one possible world: rules under a condition that hold, policies that apply. */
type World = { readonly rules: ReadonlySet<Rule>; readonly policies: ReadonlySet<Policy> }

/** Whether a rule speaks of a pair of pods and a port; given by the test, which knows its few pods. */
export type Matches = (rule: Rule) => boolean

/**
 * Answers for one side of one connection by trying every possible world: each condition met or not, each uncertain policy applied or not,
 * policies of equal priority in each order. Exponential and plain; the engine knows nothing of worlds.
 */
export function tiersVerdict(
  policies: readonly Policy[],
  direction: Direction,
  matches: Matches,
): ReachVerdict {
  const relevant = policies.filter(
    ({ isolates, rules }) =>
      isolates.includes(direction) || rules.some((rule) => rule.direction === direction),
  )
  const seen = relevant.map((policy) => ({
    policy,
    rules: policy.rules.filter((rule) => rule.direction === direction && matches(rule)),
  }))
  const outcomes = new Set<boolean>()
  for (const order of permutations(seen))
    for (const world of worldsOf(seen)) outcomes.add(allowedIn(order, direction, world))
  if (outcomes.size === 2) return 'indeterminate'
  return outcomes.has(true) ? 'allowed' : 'denied'
}

function allowedIn(order: readonly Seen[], direction: Direction, world: World): boolean {
  const applied = order.filter(({ policy }) => world.policies.has(policy))
  const tiers = [...new Set(applied.map(({ policy }) => policy.tier.order))].sort((a, b) => a - b)
  for (const tier of tiers) {
    const here = applied.filter(({ policy }) => policy.tier.order === tier)
    const decision =
      here[0]?.policy.tier.combine === 'union'
        ? unionDecision(here, direction, world)
        : orderedDecision(here, world)
    if (decision !== undefined) return decision
  }
  return true
}

function unionDecision(here: readonly Seen[], direction: Direction, world: World) {
  const rules = here.flatMap((each) => each.rules).filter((rule) => world.rules.has(rule))
  if (rules.some(({ action }) => action === 'deny')) return false
  if (rules.some(({ action }) => action === 'allow')) return true
  return here.some(({ policy }) => policy.isolates.includes(direction)) ? false : undefined
}

function orderedDecision(here: readonly Seen[], world: World): boolean | undefined {
  const byPriority = here.toSorted((a, b) => a.policy.priority - b.policy.priority)
  const first = byPriority.flatMap((each) => each.rules).find((rule) => world.rules.has(rule))
  if (first !== undefined) return first.action === 'pass' ? undefined : first.action === 'allow'
  return here[0]?.policy.tier.otherwise === 'deny' ? false : undefined
}

function* worldsOf(seen: readonly Seen[]): Generator<World> {
  const rules = seen.flatMap((each) => each.rules)
  const openRules = rules.filter(({ conditional }) => conditional !== undefined)
  const openPolicies = seen
    .map(({ policy }) => policy)
    .filter(({ subject }) => subject.uncertain !== undefined)
  for (const absentRules of subsets(openRules))
    for (const absentPolicies of subsets(openPolicies))
      yield {
        rules: new Set(rules.filter((rule) => !absentRules.includes(rule))),
        policies: new Set(
          seen.map(({ policy }) => policy).filter((policy) => !absentPolicies.includes(policy)),
        ),
      }
}

function subsets<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((all, item) => all.flatMap((some) => [some, [...some, item]]), [[]])
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  )
}
