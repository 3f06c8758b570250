import { describeEndpoint } from '../names.ts'
import type { Doubt } from '../../model/reachability.ts'
import {
  decidedBy,
  describeAsked,
  isolatedBy,
  perhaps,
  perhapsIsolates,
  placeOf,
  rulesIn,
  wholePolicy,
} from './explain-tier.ts'
import type { Applies, Finding, Match, SideQuestion, TierFindings } from './explain-tier.ts'

/** Why it is not certain that a policy applies to the subject of the question. */
export type SubjectDoubt = (applies: Applies) => Doubt

/**
 * What a tier in which rules add up makes of one connection, as the rows decide it (tiers.ts): protocols that it does not define, what denies, who
 * perhaps isolates, what allows, and at last isolation.
 */
export function byUnion(
  tier: readonly Applies[],
  question: SideQuestion,
  doubtOf: SubjectDoubt,
): TierFindings {
  const isolating = tier.filter(({ policy }) => policy.isolates.includes(question.direction))
  const certain = isolating.filter(({ sure }) => sure)
  const findings: Finding[] = isolating.flatMap((each) => undefinedIn(each, question))
  if (findings.length > 0 && certain.length > 0) return { findings, open: false }
  const matches = tier.flatMap((each) => each.matches)
  const denying = matches.filter(({ rule }) => rule.action !== 'allow')
  findings.push(...denying.flatMap(undecided))
  const denies = denying.filter(isCertain)
  if (denies.length > 0) return { findings: [...findings, decidedBy(denies)], open: false }
  if (certain.length === 0)
    for (const each of isolating)
      if (!isGranted(each, tier)) findings.push(perhapsIsolates(each, question, doubtOf(each)))
  const allowing = matches.filter(({ rule }) => rule.action === 'allow')
  const allows = allowing.filter(isCertain)
  if (allows.length > 0) return { findings: [...findings, decidedBy(allows)], open: false }
  findings.push(...allowing.filter((each) => !isOverruled(each, denying)).flatMap(undecided))
  if (certain.length === 0) return { findings, open: true }
  return isolatedLast(certain, findings, question)
}

function undefinedIn(each: Applies, { protocol, ...question }: SideQuestion): readonly Finding[] {
  const { policy } = each
  if (policy.tier.undefinedFor?.includes(protocol) !== true) return []
  const why = `${policy.tier.name} does not define ${protocol}`
  return [
    {
      outcome: 'either',
      rules: [wholePolicy(policy, 'isolates')],
      said: `${isolatedBy([each], { protocol, ...question })}, and ${why}`,
      doubt: { kind: 'protocol', policy: policy.source, pointer: placeOf(policy), why },
    },
  ]
}

function isCertain({ doubt }: Match): boolean {
  return doubt === undefined
}

function undecided(match: Match): readonly Finding[] {
  return match.doubt === undefined ? [] : [perhaps(match, match.doubt)]
}

/** What a policy that perhaps isolates surely allows itself, or another surely allows, it does not deny. */
function isGranted(each: Applies, tier: readonly Applies[]): boolean {
  return [each, ...tier.filter(({ sure }) => sure)]
    .flatMap(({ matches }) => matches)
    .some(({ rule, fits }) => rule.action === 'allow' && fits)
}

/** What a policy surely denies it does not allow, whether it applies or not. */
function isOverruled({ policy }: Match, denying: readonly Match[]): boolean {
  return denying.some((each) => each.policy === policy && each.rule.action === 'deny' && each.fits)
}

function isolatedLast(
  certain: readonly Applies[],
  findings: readonly Finding[],
  question: SideQuestion,
): TierFindings {
  const rules = certain.map(({ policy }) => wholePolicy(policy, 'isolates'))
  const who = isolatedBy(certain, question)
  const last = certain.map(({ policy }) => ({ policy, why: policy.tier.deniesLast }))
  const [first] = last
  const isLast = last.every(({ why }) => why !== undefined)
  const settled = `${who}, and ${noMatch(certain, question)}`
  if (first?.why === undefined || !isLast)
    return { findings: [...findings, { outcome: 'deny', rules, said: settled }], open: false }
  const { policy, why } = first
  const doubt: Doubt = { kind: 'later-tier', policy: policy.source, pointer: placeOf(policy), why }
  const end: Finding = { outcome: 'deny', rules, said: `${settled}, but ${why}`, doubt, settled }
  return { findings: [...findings, end], open: true, deniesLast: true }
}

/**
 * `none of 3 rules matches TCP 5432`; where it is the other end that none of them means, `none of its 3 rules speaks of shop/Pod/web`. Rules as the objects have
 * them, each once however many it was read as.
 */
function noMatch(policies: readonly Applies[], question: SideQuestion): string {
  const asked = describeAsked(question)
  const other = describeEndpoint(question.other)
  const rules = placesOf(policies, ({ policy }) =>
    rulesIn(policy, question.direction)
      .map(({ pointer }) => pointer)
      .filter((pointer) => pointer !== placeOf(policy)),
  )
  const meant = placesOf(policies, (each) => each.forPeer)
  const forPeer = [...rules].filter((place) => meant.has(place)).length
  const whose = new Set(policies.map(({ policy }) => policy.source)).size === 1 ? 'its' : 'their'
  if (rules.size === 0) return `no rule matches ${asked}`
  if (forPeer > 0 && forPeer < rules.size) {
    const does = forPeer === 1 ? 'does' : 'do'
    return `of ${whose} ${rules.size} rules the ${forPeer} for ${other} ${does} not match ${asked}`
  }
  if (rules.size === 1)
    return `${whose} 1 rule does not ${forPeer === 0 ? `speak of ${other}` : `match ${asked}`}`
  return forPeer === 0
    ? `none of ${whose} ${rules.size} rules speaks of ${other}`
    : `none of ${rules.size} rules matches ${asked}`
}

function placesOf(
  policies: readonly Applies[],
  pointersOf: (each: Applies) => readonly string[],
): ReadonlySet<string> {
  return new Set(
    policies.flatMap((each) =>
      pointersOf(each).map((pointer) => `${each.policy.source}#${pointer}`),
    ),
  )
}
