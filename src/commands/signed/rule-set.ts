import { describePolicy, describeRule } from '../../analyse/explain/describe-rule.ts'
import { describeObject } from '../../analyse/names.ts'
import type { RuleSet, RuleSetPart } from '../../evaluate/rule-set-digest.ts'
import type { AddressSet } from '../../model/policy.ts'
import type { SignedGroup } from './signed-text.ts'

/** A rule set in words: each policy, those that decide first before others, with a line for each of its rules, then the named sets of addresses that they may mean. */
export function ruleSetWords({ parts, sets }: RuleSet): readonly SignedGroup[] {
  return [...[...parts].sort(byTurn).map(policyWords), ...sets.map(setWords)]
}

function byTurn({ policy: one }: RuleSetPart, { policy: other }: RuleSetPart): number {
  return one.tier.order - other.tier.order || one.priority - other.priority
}

function policyWords({ policy, rules, whole }: RuleSetPart): SignedGroup {
  const { tier, unlisted = [], untranslated } = policy
  const head = whole
    ? describePolicy(policy)
    : `${describePolicy({ ...policy, isolates: [] })}; only its rules that name somebody in scope`
  const places = tier.combine === 'ordered' && rules.length > 1
  return {
    head,
    lines: [
      ...rules.map((rule, at) => `${places ? `${at + 1}. ` : ''}${describeRule(rule)}`),
      ...(whole ? unlisted : []).map(
        (rule) => `of a direction that it says it is not for: ${describeRule(rule)}`,
      ),
      ...untranslated.map(({ pointer, why }) => `not understood: ${pointer}: ${why}`),
    ].map((said) => [said]),
  }
}

function setWords({ source, blocks }: AddressSet): SignedGroup {
  const list = blocks.map(({ cidr, except }) =>
    except.length === 0 ? cidr : `${cidr} except ${except.join(', ')}`,
  )
  return { lines: [[`${describeObject(source)}:`, list]] }
}
