import type { PluginChoice } from '../../model/enforcer.ts'
import type { Doubt, ReachVerdict, SideExplanation } from '../../model/reachability.ts'
import { isUnder } from '../engine/by-plugin.ts'
import type { Engine } from '../engine/engine.ts'
import { composed } from './explain-findings.ts'
import type { Applies, Finding, SideQuestion } from './explain-tier.ts'
import { findingsOf } from './explain-tiers.ts'

type Told = Pick<SideExplanation, 'verdict' | 'rules' | 'because' | 'doubts'>

/** The network plugins of which any may be the one that enforces the policies; undefined where the policies do not depend on it. */
export function pluginsOf(applying: readonly Applies[]): PluginChoice | undefined {
  return applying.find(({ policy }) => policy.under !== undefined)?.policy.under
}

/**
 * Why a layer answers as it does where any of several network plugins may enforce, as the rows decide it (by-plugin.ts): what each of them does.
 * `untouched` says that no policy applies.
 */
export function explainEach(
  engine: Engine,
  question: SideQuestion,
  applying: readonly Applies[],
  { of, why }: PluginChoice,
  untouched: string,
): Told {
  const told = of.map((plugin) => {
    const own = applying.filter(({ policy }) => isUnder(policy, plugin))
    return own.length === 0
      ? { verdict: 'allowed' as const, rules: [], because: untouched }
      : toldOf(findingsOf(engine, question, own))
  })
  const verdicts = new Set(told.map(({ verdict }) => verdict))
  const [verdict = 'indeterminate'] = verdicts.size === 1 ? verdicts : []
  const rules = told.flatMap((each) => each.rules)
  const said = told.map(({ because }, at) => `where ${of[at] ?? ''} enforces, ${because}`)
  const because = said.join('; ')
  if (verdict !== 'indeterminate') return { verdict, rules, because }
  const differing = verdicts.size === 1 ? [] : told.flatMap((each) => doubtsOf(each, why))
  const doubts = [...differing, ...told.flatMap((each) => each.doubts ?? [])]
  return { verdict, rules, because: verdicts.size === 1 ? because : `${why}: ${because}`, doubts }
}

function toldOf(findings: readonly Finding[]): Told {
  const outcomes = new Set(findings.flatMap(({ outcome }) => (outcome === 'pass' ? [] : [outcome])))
  const [only] = outcomes
  const verdict = outcomes.size === 1 && only !== undefined ? VERDICTS[only] : 'indeterminate'
  return { verdict, ...composed(verdict, findings) }
}

const VERDICTS = {
  allow: 'allowed',
  deny: 'denied',
  either: 'indeterminate',
} as const satisfies Record<string, ReachVerdict>

/** What denies under one plugin, and under another not. */
function doubtsOf({ verdict, rules }: Told, why: string): readonly Doubt[] {
  if (verdict !== 'denied') return []
  return rules.map(({ policy, pointer }) => ({ kind: 'applies', policy, pointer, why }))
}
