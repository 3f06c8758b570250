import type { Doubt } from '../../model/reachability.ts'
import {
  decidedBy,
  listed,
  perhaps,
  perhapsIsolates,
  rulesIn,
  some,
  wholePolicy,
} from './explain-tier.ts'
import type { Applies, Finding, Match, SideQuestion, TierFindings } from './explain-tier.ts'
import type { SubjectDoubt } from './explain-union.ts'
import { describeAt } from '../names.ts'

/** What a tier with an order makes of one connection, as the rows decide it (tiers.ts): level by level of priority, then its end. */
export function byOrder(
  tier: readonly Applies[],
  question: SideQuestion,
  doubtOf: SubjectDoubt,
): TierFindings {
  const findings: Finding[] = []
  const left: Applies[] = []
  for (const level of levelsOf(tier)) {
    const runs = level.map(runOf)
    findings.push(...runs.flatMap((run) => findingsOf(run, runs)))
    if (runs.some(({ policy, last }) => policy.sure && last !== undefined))
      return { findings, open: findings.some(passes) }
    left.push(...runs.filter(({ policy, last }) => !policy.sure && !last).map((run) => run.policy))
  }
  if (tier[0]?.policy.tier.otherwise !== 'deny') return { findings, open: true }
  const sure = tier.filter((each) => each.sure)
  if (sure.length > 0)
    return { findings: [...findings, theRest(sure, question)], open: findings.some(passes) }
  const ends = left.map((each) => perhapsIsolates(each, question, doubtOf(each)))
  return { findings: [...findings, ...ends], open: true }
}

function passes({ outcome }: Finding): boolean {
  return outcome === 'pass'
}

function levelsOf(tier: readonly Applies[]): readonly (readonly Applies[])[] {
  const levels = Map.groupBy(tier, ({ policy }) => policy.priority)
  return [...levels].sort(([a], [b]) => a - b).map(([, level]) => level)
}

/** The matches of a policy down to the first that decides where the policy applies. */
type Run = { readonly policy: Applies; readonly matches: readonly Match[]; readonly last?: Match }

function runOf(policy: Applies): Run {
  const end = policy.matches.findIndex(({ fits }) => fits)
  const last = policy.matches[end]
  return end < 0 || last === undefined
    ? { policy, matches: policy.matches }
    : { policy, matches: policy.matches.slice(0, end), last }
}

function findingsOf({ matches, last }: Run, level: readonly Run[]): readonly Finding[] {
  const before = matches.flatMap((each) => (each.doubt ? [perhaps(each, each.doubt)] : []))
  if (last === undefined) return before
  const doubt = last.doubt ?? disagreement(last, level)
  return [...before, doubt === undefined ? decidedBy([last]) : perhaps(last, doubt)]
}

/** Another policy of the same priority that as surely does something else. */
function disagreement({ policy, rule }: Match, level: readonly Run[]): Doubt | undefined {
  const others = level.flatMap(({ last }) =>
    last?.doubt === undefined && last !== undefined && last.rule.action !== rule.action
      ? [last]
      : [],
  )
  if (others.length === 0) return undefined
  const names = some(others.map((each) => describeAt(each.policy.source, each.rule.pointer)))
  const why = `${names} of equal priority does otherwise, and which comes first is not defined`
  return { kind: 'order', policy: policy.source, pointer: rule.pointer, why }
}

function theRest(sure: readonly Applies[], { direction }: SideQuestion): Finding {
  const tier = sure[0]?.policy.tier
  const ruled = sure.filter(({ policy }) => rulesIn(policy, direction).length > 0)
  const none =
    ruled.length > 0
      ? `no rule of ${listed(ruled)} matches`
      : `there is no rule for ${direction} in ${listed(sure)}`
  return {
    outcome: 'deny',
    rules: sure.map(({ policy }) => wholePolicy(policy, 'isolates')),
    said: `${none}, and ${tier?.rest ?? `tier ${tier?.name ?? ''} denies the rest`}`,
  }
}
