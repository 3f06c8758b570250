import type {
  DecidingRule,
  Doubt,
  ReachVerdict,
  SideExplanation,
} from '../../model/reachability.ts'
import { some } from './explain-tier.ts'
import type { Finding } from './explain-tier.ts'

/** Rules, sentence and doubts of one layer. */
type Composed = Pick<SideExplanation, 'rules' | 'because' | 'doubts'>

/** What findings say together, given the verdict that the rows give. A definite answer is told without what does not change it. */
export function composed(verdict: ReachVerdict, findings: readonly Finding[]): Composed {
  return verdict === 'indeterminate'
    ? undecided(findings)
    : decided(verdict === 'allowed' ? 'allow' : 'deny', findings)
}

function decided(wanted: 'allow' | 'deny', findings: readonly Finding[]): Composed {
  const settled = findings.flatMap((each): readonly Finding[] => {
    if (each.doubt === undefined) return [each]
    return each.settled === undefined ? [] : [{ ...without(each), said: each.settled }]
  })
  const shown = settled.filter((each) => each.outcome === wanted || passesOn(each))
  return { rules: rulesOf(shown), because: told(shown) }
}

function without({ outcome, rules, said }: Finding): Finding {
  return { outcome, rules, said }
}

/** Doubts in order, then what happens where none of them comes true. */
function undecided(findings: readonly Finding[]): Composed {
  const ends = findings.filter((each) => each.doubt === undefined)
  const outcomes = new Set(ends.filter((each) => !passesOn(each)).map(({ outcome }) => outcome))
  const open = findings.filter(({ doubt }) => doubt !== undefined)
  const [end] = outcomes
  const changing = outcomes.size === 1 ? open.filter(({ outcome }) => outcome !== end) : open
  const doubtful = onceEach(changing.length > 0 ? changing : open)
  const doubts = new Map(doubtful.map(({ doubt }) => [JSON.stringify(doubt), doubt]))
  const otherwise = ends.length === 0 ? [] : [`otherwise ${told(ends)}`]
  return {
    rules: rulesOf([...doubtful, ...ends]),
    because: [
      some(
        doubtful.map(({ said }) => said),
        '; ',
      ),
      ...otherwise,
    ].join('; '),
    doubts: [...doubts.values()].filter((doubt): doubt is Doubt => doubt !== undefined),
  }
}

/** What does the same for the same reason is told once. */
function onceEach(findings: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ outcome, doubt }: Finding) => JSON.stringify([outcome, doubt])
  return findings.filter(
    (each, at) => findings.findIndex((other) => keyOf(other) === keyOf(each)) === at,
  )
}

/** Whether a connection surely goes on to the next tier. */
export function passesOn({ outcome, doubt }: Finding): boolean {
  return outcome === 'pass' && doubt === undefined
}

function told(findings: readonly Finding[]): string {
  const passes = findings.filter(passesOn).map(({ said }) => said)
  const ends = findings.filter((each) => !passesOn(each)).map(({ said }) => said)
  return [...passes, ends.join(', or else ')].filter((said) => said !== '').join(', then ')
}

/** A policy that does something is not silent. */
function rulesOf(findings: readonly Finding[]): readonly DecidingRule[] {
  const rules = findings.flatMap((each) => each.rules)
  const acting = new Set(rules.filter(acts).map(({ policy }) => policy))
  return rules.filter((rule) => acts(rule) || !acting.has(rule.policy))
}

function acts({ effect }: DecidingRule): boolean {
  return effect !== 'silent'
}
